#!/usr/bin/env bash
# Installs the Debian packages of scripts/deps.txt that are missing, and nothing else.
#
#   scripts/install-deps.sh [build] [test]     default: both sections
#
# With everything in place it touches neither apt nor the network.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

die() {
  echo "install-deps: $*" >&2
  exit 1
}

# Prints the entries of one section, `package` or `package:command`.
packages_of() {
  awk -v wanted="[$1]" '
    { sub(/#.*/, "") }
    /^\[/ { inside = ($1 == wanted); next }
    inside && NF { print $1 }' "$here/deps.txt"
}

is_installed() {
  local entry=$1
  if [[ $entry == *:* ]] && command -v "${entry#*:}" >/dev/null; then
    return 0
  fi
  [[ $(dpkg-query -W -f '${db:Status-Status}' "${entry%%:*}" 2>/dev/null) == installed ]]
}

# A package that brings a daemon must not start it: programs are installed here, not services.
# Debian asks /usr/sbin/policy-rc.d; one that is already there is somebody's decision and stays.
readonly policy=/usr/sbin/policy-rc.d

install_packages() {
  local -a as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || die "neither root nor sudo; as root: apt-get install $*"
    as_root=(sudo)
  fi
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    # shellcheck disable=SC2064  # expanded now on purpose: as_root is local
    trap "${as_root[*]} rm -f $policy" EXIT
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@"
}

main() {
  local -a sections=("$@")
  [[ ${#sections[@]} -gt 0 ]] || sections=(build test)

  local -a entries=() missing=()
  local section entry
  for section in "${sections[@]}"; do
    [[ $section == build || $section == test ]] || die "unknown section '$section' (build, test)"
    mapfile -t -O "${#entries[@]}" entries < <(packages_of "$section")
  done

  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    die "this is no Debian; install what these packages hold: ${entries[*]%%:*}"
  fi

  for entry in "${entries[@]}"; do
    is_installed "$entry" || missing+=("${entry%%:*}")
  done
  if [[ ${#missing[@]} -eq 0 ]]; then
    echo "install-deps: ${sections[*]}: all ${#entries[@]} packages are installed"
    return
  fi
  echo "install-deps: installing ${missing[*]}"
  install_packages "${missing[@]}"
}

main "$@"
