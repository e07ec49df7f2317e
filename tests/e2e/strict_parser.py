"""prometheus_client's parser of OpenMetrics, which shares nothing with headway or Prometheus.

Debian's package belongs to Debian's own python3, which need not be the one that runs the tests: as
a program, this file reads an exposition and writes its families as JSON.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Dict

from exposition import Labels, Scrape

DEBIAN_PYTHON = "/usr/bin/python3"


@dataclass
class Family:
    type: str
    unit: str
    help: str


@dataclass
class Strict:
    families: Dict[str, Family]
    scrape: Scrape


def parse(text: str) -> Strict:
    """ValueError with what the parser says, if it does not take the text."""
    done = subprocess.run([DEBIAN_PYTHON, __file__], input=text.encode(), capture_output=True,
                          check=False)
    if done.returncode != 0:
        raise ValueError(done.stderr.decode().strip().splitlines()[-1])
    strict = Strict({}, Scrape())
    for name, kind, unit, about, samples in json.loads(done.stdout):
        # It makes a family of its own out of samples that do not belong to the one under way.
        if not about:
            raise ValueError(f"nothing is said of {name}")
        strict.families[name] = Family(kind, unit, about)
        strict.scrape.types[name] = kind
        for sample, pairs, value in samples:
            labels: Labels = tuple(sorted(pairs.items()))
            if (sample, labels) in strict.scrape.series:
                raise ValueError(f"duplicate series: {sample} {labels}")
            strict.scrape.series[sample, labels] = value
    return strict


def main() -> None:
    # Only Debian's own interpreter has it.
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
    text = sys.stdin.buffer.read().decode("utf-8")
    json.dump([[family.name, family.type, family.unit, family.documentation,
                [[sample.name, sample.labels, sample.value] for sample in family.samples]]
               for family in text_string_to_metric_families(text)], sys.stdout)


if __name__ == "__main__":
    main()
