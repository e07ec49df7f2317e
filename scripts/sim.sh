#!/usr/bin/env bash
# Builds the simulation and runs fresh seeds for some hours, on all cores.
#
#   scripts/sim.sh HOURS [more flags of headway-sim]      e.g. scripts/sim.sh 0.5 --from 42
#
# Exit code 1 with the shrunk scenario and the command that replays it, as soon as a seed fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
[[ $# -ge 1 ]] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }

cmake --preset dev --log-level=WARNING
cmake --build --preset dev --target headway-sim
exec build/dev/bin/headway-sim --hours "$@"
