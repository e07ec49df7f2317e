"""The rules. Each takes the tree as {path from the root: text} and yields Findings.

Rules are pure functions of that dictionary, so that selftest.py can show each of them a bad tree.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Dict, Iterator

import policy


@dataclass(frozen=True)
class Finding:
    path: str
    line: int  # 1-based; 0: the file as a whole
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


Tree = Dict[str, str]
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def layer_of(path: str) -> str:
    return path.split("/", 1)[0]


def is_cpp(path: str) -> bool:
    return path.endswith((".cc", ".h"))


def is_product(path: str) -> bool:
    return is_cpp(path) and layer_of(path) in policy.MAY_INCLUDE


def line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def includes(text: str):
    """(line, is_ours, header) of every include."""
    for match in INCLUDE.finditer(text):
        yield line_at(text, match.start()), match[1] == '"', match[2]


def without_comments(text: str) -> str:
    """The code with comments and the contents of literals blanked, line numbers kept."""
    token = re.compile(
        r"//[^\n]*|/\*.*?\*/"
        r'|R"(?P<mark>[^(\s]{0,16})\(.*?\)(?P=mark)"'
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
        re.DOTALL,
    )
    return token.sub(lambda match: "\n" * match[0].count("\n") + " ", text)


def layering(tree: Tree) -> Iterator[Finding]:
    """Includes follow the table of layers."""
    for path, text in tree.items():
        if not is_cpp(path) or layer_of(path) in policy.ABOVE_LAYERS:
            continue
        layer = layer_of(path)
        if layer not in policy.MAY_INCLUDE:
            yield Finding(path, 0, "layering", f"folder '{layer}' is no layer of policy.py")
            continue
        allowed = policy.MAY_INCLUDE[layer] | {layer}
        for line, _, header in includes(text):
            if layer_of(header) not in {*policy.MAY_INCLUDE, *policy.ABOVE_LAYERS}:
                continue
            if header not in allowed and layer_of(header) not in allowed:
                yield Finding(path, line, "layering", f"{layer}/ must not include {header}")


def rooted_includes(tree: Tree) -> Iterator[Finding]:
    """Our own headers are included by their path from the root, in quotes."""
    for path, text in tree.items():
        if not is_cpp(path):
            continue
        for line, ours, header in includes(text):
            if ours and header not in tree:
                yield Finding(path, line, "rooted_includes", f"{header} is no header of this tree")
            if not ours and header in tree:
                yield Finding(path, line, "rooted_includes", f"{header} is ours: use quotes")


def families(tree: Tree) -> Iterator[Finding]:
    """Chain families never include each other."""

    def family(path: str) -> str:
        parts = path.split("/")
        return parts[1] if len(parts) == 3 and parts[0] == policy.FAMILIES_OF else ""

    for path, text in tree.items():
        if not is_cpp(path) or not family(path):
            continue
        for line, _, header in includes(text):
            if family(header) not in ("", family(path)):
                yield Finding(path, line, "families", f"another family's header: {header}")


def banned_calls(tree: Tree) -> Iterator[Finding]:
    """Calls of policy.BANNED_CALLS, and getenv outside its layer."""
    for path, text in tree.items():
        if not is_product(path):
            continue
        code = without_comments(text)
        for name, (pattern, reason, allowed) in policy.BANNED_CALLS.items():
            if path in allowed:
                continue
            for match in re.finditer(pattern, code):
                yield Finding(path, line_at(code, match.start()), f"banned_{name}", reason)
        if layer_of(path) != policy.GETENV_LAYER:
            for match in re.finditer(r"\bgetenv\s*\(", code):
                line = line_at(code, match.start())
                yield Finding(path, line, "banned_getenv", "the wiring reads the environment")


def vendor_headers(tree: Tree) -> Iterator[Finding]:
    """A vendor's header is included in one .cc, never in a header."""
    users = defaultdict(set)
    for path, text in tree.items():
        if not is_product(path):
            continue
        for line, _, header in includes(text):
            if re.match(policy.BOOST_NET, header):
                if layer_of(path) not in policy.BOOST_NET_LAYERS:
                    yield Finding(path, line, "vendor_headers", f"{header} is not for this layer")
                continue
            for vendor, (pattern, unit) in policy.VENDORS.items():
                if not re.match(pattern, header):
                    continue
                if path.endswith(".h"):
                    yield Finding(path, line, "vendor_headers", f"{header} in a header")
                users[vendor if unit == policy.PER_LIBRARY else header].add(path)
    for what, paths in users.items():
        if len(paths) > 1:
            for path in sorted(paths):
                text = f"{what} is included in {len(paths)} files"
                yield Finding(path, 0, "vendor_headers", text)


def orphans(tree: Tree) -> Iterator[Finding]:
    """Every .cc is named by a CMakeLists.txt at or above it; every .h is included by someone."""
    included = {header for path, text in tree.items() if is_cpp(path)
                for _, _, header in includes(text) if header != path}
    for path in tree:
        if path.endswith(".h") and path not in included:
            yield Finding(path, 0, "orphans", "no file includes this header")
        if not path.endswith(".cc"):
            continue
        parts = path.split("/")
        for depth in range(len(parts)):
            lists = tree.get("/".join(parts[:depth] + ["CMakeLists.txt"]), "")
            name = "/".join(parts[depth:])
            if re.search(rf"(?:(?<![\w/.-])|(?<=\}}/)){re.escape(name)}(?![\w/.-])", lists):
                break
        else:
            yield Finding(path, 0, "orphans", "no CMakeLists.txt names this file")


def pragma_once(tree: Tree) -> Iterator[Finding]:
    """Every header begins with #pragma once, after comments at most."""
    for path, text in tree.items():
        if path.endswith(".h") and not without_comments(text).lstrip().startswith("#pragma once"):
            yield Finding(path, 0, "pragma_once", "the header does not begin with #pragma once")


def layout(tree: Tree) -> Iterator[Finding]:
    """Lines of C++, Python and shell: at most MAX_COLUMNS; nowhere tabs or trailing blanks."""
    for path, text in tree.items():
        if path in policy.NOT_LAID_OUT or path.endswith((".md", ".csv", ".json")):
            continue
        if path.startswith(policy.RAW_INPUTS):
            continue
        narrow = path.endswith((".cc", ".h", ".py", ".sh"))
        for number, line in enumerate(text.split("\n"), 1):
            if narrow and len(line) > policy.MAX_COLUMNS:
                yield Finding(path, number, "layout", f"{len(line)} columns")
            if "\t" in line:
                yield Finding(path, number, "layout", "tab")
            if line != line.rstrip():
                yield Finding(path, number, "layout", "trailing blanks")
        if text and not text.endswith("\n"):
            yield Finding(path, 0, "layout", "no newline at the end")


# Spelled in pieces so that this file does not contain what it forbids.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")


def unfinished_work(tree: Tree) -> Iterator[Finding]:
    """No words of unfinished work."""
    for path, text in tree.items():
        for match in UNFINISHED.finditer(text):
            yield Finding(path, line_at(text, match.start()), "unfinished_work", match[0])


# In pieces for the same reason.
HOME_FOLDERS = "|".join(("/wo" + "rk/", "/ho" + r"me/\w", "/Us" + r"ers/\w"))
REGISTRIES = "|".join(name + r"\." + domain for name, domain in (
    ("npm" + "js", "org"), ("npm" + "mirror", "com"), ("go" + "lang", "org"), ("py" + "pi", "org")))
MACHINE = re.compile(rf"(?<![\w.])(?:{HOME_FOLDERS})|/tm" + rf"p/\w|\b(?:{REGISTRIES})")


def machine_traces(tree: Tree) -> Iterator[Finding]:
    """No paths of one machine, no package registries, no download addresses in lock files."""
    for path, text in tree.items():
        if path.startswith("tests/tidy/"):
            continue
        for match in MACHINE.finditer(text):
            yield Finding(path, line_at(text, match.start()), "machine_traces", match[0])
        if path.endswith("package-lock.json"):
            for match in re.finditer(r'"resolved"\s*:', text):
                line = line_at(text, match.start())
                yield Finding(path, line, "machine_traces", "a lock names versions, not addresses")


CATALOGUE = re.compile(r"^exporter/.*catalogue.*\.(cc|h)$")
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')


def help_texts(tree: Tree) -> Iterator[Finding]:
    """Texts of the metric catalogue hold neither newline nor backslash: HELP is not escaped."""
    for path, text in tree.items():
        if not CATALOGUE.match(path):
            continue
        for match in LITERAL.finditer(re.sub(r"//[^\n]*", "", text)):
            if "\\n" in match[1] or "\\\\" in match[1]:
                yield Finding(path, 0, "help_texts", f"newline or backslash in {match[0]}")


SECTION = re.compile(r'\b((?:[\w-]+/)*[\w-]+\.md), "([^"]+)"')


def cited_sections(tree: Tree) -> Iterator[Finding]:
    """A section of a page that a comment names is there; the beginning of its heading will do."""
    for path, text in tree.items():
        if not is_cpp(path):
            continue
        for page, section in SECTION.findall(re.sub(r"\n\s*//+ ?", " ", text)):
            headings = re.findall(r"^#+ (.*)", tree.get(page, ""), re.MULTILINE)
            if not any(heading.startswith(section) for heading in headings):
                yield Finding(path, 0, "cited_sections", f'no "{section}" in {page}')


RULES = (
    layering,
    rooted_includes,
    families,
    banned_calls,
    vendor_headers,
    orphans,
    pragma_once,
    layout,
    unfinished_work,
    machine_traces,
    help_texts,
    cited_sections,
)


def check(tree: Tree):
    """All findings on a tree, in the order of path and line."""
    found = [finding for rule in RULES for finding in rule(tree)]
    return sorted(found, key=lambda finding: (finding.path, finding.line, finding.rule))
