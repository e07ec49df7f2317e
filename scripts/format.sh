#!/usr/bin/env bash
# Formats every C++ file of the tree in place; with --check only says what is not formatted.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
cd "$root"

# Files that are new and not yet added count too: they are what is about to be committed.
mapfile -t files < <(git ls-files --cached --others --exclude-standard -- '*.cc' '*.h' |
  sort -u | while read -r file; do [[ -f $file ]] && echo "$file"; done)
[[ ${#files[@]} -gt 0 ]] || { echo "format: no C++ files found" >&2; exit 1; }

case ${1-} in
  --check) clang-format --dry-run -Werror "${files[@]}" ;;
  '') clang-format -i "${files[@]}" ;;
  *) echo "usage: scripts/format.sh [--check]" >&2; exit 2 ;;
esac
echo "format: ${#files[@]} files"
