#!/usr/bin/env bash
# Static analysis with .clang-tidy over the dev build's compile commands.
#
#   scripts/clang-tidy.sh                 what changed since the merge base with origin/main
#                                         (else HEAD~1, else everything)
#   scripts/clang-tidy.sh --all           everything
#   scripts/clang-tidy.sh FILE…           these; a header stands for the .cc of the same name
#
# HEADWAY_TIDY_SECONDS bounds the time: files that are not begun by then are named as not analysed.
# HEADWAY_TIDY_BUILD names another build directory than build/dev.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
cd "$root"
readonly build=${HEADWAY_TIDY_BUILD:-build/dev}
readonly seconds=${HEADWAY_TIDY_SECONDS:-3600}

[[ -f $build/compile_commands.json ]] || {
  echo "clang-tidy: no $build/compile_commands.json; run: cmake --preset dev" >&2
  exit 2
}

# Prints the files to look at, as paths from the root.
selected_files() {
  if [[ ${1-} == --all ]]; then
    git ls-files --cached --others --exclude-standard -- '*.cc'
  elif [[ $# -gt 0 ]]; then
    printf '%s\n' "$@"
  else
    local since
    since=$(git merge-base HEAD origin/main 2>/dev/null || true)
    # On main itself the merge base is HEAD: there the last commit is the change.
    if [[ -z $since || $since == "$(git rev-parse HEAD 2>/dev/null)" ]]; then
      since=$(git rev-parse --verify --quiet HEAD~1 || true)
    fi
    if [[ -z $since ]]; then
      selected_files --all
    else
      git diff --name-only --diff-filter=d "$since" -- '*.cc' '*.h' .clang-tidy
      git ls-files --others --exclude-standard -- '*.cc' '*.h'
    fi
  fi
}

# Reads paths, prints those that the build compiles. Changed rules concern every file.
compiled_units() {
  local file
  while read -r file; do
    file=${file#./}
    case $file in
      .clang-tidy) selected_files --all ;;
      *.h) echo "${file%.h}.cc" ;;
      *) echo "$file" ;;
    esac
  done | sort -u | while read -r file; do
    if grep -q "\"$root/$file\"" "$build/compile_commands.json"; then echo "$file"; fi
  done
}

mapfile -t units < <(selected_files "$@" | compiled_units)
if [[ ${#units[@]} -eq 0 ]]; then
  echo "clang-tidy: no compiled file is concerned"
  exit 0
fi

deadline=$(($(date +%s) + seconds))
export deadline build
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export scratch

# One unit; its output is kept apart so that two at a time do not mix.
analyse() {
  local log
  if [[ $(date +%s) -ge $deadline ]]; then
    echo "$1" >>"$scratch/left"
    return 0
  fi
  log=$(mktemp -p "$scratch" log.XXXXXX)
  if ! clang-tidy -p "$build" --quiet "$1" >"$log" 2>&1; then
    echo "$1" >>"$scratch/failed"
    grep -v 'warnings generated\.$' "$log" || true
  fi
}
export -f analyse

# shellcheck disable=SC2016  # $0 belongs to the inner shell
printf '%s\0' "${units[@]}" | xargs -0 -n1 -P "$(nproc)" bash -c 'analyse "$0"'

left=0
failed=0
[[ ! -f $scratch/left ]] || left=$(wc -l <"$scratch/left")
[[ ! -f $scratch/failed ]] || failed=$(wc -l <"$scratch/failed")
echo "clang-tidy: $((${#units[@]} - left)) of ${#units[@]} files analysed, $failed with findings"
if [[ $left -gt 0 ]]; then
  echo "clang-tidy: out of time (HEADWAY_TIDY_SECONDS=$seconds), not analysed:"
  sort "$scratch/left"
fi
[[ $failed -eq 0 ]]
