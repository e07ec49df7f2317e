#!/usr/bin/env python3
"""Writes docs/metrics.md from the catalogue of the program, or checks that it is up to date."""

import argparse
import json
import math
import subprocess
import sys
import textwrap
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"
LATENCY_BUCKETS, DEPTH_BUCKETS = 11, 6
# Of the compat histogram, which is the only one in milliseconds.
ROUTER_BUCKETS = 14
# `+Inf`, `_sum` and `_count` of a histogram.
HISTOGRAM_EXTRA = 3
STATES, POLL_OUTCOMES, PHASES, DIRECTIONS, BLOCK_EVENTS = 11, 4, 5, 2, 5
# The most that a family speaks, which is EVM with every add-on, and what is not shown of it.
METHODS, CAPABILITIES = 10, 5
OF_OTHER_FAMILIES = ("url_slot", "url_block_height")
ROLES = 2
LISTENER, PROBLEMS = "lava_provider_listener_", 29
COMPAT_SETS = ("lava_rpc_endpoint_", "rpc_endpoint_")

INTRODUCTION = """\
# Metrics

Made by `scripts/metrics_doc.py` from `headway metrics`; a test fails when it is out of date.

`metrics.prefix` stands in front of every name except `headway_*`, `process_*`, `lava_provider_*`
and the router's own (`metrics.compat`, at the end of this page). A series is there from the first
scrape on if its fact is known; a fact that is not known yet (a head before the first answer) is
absent, never 0 or NaN.

`/metrics` answers in the text format 0.0.4 and in OpenMetrics 1.0.0, whichever the `Accept` header
prefers (`curl` gets text, Prometheus OpenMetrics). Series and values are the same in both, bounds
of buckets too (`le="1.0"`). OpenMetrics has units besides, names the family of a counter without
`_total`, and calls a counter whose name does not end so `unknown`.

`endpoint_id` is the provider's name and never a URL; a URL is shown by `host` and `url_id`. URL
metrics are physical: once per request, however many providers share the URL. Endpoint metrics are
fanned out: what befalls a URL counts for every endpoint that lists it.

"""
SIZES = """\
An endpoint with one URL and one role has at most {per_endpoint} series; a second role adds
{per_role}, each further URL one, and each kind of error it has met one. A URL has at most
{per_url}, a chain at most {per_chain}, a listener of the provider {per_listener}.
"""


COMPAT = """
## The router's own series

Only with `metrics.compat`, beside the native ones: `[lava]` adds the router's series under the
names that lavanet/lava gives them, `[smart-router]` the same without `lava_`. Names, labels, units
and buckets are the router's (`le="1"`, not `1.0`, in both formats), so that dashboards and alerts
made for it work unchanged; they break rules that the native metrics keep, and `promtool check
metrics` says so. Its counters, without `_total`, are `unknown` in OpenMetrics. What the router
counts of relays is counted of polls here. Each set adds up to {per_endpoint} series an endpoint,
and one a chain.

`headway rules --compat=lava` and `headway dashboards FOLDER --compat=lava`, or `smart-router`, give
alerts and a dashboard that read these series alone, of routers themselves or of headway.

"""


def load(program: str) -> list:
    output = subprocess.run([program, "metrics"], capture_output=True, text=True, check=True).stdout
    return json.loads(output)


def variants(metric: dict) -> int:
    """Series per endpoint or URL, without those that depend on the configuration or on faults."""
    if metric["name"] in OF_OTHER_FAMILIES:
        return 0
    if metric["type"] == "histogram":
        buckets = {"blocks": DEPTH_BUCKETS, "milliseconds": ROUTER_BUCKETS}
        return buckets.get(metric["unit"], LATENCY_BUCKETS) + HISTOGRAM_EXTRA
    by_label = {"state": STATES, "to": STATES, "outcome": POLL_OUTCOMES, "phase": PHASES,
                "direction": DIRECTIONS, "event": BLOCK_EVENTS, "error_name": 0, "role": 1,
                "problem": PROBLEMS, "method": METHODS, "capability": CAPABILITIES}
    count = 1
    for label in metric["labels"]:
        count *= by_label.get(label, 1)
    return count


def variants_of_chain(metric: dict) -> int:
    count_of = {"role": ROLES, "serving": 2}
    return math.prod(count_of.get(label, 1) for label in metric["labels"][2:])


def table(metrics: list) -> str:
    lines = ["| name | type | labels | meaning |\n|---|---|---|---|\n"]
    for metric in metrics:
        labels = " ".join(f"`{label}`" for label in metric["labels"]) or "–"
        lines.append(f"| `{metric['name']}` | {metric['type']} | {labels} | {metric['help']} |\n")
    return "".join(lines)


def render(metrics: list) -> str:
    compat = [metric for metric in metrics if metric["name"].startswith(COMPAT_SETS)]
    native = [metric for metric in metrics if metric not in compat]
    of_endpoints = [metric for metric in native if "endpoint_id" in metric["labels"]]
    of_listeners = [metric for metric in native if metric["name"].startswith(LISTENER)]
    of_grpc_urls = [metric for metric in native if metric["name"].startswith("grpc_url_")]
    of_urls = [metric for metric in native if "host" in metric["labels"]
               and metric not in of_listeners + of_grpc_urls]
    of_chains = [metric for metric in native if metric["labels"][:2] == ["spec", "api_interface"]
                 and not {"endpoint_id", "host", "reason"} & set(metric["labels"])]
    by_role = [metric for metric in of_endpoints if "role" in metric["labels"]]
    one_set = [metric for metric in compat
               if metric["name"].startswith(COMPAT_SETS[0]) and "endpoint_id" in metric["labels"]]
    sizes = SIZES.format(per_endpoint=sum(map(variants, of_endpoints)),
                         per_role=sum(map(variants, by_role)),
                         per_url=sum(map(variants, of_urls)),
                         per_listener=sum(map(variants, of_listeners)),
                         per_chain=sum(map(variants_of_chain, of_chains)))
    return "".join([INTRODUCTION, textwrap.fill(sizes, 100), "\n\n", table(native),
                    COMPAT.format(per_endpoint=sum(map(variants, one_set))), table(compat)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("headway", help="the program")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")
    arguments = parser.parse_args()
    page = render(load(arguments.headway))
    if not arguments.check:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("docs/metrics.md is out of date: run scripts/metrics_doc.py build/dev/bin/headway")
    return 1


if __name__ == "__main__":
    sys.exit(main())
