#!/usr/bin/env python3
"""Writes docs/metrics.md from the catalogue of the program, or checks that it is up to date.

Usage: metrics_doc.py HEADWAY [--check]
"""

import json
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"
LATENCY_BUCKETS, DEPTH_BUCKETS = 11, 6
# `+Inf`, `_sum` and `_count` of a histogram.
HISTOGRAM_EXTRA = 3
STATES, POLL_OUTCOMES, PHASES, DIRECTIONS = 11, 4, 5, 2

INTRODUCTION = """\
# Metrics

Made by `scripts/metrics_doc.py` from `headway metrics`; a test fails when it is out of date.

`metrics.prefix` stands in front of every name except `headway_*` and `process_*`. A series is there
from the first scrape on if its fact is known; a fact that is not known yet (a head before the first
answer) is absent, never 0 or NaN.

`endpoint_id` is the provider's name and never a URL; a URL is shown by `host` and `url_id`. URL
metrics are physical: once per request, however many providers share the URL. Endpoint metrics are
fanned out: what befalls a URL counts for every endpoint that lists it.

"""
SIZES = """\
An endpoint with one URL has at most {per_endpoint} series, and one more for each kind of error it
has met, for each further URL and for a second role. A URL has at most {per_url}.

"""


def load(program: str) -> list:
    output = subprocess.run([program, "metrics"], capture_output=True, text=True, check=True).stdout
    return json.loads(output)


def variants(metric: dict) -> int:
    """Series per endpoint or URL, without those that depend on the configuration or on faults."""
    if metric["type"] == "histogram":
        buckets = DEPTH_BUCKETS if metric["unit"] == "blocks" else LATENCY_BUCKETS
        return buckets + HISTOGRAM_EXTRA
    by_label = {"state": STATES, "to": STATES, "outcome": POLL_OUTCOMES, "phase": PHASES,
                "direction": DIRECTIONS, "error_name": 0, "role": 1, "method": 2}
    count = 1
    for label in metric["labels"]:
        count *= by_label.get(label, 1)
    return count


def render(metrics: list) -> str:
    per_endpoint = sum(variants(metric) for metric in metrics
                       if metric["labels"][:3] == ["spec", "api_interface", "endpoint_id"])
    per_url = sum(variants(metric) for metric in metrics
                  if metric["labels"][:3] == ["spec", "api_interface", "url_id"])
    lines = [INTRODUCTION, SIZES.format(per_endpoint=per_endpoint, per_url=per_url),
             "| name | type | labels | meaning |\n|---|---|---|---|\n"]
    for metric in metrics:
        labels = " ".join(f"`{label}`" for label in metric["labels"]) or "–"
        lines.append(f"| `{metric['name']}` | {metric['type']} | {labels} | {metric['help']} |\n")
    return "".join(lines)


def main() -> int:
    page = render(load(sys.argv[1]))
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("docs/metrics.md is out of date: run scripts/metrics_doc.py build/dev/bin/headway")
    return 1


if __name__ == "__main__":
    sys.exit(main())
