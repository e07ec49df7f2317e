"""Reads the text exposition format 0.0.4, strictly: a malformed line is an error."""

import re
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$")
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:\\.|[^"\\])*)"(?:,|$)')
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}

Labels = Tuple[Tuple[str, str], ...]


def _labels(text: str) -> Labels:
    found, at = [], 0
    while at < len(text):
        match = LABEL.match(text, at)
        if not match:
            raise ValueError(f"malformed labels: {text}")
        value = re.sub(r"\\.", lambda escape: ESCAPES[escape[0]], match[2])
        found.append((match[1], value))
        at = match.end()
    return tuple(sorted(found))


@dataclass
class Scrape:
    """One exposition: the type of every family and the value of every series."""

    types: Dict[str, str] = field(default_factory=dict)
    series: Dict[Tuple[str, Labels], float] = field(default_factory=dict)

    def select(self, name: str, **labels: str) -> Dict[Labels, float]:
        """The series of that name that carry these labels."""
        wanted = set(labels.items())
        return {key: value for (family, key), value in self.series.items()
                if family == name and wanted <= set(key)}

    def value(self, name: str, **labels: str) -> Optional[float]:
        """The one series that matches, None if there is none; more than one is an error."""
        found = self.select(name, **labels)
        if len(found) > 1:
            raise ValueError(f"{name} {labels}: {len(found)} series")
        return next(iter(found.values()), None)

    def by_label(self, name: str, label: str, **labels: str) -> Dict[str, float]:
        """{value of `label`: value of the series}; series without the label are left out."""
        return {dict(key)[label]: value for key, value in self.select(name, **labels).items()
                if label in dict(key)}

    def state(self, endpoint: str) -> str:
        """The state of an endpoint; ValueError unless exactly one of the hot ones is 1."""
        states = self.by_label("endpoint_state", "state", endpoint_id=endpoint)
        hot: List[str] = [state for state, value in states.items() if value == 1]
        if len(hot) != 1 or any(value not in (0, 1) for value in states.values()):
            raise ValueError(f"endpoint_state of {endpoint} is not one-hot: {states}")
        return hot[0]


def parse(text: str) -> Scrape:
    scrape = Scrape()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name in scrape.types:
                raise ValueError(f"two families named {name}")
            scrape.types[name] = kind
        elif line and not line.startswith("#"):
            match = SAMPLE.match(line)
            if not match:
                raise ValueError(f"malformed line: {line}")
            key = (match[1], _labels(match[2] or ""))
            if key in scrape.series:
                raise ValueError(f"duplicate series: {line}")
            scrape.series[key] = float(match[3])
    return scrape
