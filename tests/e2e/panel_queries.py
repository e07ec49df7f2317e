"""What Grafana would ask Prometheus for the panels of the dashboards in a folder."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List

from processes import ROOT
from prometheus import Prometheus

NATIVE = ROOT / "dashboards" / "grafana"
# Of the router's own series: have data only with `metrics.compat`, here in lava's spelling.
COMPAT = ROOT / "dashboards" / "grafana-compat"
RANGE_SECONDS, STEP_SECONDS = 60, 2
OF_GRAFANA = {"$__rate_interval": "30s", "$__range": f"{RANGE_SECONDS}s"}
ANYTHING = ".+"

Choice = Dict[str, str]  # values of variables by name


@dataclass(frozen=True)
class Query:
    dashboard: str
    panel: str
    expression: str  # with its variables
    instant: bool

    def filled(self, choice: Choice) -> str:
        text = self.expression
        for name, value in OF_GRAFANA.items():
            text = text.replace(name, value)
        return re.sub(r"\$(\w+)", lambda match: choice.get(match[1], ANYTHING), text)


def dashboards(folder: Path) -> List[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def queries(folder: Path = NATIVE) -> Iterator[Query]:
    """The folder may be one that `headway dashboards` wrote."""
    for dashboard in dashboards(folder):
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                yield Query(dashboard["uid"], panel["title"], target["expr"], target["instant"])
        for each in dashboard["annotations"]["list"]:
            yield Query(dashboard["uid"], f"annotation {each['name']}", each["expr"], False)
        for each in dashboard["templating"]["list"]:
            if each["type"] == "query":
                selector = re.fullmatch(r"label_values\((.*), \w+\)", each["query"]["query"])[1]
                yield Query(dashboard["uid"], f"variable {each['name']}", selector, True)


def numbers(prometheus: Prometheus, query: Query, choice: Choice, at: float) -> int:
    """How many numbers the answer holds; NaN is none."""
    text = query.filled(choice)
    if query.instant:
        rows = prometheus.api("query", query=text, time=at)["result"]
        values = [row["value"] for row in rows]
    else:
        rows = prometheus.api("query_range", query=text, start=at - RANGE_SECONDS, end=at,
                              step=STEP_SECONDS)["result"]
        values = [value for row in rows for value in row["values"]]
    return sum(value != "NaN" for _, value in values)
