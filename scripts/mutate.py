#!/usr/bin/env python3
"""Breaks the health code in the ways of tests/mutation/mutations.py, one at a time, in a copy of the committed tree, and
shows which test catches each. Takes about a minute a mutation; exit 1 if one survives.

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

TARGETS = ["health_test", "chains_test", "probes_test", "exporter_test", "headway-sim"]
UNIT_TESTS = ["health_test", "probes_test", "chains_test", "exporter_test"]
SIM_SEEDS = ("1", "150")
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


def build(copy: Path, jobs: int) -> subprocess.CompletedProcess:
    return run(["cmake", "--build", str(copy / "build/dev"), f"-j{jobs}", "--target", *TARGETS])


def first_failure(output: str) -> str:
    for line in output.splitlines():
        if line.startswith("[  FAILED  ]"):
            return line.split("]", 1)[1].split("(")[0].strip()
    for line in output.splitlines():
        if "CHECK failed" in line:
            return "an invariant of the program (CHECK)"
    return "ends otherwise than well"


def killer(copy: Path, jobs: int):
    """The test that fails, or None."""
    binaries = copy / "build/dev/bin"
    for test in UNIT_TESTS:
        try:
            result = run([str(binaries / test), "--gtest_brief=1"], TEST_SECONDS)
        except subprocess.TimeoutExpired:
            return f"{test}: does not end"
        if result.returncode != 0:
            return f"{test}: {first_failure(result.stdout)}"
    result = run([str(binaries / "headway-sim"), "--seeds", *SIM_SEEDS, "--no-shrink",
                  "--jobs", str(jobs)], TEST_SECONDS)
    return None if result.returncode == 0 else "simulation"


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
        result = build(copy, jobs)
        if result.returncode != 0:
            sys.exit(f"{mutation.name}: does not build:\n{result.stdout[-3000:]}")
        return killer(copy, jobs) or ""
    finally:
        path.write_text(original)


def write_table(path: Path, rows) -> None:
    lines = ["# Mutations", "",
             "What the tests catch: each line is one way to break the health code, and the test that fails first when it is "
             "broken so.", "Written by `scripts/mutate.py --table docs/mutations.md`.", "",
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
    if result.returncode != 0 or build(copy, arguments.jobs).returncode != 0:
        sys.exit(f"the tree does not build\n{result.stdout[-3000:]}")
    if caught := killer(copy, arguments.jobs):
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
