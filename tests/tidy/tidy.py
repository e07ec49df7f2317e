#!/usr/bin/env python3
"""Checks the tree against rules.py. Usage: tidy.py ROOT. Exit 1 with a line for each finding."""

import sys
from pathlib import Path

import rules
import tree


def main() -> int:
    files = tree.read(Path(sys.argv[1]))
    if not any(rules.is_product(path) for path in files):
        print(f"tidy: no product file under {sys.argv[1]}")
        return 1
    findings = rules.check(files)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(files)} files, {len(rules.RULES)} rules, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
