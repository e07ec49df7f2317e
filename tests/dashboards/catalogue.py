"""Which series there are, and with which labels: `headway metrics`, recording rules, Prometheus."""

import json
import os
import subprocess
from pathlib import Path
from typing import Dict, List, Set

import promql

ROOT = Path(__file__).resolve().parents[2]
GRAFANA = ROOT / "dashboards" / "grafana"
PROMETHEUS = ROOT / "dashboards" / "prometheus"
# What reads the router's own series alone, in lava's spelling.
GRAFANA_COMPAT = ROOT / "dashboards" / "grafana-compat"
PROMETHEUS_COMPAT = PROMETHEUS / "compat"
SOURCE = ROOT / "dashboards" / "source"
RUNBOOKS = ROOT / "docs" / "runbooks.md"

TARGET = {"job", "instance"}  # of whatever is scraped
OF_PROMETHEUS = {
    "up": TARGET, "scrape_duration_seconds": TARGET, "scrape_samples_scraped": TARGET,
    "ALERTS": TARGET | {"alertname", "alertstate", "severity"},
}
HISTOGRAM_SERIES = {"_bucket": {"le"}, "_sum": set(), "_count": set()}


def binary() -> str:
    """HEADWAY_BIN, which may be relative to the root of the repository, or the dev build."""
    return str(ROOT / os.environ.get("HEADWAY_BIN", "build/dev/bin/headway"))


def of_headway() -> Dict[str, Set[str]]:
    """Labels by the name of the series; a histogram has three names."""
    output = subprocess.run([binary(), "metrics"], capture_output=True, text=True, check=True)
    series = {}
    for metric in json.loads(output.stdout):
        labels = set(metric["labels"]) | TARGET
        if metric["type"] == "histogram":
            for suffix, more in HISTOGRAM_SERIES.items():
                series[metric["name"] + suffix] = labels | more
        else:
            series[metric["name"]] = labels
    return series


def counters() -> Set[str]:
    output = subprocess.run([binary(), "metrics"], capture_output=True, text=True, check=True)
    return {name for metric in json.loads(output.stdout)
            for name in ([metric["name"] + suffix for suffix in HISTOGRAM_SERIES]
                         if metric["type"] == "histogram" else [metric["name"]])
            if metric["type"] in ("counter", "histogram")}


def labels_of(expression: str, series: Dict[str, Set[str]]) -> Set[str]:
    """The labels that an expression's result may have."""
    grouped = promql.grouped_by(expression)
    if grouped:
        return grouped
    return {label for each in promql.selectors(expression)
            for label in series.get(each.metric, set()) - each.dropped}


def with_recorded(series: Dict[str, Set[str]], rules: List[dict]) -> Dict[str, Set[str]]:
    recorded = {rule["record"]: labels_of(rule["expr"], series)
                for rule in rules if "record" in rule}
    return {**series, **OF_PROMETHEUS, **recorded}


def unknown(expression: str, series: Dict[str, Set[str]]) -> List[str]:
    """What an expression refers to that does not exist, in words."""
    complaints, known = [], set()
    for each in promql.selectors(expression):
        if each.metric not in series:
            complaints.append(f"no metric {each.metric}")
            continue
        known |= series[each.metric]
        complaints += [f"{each.metric} has no label {matcher.label}" for matcher in each.matchers
                       if matcher.label not in series[each.metric]]
    complaints += [f"no metric here has the label {label}"
                   for each in promql.label_lists(expression) for label in each.labels
                   if label not in known]
    return complaints
