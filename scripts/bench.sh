#!/usr/bin/env bash
# Builds and runs the benchmarks and prints one markdown table, the medians of one run; about a
# minute after the build. Ratios mean something; figures belong to the machine and to what else it
# was doing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
cd "$root"
readonly build=build/release results=build/results/bench
readonly -a programs=(encoder_bench page_bench probe_path_bench)

# What is said on the way goes to standard error: standard output is the table.
prepare() {
  scripts/install-deps.sh build test
  export CCACHE_BASEDIR=$root
  cmake --preset release -DHEADWAY_BUILD_BENCH=ON --log-level=WARNING
  cmake --build "$build" --target "${programs[@]}"
}

run() {
  local program=$1
  echo "bench: running $program" >&2
  "$build/bin/$program" --benchmark_min_time=1 --benchmark_repetitions=3 \
    --benchmark_report_aggregates_only=true \
    --benchmark_out="$results/$program.json" --benchmark_out_format=json >&2
}

prepare >&2
rm -rf "$results"
mkdir -p "$results"
for program in "${programs[@]}"; do run "$program"; done
python3 scripts/bench_table.py "$results"
