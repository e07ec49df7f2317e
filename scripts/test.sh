#!/usr/bin/env bash
# Everything that must hold before a merge, from a bare Debian 12: set-up, checks, all tests.
#
#   scripts/test.sh           about 20 minutes the first time on two cores, a few with a warm ccache
#   scripts/test.sh --quick   the dev build and its unit tests only
#
# The last line is `N passed, N failed`; the exit code is 0 only if nothing failed. A stage that
# fails does not keep the others from running, except that nothing runs without a dev build.
# shellcheck disable=SC2317  # functions are reached through stage()
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
cd "$root"
readonly results=$root/build/results
readonly e2e=$root/tests/e2e
# clang-tidy comes last and takes what is left of this, but never less than its minimum.
readonly total_seconds=1260 tidy_minimum_seconds=60

# Fresh clones in other places share the cache. A debugger then finds no source: no test needs it.
# Sloppy about what a precompiled header would show of time and macros: ours show nothing of it.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

# Runs one stage in a subshell; a failure is noted and does not end the script. A stage that leaves
# no count of tests is one check, and counts as one failure if it fails.
failed_stages=()
stage() {
  local name=$1 begun=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  # Not in a condition: there, bash would switch `set -e` off inside the stage.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then
    failed_stages+=("$name")
    compgen -G "$results/$name.ctest.xml" >/dev/null ||
      compgen -G "$results/$name*.unittest.log" >/dev/null ||
      touch "$results/$name.failed"
  fi
  printf '== %s: %s in %d s\n' "$name" "$([[ $status -eq 0 ]] && echo ok || echo FAILED)" \
    $((SECONDS - begun))
}

passed_stage() {
  [[ " ${failed_stages[*]-} " != *" $1 "* ]]
}

# What comes from npm into a folder with a lock: installed again only when the lock changed.
install_packages_of() {
  local folder=$1 stamp=$1/node_modules/.lock-sha256 wanted
  wanted=$(sha256sum <"$folder/package-lock.json")
  if [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then
    echo "${folder#"$root"/}: everything is installed"
    return
  fi
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund)
  echo "$wanted" >"$stamp"
}

# The EVM nodes of the end-to-end tests, and what compiles the source of the dashboards: all that
# comes from npm.
install_nodes() {
  install_packages_of "$e2e"
  install_packages_of "$root/dashboards/source"
}

# configure <preset> <CMake arguments…>
configure() {
  cmake --preset "$@" --log-level=WARNING
}

# unit_tests <preset> <label>: the test programs of a label; headway_test() names a test after its
# target.
unit_tests() {
  ctest --test-dir "build/$1" -N -L "^$2\$" | sed -n 's/^ *Test *#[0-9]*: //p'
}

# All programs but the unit tests, which run under the sanitizers: building them twice would cost
# five minutes. Lines are all that a failed test shows, and take a third less time to compile than
# everything.
build_dev() {
  local -a programs
  configure dev -DCMAKE_CXX_FLAGS_DEBUG=-g1
  mapfile -t programs < <(ninja -C build/dev -t targets all |
    sed -n 's/^bin\/\([^:]*\): .*EXECUTABLE.*/\1/p' | grep -vxF -f <(unit_tests dev unit))
  [[ ${#programs[@]} -gt 0 ]] || { echo "no programs"; return 1; }
  cmake --build --preset dev --target "${programs[@]}"
}

build_dev_and_unit_tests() {
  configure dev
  cmake --build --preset dev
}

# build_label <preset> <label>: builds the unit tests of a label.
build_label() {
  local preset=$1 label=$2
  local -a targets
  configure "$preset"
  mapfile -t targets < <(unit_tests "$preset" "$label")
  [[ ${#targets[@]} -gt 0 ]] || { echo "no test has the label $label"; return 1; }
  cmake --build --preset "$preset" --target "${targets[@]}"
}

# Reloads in the middle of everything, under the eyes of the sanitizers.
run_sanitized_sim() {
  cmake --build --preset asan-ubsan --target headway-sim
  "${without_aslr[@]}" build/asan-ubsan/bin/headway-sim --seeds 2001 10
}

# run_ctest <preset> <ctest arguments…>: results are kept for test_report.py.
run_ctest() {
  local preset=$1
  shift
  GTEST_OUTPUT=xml:$results/$preset.gtest/ \
    "${without_aslr[@]}" ctest --test-dir "build/$preset" --output-on-failure --no-tests=error \
    -j "$(nproc)" --output-junit "$results/$preset.ctest.xml" "$@"
}

# One file of end-to-end tests; what it printed is shown when it has ended, and counted.
e2e_file() {
  local name=$1 log=$results/e2e-$1.unittest.log status=0
  python3 -m unittest -v "$name" >"$log" 2>&1 || status=$?
  cat "$log"
  return "$status"
}

# They wait more than they work: as many files at a time as there are cores.
run_e2e() {
  cd "$e2e"
  export HEADWAY_BIN=$root/build/dev/bin/headway PYTHONDONTWRITEBYTECODE=1 results
  export -f e2e_file
  # shellcheck disable=SC2016  # $0 belongs to the inner shell
  find . -name '*_test.py' -not -path './node_modules/*' -printf '%f\n' | sort | sed 's/\.py$//' |
    xargs -n1 -P "$(nproc)" bash -c 'e2e_file "$0"'
}

run_clang_tidy() {
  local left=$((total_seconds - SECONDS))
  HEADWAY_TIDY_SECONDS=$((left > tidy_minimum_seconds ? left : tidy_minimum_seconds)) \
    scripts/clang-tidy.sh
}

finish() {
  printf '\n%d s; ' "$SECONDS"
  if [[ ${#failed_stages[@]} -gt 0 ]]; then
    printf 'failed stages: %s\n' "${failed_stages[*]}"
  else
    echo 'all stages passed'
  fi
  python3 scripts/test_report.py "$results" && [[ ${#failed_stages[@]} -eq 0 ]]
  exit $?
}

quick=false
case ${1-} in
  --quick) quick=true ;;
  '') ;;
  *) echo "usage: scripts/test.sh [--quick]" >&2; exit 2 ;;
esac

rm -rf "$results"
mkdir -p "$results"

stage packages scripts/install-deps.sh build test
$quick || stage nodes install_nodes

# From here on everything talks to loopback, where no proxy stands.
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
export UBSAN_OPTIONS=print_stacktrace=1
# g++ 12's ThreadSanitizer does not know the address layout of newer kernels.
without_aslr=()
if setarch -R true 2>/dev/null; then without_aslr=(setarch -R); fi

if $quick; then
  stage dev-build build_dev_and_unit_tests
  if passed_stage dev-build; then stage dev run_ctest dev -L '^unit$'; fi
  finish
fi

stage dev-build build_dev
passed_stage dev-build || finish

stage format scripts/format.sh --check
stage shellcheck shellcheck scripts/*.sh .ci/run
stage dev run_ctest dev -LE '^(unit|e2e)$'
stage e2e run_e2e
stage asan-ubsan-build build_label asan-ubsan unit
if passed_stage asan-ubsan-build; then
  stage asan-ubsan run_ctest asan-ubsan -L '^unit$'
  stage asan-ubsan-sim run_sanitized_sim
fi
stage tsan-build build_label tsan threads
if passed_stage tsan-build; then stage tsan run_ctest tsan -L '^threads$'; fi
stage fuzz scripts/fuzz.sh 30
stage clang-tidy run_clang_tidy
finish
