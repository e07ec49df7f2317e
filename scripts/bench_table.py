#!/usr/bin/env python3
"""The table of scripts/bench.sh. Usage: bench_table.py DIRECTORY.

Reads Google Benchmark's JSON, DIRECTORY/*.json, takes the medians and prints one markdown table.
Exit 1 if a benchmark failed or is missing.
"""

import json
import os
import sys
from pathlib import Path
from typing import Dict, NamedTuple

Medians = Dict[str, dict]  # by the benchmark's name


class Row(NamedTuple):
    text: str
    benchmark: str
    unit: str  # of the rate
    ratio_to: str  # the benchmark whose CPU time is 1


ENCODER = "exposition/headway"
PAGE_SCRAPE = "page/scrape"
PAGE = "page/status"
POLL = "poll/no-sockets/svm"
ROWS = (
    Row("scrape, headway's encoder", ENCODER, "series", ENCODER),
    Row("scrape, `TextSerializer` over headway's `Collectable`",
        "exposition/collectable+TextSerializer", "series", ENCODER),
    Row("scrape, `TextSerializer` over a `Registry` of instruments",
        "exposition/registry+TextSerializer", "series", ENCODER),
    Row("snapshot for a scrape, on the loop", "exposition/snapshot", "", ENCODER),
    Row("1,000 endpoints: a scrape", PAGE_SCRAPE, "", PAGE_SCRAPE),
    Row("1,000 endpoints: the status page", PAGE, "", PAGE_SCRAPE),
    Row("1,000 endpoints: snapshot for the page, on the loop", "page/snapshot", "", PAGE_SCRAPE),
    Row("poll without sockets, Solana", POLL, "polls", POLL),
    Row("poll without sockets, EVM, head unchanged", "poll/no-sockets/evm-same-head", "polls",
        POLL),
    Row("poll without sockets, EVM, new block of 200 transactions",
        "poll/no-sockets/evm-new-head", "polls", POLL),
    Row("poll without sockets, NEAR by its table, head unchanged",
        "poll/no-sockets/table-same-head", "polls", POLL),
    Row("poll of nginx, Solana, 100 URLs", "poll/nginx/100/real_time", "polls", POLL),
    Row("poll of nginx, Solana, 1,000 URLs", "poll/nginx/1000/real_time", "polls", POLL),
)
MICROSECONDS = {"ns": 1e-3, "us": 1.0, "ms": 1e3, "s": 1e6}


def read(directory: Path) -> Medians:
    medians = {}
    for path in sorted(directory.glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["benchmarks"]:
            if entry.get("error_occurred"):
                sys.exit(f"bench: {entry['name']}: {entry['error_message']}")
            if entry.get("aggregate_name") == "median":
                medians[entry["run_name"].replace("/repeats:3", "")] = entry
    missing = [row.benchmark for row in ROWS if row.benchmark not in medians]
    if missing:
        sys.exit(f"bench: no result of {', '.join(missing)}")
    return medians


def cpu_microseconds(entry: dict) -> float:
    """CPU of one scrape or one poll."""
    if "user_us_per_poll" in entry:
        return entry["user_us_per_poll"] + entry["system_us_per_poll"]
    return entry["cpu_time"] * MICROSECONDS[entry["time_unit"]]


def short(value: float) -> str:
    """Three digits, no exponent."""
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{float(f'{value:.3g}'):g}"


def of_row(row: Row, medians: Medians) -> str:
    entry = medians[row.benchmark]
    cpu = cpu_microseconds(entry)
    text = f"{short(cpu)} µs"
    if entry.get("system_us_per_poll", 0) >= 0.05 * cpu:
        text += f" (kernel {short(entry['system_us_per_poll'])})"
    rate = f"{short(entry['items_per_second'])} {row.unit}" if row.unit else ""
    allocations = entry.get("allocations", entry.get("allocations_per_poll", 0.0))
    ratio = cpu / cpu_microseconds(medians[row.ratio_to])
    return f"| {row.text} | {text} | {rate} | {short(allocations)} | {short(ratio)} |"


def machine() -> str:
    meminfo = Path("/proc/meminfo").read_text(encoding="utf-8")
    kibibytes = int(meminfo.split("MemTotal:")[1].split()[0])
    return f"{os.cpu_count()} cores, {kibibytes / 2**20:.0f} GiB of memory"


def main() -> int:
    medians = read(Path(sys.argv[1]))
    encoder = medians[ENCODER]
    print("| | CPU | per second | allocations | CPU, ratio |\n|---|---:|---:|---:|---:|")
    for row in ROWS:
        print(of_row(row, medians))
    print(f"\nOne run on {machine()}. A scrape is {short(encoder['series'])} series, "
          f"{encoder['bytes'] / 1e6:.1f} MB; CPU and allocations are of one scrape or one poll.")
    page, scrape = (medians[name]["bytes"] / 1e6 for name in (PAGE, PAGE_SCRAPE))
    print(f"Of 1,000 endpoints on 500 URLs the status page has {page:.1f} MB, a scrape "
          f"{scrape:.1f} MB.")
    print("Allocations are headway's, without those inside libcurl. nginx runs on the same "
          "machine, one worker.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
