"""What an expression of PromQL refers to: enough of its grammar to find metrics and labels."""

import re
from dataclasses import dataclass
from typing import FrozenSet, Iterator, List, Set

TOKEN = re.compile(r"""
    (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<range>\[[^\]]*\])
  | (?P<number>(?<![\w:])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b\d+[smhdwy]\b)
  | (?P<name>[a-zA-Z_:][\w:]*)
  | (?P<symbol>=~|!~|!=|==|<=|>=|[{}()=<>,+\-*/%^@])
  | (?P<space>\s+)
""", re.VERBOSE)
WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
LABEL_LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}
FUNCTIONS_OF_COUNTERS = {"rate", "increase", "irate", "resets"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Matcher:
    label: str
    operator: str
    value: str  # without its quotes


@dataclass(frozen=True)
class Selector:
    metric: str
    matchers: List[Matcher]
    range: str     # "5m" of a range vector, "" of an instant one
    function: str  # the call that it is the first argument of, "" outside
    dropped: FrozenSet[str] = frozenset()  # labels that aggregations around it take away by name


@dataclass(frozen=True)
class LabelList:
    word: str  # one of LABEL_LISTS
    labels: List[str]


def tokens(expression: str) -> List[Token]:
    """ValueError for what is no PromQL."""
    found, position = [], 0
    while position < len(expression):
        match = TOKEN.match(expression, position)
        if not match:
            raise ValueError(f"what is {expression[position:position + 20]!r}?")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[0]))
        position = match.end()
    return found


def _list_end(row: List[Token], begin: int, end: str) -> int:
    return next(index for index in range(begin, len(row)) if row[index].text == end)


def _matchers(row: List[Token]) -> Iterator[Matcher]:
    for name, operator, value in zip(row[0::4], row[1::4], row[2::4]):
        yield Matcher(name.text, operator.text, value.text[1:-1])


def selectors(expression: str) -> List[Selector]:
    row, found, calls = tokens(expression), [], []
    dropped: List[FrozenSet[str]] = []  # by each parenthesis that is open
    without: FrozenSet[str] = frozenset()
    index = 0
    while index < len(row):
        token = row[index]
        after = row[index + 1].text if index + 1 < len(row) else ""
        if token.text == "(":
            before = row[index - 1] if index else Token("symbol", "")
            calls.append(before.text if before.kind == "name" else "")
            dropped.append(without)
            without = frozenset()
        elif token.text == ")":
            calls.pop()
            dropped.pop()
        elif token.kind == "name" and token.text in LABEL_LISTS:
            end = _list_end(row, index, ")")
            if token.text == "without":
                without = frozenset(each.text for each in row[index + 2:end] if each.kind == "name")
            index = end
        elif token.kind == "name" and after != "(" and token.text.lower() not in WORDS and not (
                after in LABEL_LISTS):
            matchers: List[Matcher] = []
            if after == "{":
                end = _list_end(row, index, "}")
                matchers = list(_matchers(row[index + 2:end]))
                index = end
            following = row[index + 1] if index + 1 < len(row) else Token("symbol", "")
            window = following.text[1:-1] if following.kind == "range" else ""
            found.append(Selector(token.text, matchers, window, calls[-1] if calls else "",
                                  frozenset().union(*dropped)))
        index += 1
    return found


def label_lists(expression: str) -> List[LabelList]:
    row = tokens(expression)
    return [LabelList(token.text, [each.text for each in row[index + 2:_list_end(row, index, ")")]
                                   if each.kind == "name"])
            for index, token in enumerate(row)
            if token.text in LABEL_LISTS and index + 1 < len(row) and row[index + 1].text == "("]


def grouped_by(expression: str) -> Set[str]:
    """The labels of all `by` lists and those that group_left brings; empty without any."""
    return {label for each in label_lists(expression) if each.word in ("by", "group_left")
            for label in each.labels}
