#!/usr/bin/env python3
"""Adds up what the stages of scripts/test.sh left behind. Usage: test_report.py DIRECTORY.

Read are, for each stage:
  <stage>.ctest.xml      JUnit of ctest: one case a program
  <stage>.gtest/*.xml    GoogleTest's own count of the cases in a program, by the program's name
  <stage>.unittest.log   the output of Python's unittest
  <stage>.failed         a stage without tests (a check, a build) that failed: counts as one failure

Prints `N passed, N failed` and exits 1 if anything failed or nothing ran.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Tuple

Count = Tuple[int, int]  # passed, failed


def of_gtest(path: Path) -> Count:
    root = ElementTree.parse(path).getroot()
    failed = int(root.get("failures", "0")) + int(root.get("errors", "0"))
    not_run = int(root.get("disabled", "0")) + int(root.get("skipped", "0"))
    return int(root.get("tests", "0")) - failed - not_run, failed


def of_ctest(path: Path) -> Count:
    """Programs that counted their cases themselves add those, others count as one."""
    passed = failed = 0
    details = path.with_name(path.name.replace(".ctest.xml", ".gtest"))
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        ok = case.get("status") == "run"
        detail = details / f"{case.get('name')}.xml"
        good, bad = of_gtest(detail) if detail.is_file() else (int(ok), 0)
        passed += good
        # A program that fails without a failed case crashed, or a sanitizer spoke at its end.
        failed += bad if ok or bad else 1
    return (passed, failed) if passed else (0, max(failed, 1))


def of_unittest(path: Path) -> Count:
    text = path.read_text(encoding="utf-8", errors="replace")
    ran = re.findall(r"^Ran (\d+) tests? in", text, re.MULTILINE)
    verdict = re.findall(r"^(OK|FAILED)(?: \((.*)\))?$", text, re.MULTILINE)
    if not ran or not verdict:
        return 0, 1
    counts = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", verdict[-1][1])}
    failed = counts.get("failures", 0) + counts.get("errors", 0)
    if verdict[-1][0] == "FAILED":
        failed = max(failed, 1)
    return max(int(ran[-1]) - failed - counts.get("skipped", 0), 0), failed


def main() -> int:
    directory = Path(sys.argv[1])
    counts = [of_ctest(path) for path in directory.glob("*.ctest.xml")]
    counts += [of_unittest(path) for path in directory.glob("*.unittest.log")]
    counts += [(0, 1) for _ in directory.glob("*.failed")]
    passed = sum(count[0] for count in counts)
    failed = sum(count[1] for count in counts)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
