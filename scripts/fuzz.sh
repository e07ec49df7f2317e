#!/usr/bin/env bash
# Builds the fuzzers with clang and runs them, as many at a time as there are cores.
#
#   scripts/fuzz.sh [SECONDS] [TARGET…]    default: an hour, shared by all targets
#
# Begins with the seeds of tests/fuzz/corpus, those of the runs before (build/fuzz/seeds) and the
# fixtures of other tests, and keeps what reaches new code in build/fuzz/seeds.
#
# Exit code 1 if an input broke something. It is made small, put into tests/fuzz/corpus, and the
# commands that replay it are printed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
cd "$root"
readonly all_targets=(replies config texts json errors heads)
readonly corpus=tests/fuzz/corpus build=build/fuzz
readonly seeds=$build/seeds fixtures=$build/fixtures findings=$build/findings
readonly input_seconds=10 memory_megabytes=2048 minimize_seconds=30

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "$0"
  exit 2
}

seconds=${1-3600}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || usage
targets=("${@:2}")
[[ ${#targets[@]} -gt 0 ]] || targets=("${all_targets[@]}")
for target in "${targets[@]}"; do
  [[ " ${all_targets[*]} " == *" $target "* ]] || usage
done

# The fixtures of other tests as inputs: build/fuzz/fixtures/<target>.
prepare_fixtures() {
  local target
  for target in "${all_targets[@]}"; do mkdir -p "$fixtures/$target"; done
  "$build/bin/fuzz-seeds" tests/chains "$fixtures/replies"
  find tests/chains -name '*.json' -exec cp --parents -t "$fixtures/json" {} +
  find tests/config/corpus -name '*.yml' -exec cp --parents -t "$fixtures/config" {} +
  cp config/*.example.yml "$fixtures/config"
}

run_target() {
  local target=$1 log=$findings/$1.log
  if "$build/bin/fuzz-$target" -max_total_time="$each" -timeout="$input_seconds" \
    -rss_limit_mb="$memory_megabytes" -artifact_prefix="$findings/$target/" \
    -print_final_stats=1 "$seeds/$target" "$corpus/$target" "$fixtures/$target" >"$log" 2>&1; then
    printf '%-8s %s inputs, %s new seeds\n' "$target" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
      "$(sed -n 's/^stat::new_units_added: *//p' "$log")"
  else
    touch "$findings/$target.failed"
    printf '%-8s FAILED; the end of %s:\n' "$target" "$log"
    tail -n 40 "$log"
  fi
}

# Keeps an input that broke something as a seed of the tests, as small as it can be made quickly.
keep_finding() {
  local target=$1 found=$2 kept=$corpus/$1/found-${2##*-}
  cp "$found" "$kept"
  if [[ ${found##*/} == crash-* ]]; then
    "$build/bin/fuzz-$target" -minimize_crash=1 -max_total_time="$minimize_seconds" \
      -exact_artifact_path="$found.small" "$found" >"$found.log" 2>&1 || true
    if [[ -s $found.small ]]; then cp "$found.small" "$kept"; fi
  fi
  echo "fuzz: $kept breaks $target. Replay it, and keep it with the fix:"
  echo "  $build/bin/fuzz-$target $kept"
  echo "  build/dev/bin/fuzz_test --gtest_filter='*/*${kept##*-}'"
}

cmake --preset fuzz --log-level=WARNING
cmake --build --preset fuzz
rm -rf "$fixtures" "$findings"
prepare_fixtures
for target in "${targets[@]}"; do mkdir -p "$seeds/$target" "$findings/$target"; done

# Each target gets the same share of the time that the cores have together.
cores=$(nproc)
each=$((seconds * cores / ${#targets[@]}))
each=$((each < 1 ? 1 : each > seconds ? seconds : each))
echo "fuzz: ${#targets[@]} targets, $each s each, $cores at a time"
export each build corpus seeds fixtures findings input_seconds memory_megabytes
export -f run_target
# shellcheck disable=SC2016  # $0 belongs to the inner shell
printf '%s\0' "${targets[@]}" | xargs -0 -n1 -P "$cores" bash -c 'run_target "$0"'

for target in "${targets[@]}"; do
  for found in "$findings/$target"/*; do
    if [[ -f $found ]]; then keep_finding "$target" "$found"; fi
  done
done
failed=$(find "$findings" -name '*.failed' | wc -l)
echo "fuzz: $failed of ${#targets[@]} targets failed"
[[ $failed -eq 0 ]]
