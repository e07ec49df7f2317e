#!/usr/bin/env python3
"""Breaks the health code in the ways of tests/mutation/mutations.py, one at a time.

Works in a copy of the committed tree and shows which test catches each mutation; about a quarter of
a minute for one that unit tests catch. Exit 1 if one survives.

    scripts/mutate.py [--only TEXT] [--jobs N] [--build-dir DIR] [--table FILE]
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "mutation"))

from mutations import MUTATIONS  # noqa: E402

# From the quickest to the slowest; what comes after the first that fails is not even built.
TESTS = ["health_test", "probes_test", "chains_test", "exporter_test", "headway-sim"]
SIM_SEEDS = ("1", "300")
TEST_SECONDS = 300


def run(command, seconds=3600, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=seconds, check=False, **more)


def copy_tree(copy: Path) -> None:
    """The committed tree; unchanged files keep their times, so that only what changed is built."""
    if (copy / ".git").exists():
        run(["git", "-C", str(copy), "reset", "--hard", "-q"])
        head = run(["git", "-C", str(ROOT), "rev-parse", "HEAD"]).stdout.strip()
        result = run(["git", "-C", str(copy), "pull", "-q", "--ff-only", str(ROOT), head])
    else:
        result = run(["git", "clone", "-q", str(ROOT), str(copy)])
    if result.returncode != 0:
        sys.exit(f"cannot copy the tree:\n{result.stdout}")


def build(copy: Path, target: str, jobs: int) -> None:
    result = run(["cmake", "--build", str(copy / "build/dev"), f"-j{jobs}", "--target", target])
    if result.returncode != 0:
        sys.exit(f"{target} does not build:\n{result.stdout[-3000:]}")


def first_failure(output: str) -> str:
    for line in output.splitlines():
        if line.startswith("[  FAILED  ]"):
            return line.split("]", 1)[1].split("(")[0].strip()
    for line in output.splitlines():
        if "CHECK failed" in line:
            return "an invariant of the program (CHECK)"
    return "ends otherwise than well"


def fails(copy: Path, test: str, jobs: int) -> str:
    """What fails of a test, or nothing."""
    command = [str(copy / "build/dev/bin" / test)]
    if test == "headway-sim":
        command += ["--seeds", *SIM_SEEDS, "--no-shrink", "--jobs", str(jobs)]
    else:
        command += ["--gtest_brief=1"]
    try:
        result = run(command, TEST_SECONDS)
    except subprocess.TimeoutExpired:
        return "does not end"
    if result.returncode == 0:
        return ""
    return "an invariant or the naive model" if test == "headway-sim" else first_failure(
        result.stdout)


def catcher(copy: Path, jobs: int) -> str:
    """The first test that fails, or nothing."""
    for test in TESTS:
        build(copy, test, jobs)
        if what := fails(copy, test, jobs):
            return f"{test}: {what}"
    return ""


def apply(copy: Path, mutation) -> None:
    path = copy / mutation.file
    text = path.read_text()
    if text.count(mutation.before) != 1:
        sys.exit(f"{mutation.name}: its text occurs {text.count(mutation.before)} times in "
                 f"{mutation.file}: the code has moved on, the mutation must follow")
    path.write_text(text.replace(mutation.before, mutation.after))


def try_one(copy: Path, mutation, jobs: int) -> str:
    path = copy / mutation.file
    original = path.read_text()
    apply(copy, mutation)
    try:
        return catcher(copy, jobs)
    finally:
        path.write_text(original)


def write_table(path: Path, rows) -> None:
    lines = ["# Mutations", "",
             "What the tests catch: each line is one way to break the health code, and the test "
             "that fails first when it is broken so.",
             "Written by `scripts/mutate.py --table docs/mutations.md`.", "",
             "| broken | file | caught by |", "|---|---|---|"]
    lines += [f"| {mutation.name} | `{mutation.file}` | {caught or '**nothing**'} |"
              for mutation, caught in rows]
    path.write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="mutations whose name holds this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--build-dir", type=Path, default=ROOT / "build/mutation")
    parser.add_argument("--table", type=Path, help="write the result as a table")
    arguments = parser.parse_args()

    copy = arguments.build_dir.resolve()
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy_tree(copy)
    result = run(["cmake", "--preset", "dev", "-DHEADWAY_WERROR=OFF", "-DHEADWAY_BUILD_BENCH=OFF"],
                 cwd=copy)
    if result.returncode != 0:
        sys.exit(f"the tree does not configure\n{result.stdout[-3000:]}")
    if caught := catcher(copy, arguments.jobs):
        sys.exit(f"the unbroken tree fails: {caught}")

    rows = []
    for mutation in MUTATIONS:
        if arguments.only not in mutation.name:
            continue
        caught = try_one(copy, mutation, arguments.jobs)
        rows.append((mutation, caught))
        print(f"{'caught  ' if caught else 'SURVIVES'}  {mutation.name}  ({caught or '-'})",
              flush=True)
    if arguments.table:
        write_table(arguments.table, rows)
    survivors = sum(1 for _, caught in rows if not caught)
    print(f"{len(rows)} mutations, {survivors} survive")
    return 1 if survivors or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
