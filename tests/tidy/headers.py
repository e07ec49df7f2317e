#!/usr/bin/env python3
"""Compiles headers alone. Usage: headers.py ROOT COMPILER. Exit 1 with the compiler's words.

All but those that a source file of the same name includes before anything else: that those compile,
the build shows. Included twice in a row, so that a header without its guard fails too. Layering is
not this test's business: the root is the include path.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import rules
import tree


def compile_alone(root: str, compiler: str, header: str) -> str:
    """The compiler's complaint, empty if there is none."""
    unit = f'#include "{header}"\n#include "{header}"\n'
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
               "-x", "c++", f"-I{root}", "-"]
    result = subprocess.run(command, input=unit, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stderr or f"exit {result.returncode}"


def leads_its_source(root: str, header: str) -> bool:
    source = Path(root, header).with_suffix(".cc")
    if not source.exists():
        return False
    includes = (line for line in source.read_text().splitlines() if line.startswith("#include"))
    return next(includes, "") == f'#include "{header}"'


def main() -> int:
    root, compiler = sys.argv[1:3]
    headers = [path for path in tree.paths(Path(root)) if path.endswith(".h")
               and (rules.is_product(path) or path.startswith(("tests/", "bench/")))
               and not leads_its_source(root, path)]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        complaints = list(pool.map(lambda header: compile_alone(root, compiler, header), headers))
    failed = 0
    for header, complaint in zip(headers, complaints):
        if complaint:
            failed += 1
            print(f"{header} does not compile alone:\n{complaint}")
    print(f"headers: {len(headers)} compiled alone, {failed} failed")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
