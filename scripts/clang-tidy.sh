#!/usr/bin/env bash
# Static analysis with .clang-tidy over the dev build's compile commands.
#
#   scripts/clang-tidy.sh                 what changed since the merge base with origin/main
#                                         (else since HEAD~1)
#   scripts/clang-tidy.sh --all           everything
#   scripts/clang-tidy.sh FILE…           these
#
# A header is analysed as part of a .cc: the one of its name, else one that includes it.
# Changed rules, or no commit to compare with, put every other file behind what changed.
#
# HEADWAY_TIDY_SECONDS bounds the time: files that are not begun by then are named as not analysed.
# That is a failure, except for files that only stand behind what changed.
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

# What the build compiles, as paths from the root.
declare -A compiled
while read -r file; do compiled[$file]=1; done \
  < <(sed -n "s|^ *\"file\": \"$root/\(.*\)\",\?\$|\1|p" "$build/compile_commands.json")

all_sources() {
  git ls-files --cached --others --exclude-standard -- '*.cc'
}

# Prints the commit that changes are told from, or nothing if there is none.
base_commit() {
  local since
  since=$(git merge-base HEAD origin/main 2>/dev/null || true)
  # On main itself the merge base is HEAD: there the last commit is the change.
  if [[ -z $since || $since == "$(git rev-parse HEAD 2>/dev/null)" ]]; then
    since=$(git rev-parse --verify --quiet HEAD~1 || true)
  fi
  echo "$since"
}

# Prints the compiled .cc that stands for a file: itself, the .cc of a header's name, or the nearest
# one that includes the header, be it through other headers. Fails if there is none.
unit_of() {
  local file name
  local -a headers=("$1")
  local -A seen
  for file in "$1" "${1%.h}.cc"; do
    if [[ -n ${compiled[$file]-} ]]; then echo "$file"; return; fi
  done
  [[ $1 == *.h ]] || return 1
  while [[ ${#headers[@]} -gt 0 ]]; do
    name=${headers[0]}
    headers=("${headers[@]:1}")
    while read -r file; do
      if [[ -n ${compiled[$file]-} ]]; then echo "$file"; return; fi
      if [[ $file == *.h && -z ${seen[$file]-} ]]; then
        seen[$file]=1
        headers+=("$file")
      fi
    done < <(git grep -l --untracked -F "#include \"$name\"" -- '*.cc' '*.h' || true)
  done
  return 1
}

selected=()  # must be analysed
behind=()    # after that, as time allows
if [[ ${1-} == --all ]]; then
  mapfile -t selected < <(all_sources)
elif [[ $# -gt 0 ]]; then
  selected=("${@#./}")
else
  since=$(base_commit)
  if [[ -n $since ]]; then
    mapfile -t selected < <(
      git diff --name-only --diff-filter=d "$since" -- '*.cc' '*.h'
      git ls-files --others --exclude-standard -- '*.cc' '*.h')
  fi
  if [[ -z $since ]] || ! git diff --quiet "$since" -- .clang-tidy; then
    mapfile -t behind < <(all_sources)
  fi
fi

homeless=()  # no compiled file stands for these
units=()
must=0       # how many of the units, the first ones, must be analysed
declare -A taken
for file in "${selected[@]}" --behind-- "${behind[@]}"; do
  if [[ $file == --behind-- ]]; then
    must=${#units[@]}
  elif ! unit=$(unit_of "$file"); then
    homeless+=("$file")
  elif [[ -z ${taken[$unit]-} ]]; then
    taken[$unit]=1
    units+=("$unit")
  fi
done

if [[ ${#units[@]} -eq 0 && ${#homeless[@]} -eq 0 ]]; then
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

if [[ ${#units[@]} -gt 0 ]]; then
  # shellcheck disable=SC2016  # $0 belongs to the inner shell
  printf '%s\0' "${units[@]}" | xargs -0 -n1 -P "$(nproc)" bash -c 'analyse "$0"'
fi

touch "$scratch/left" "$scratch/failed"
left=$(wc -l <"$scratch/left")
failed=$(wc -l <"$scratch/failed")
missed=$(printf '%s\n' "${units[@]:0:must}" | grep -cxFf - "$scratch/left" || true)
echo "clang-tidy: $((${#units[@]} - left)) of ${#units[@]} files analysed, $failed with findings"
if [[ $left -gt 0 ]]; then
  echo "clang-tidy: out of time (HEADWAY_TIDY_SECONDS=$seconds), not analysed ($missed of these" \
    "had to be):"
  sort "$scratch/left"
fi
if [[ ${#homeless[@]} -gt 0 ]]; then
  echo "clang-tidy: not analysed, for no compiled file is or includes them:"
  printf '%s\n' "${homeless[@]}"
fi
[[ $failed -eq 0 && $missed -eq 0 && ${#homeless[@]} -eq 0 ]]
