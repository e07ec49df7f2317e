#!/usr/bin/env bash
# From a bare Debian 12 to a running sidecar over simulated nodes. Arguments go to `headway demo`:
#
#   scripts/demo.sh --web.listen-address=127.0.0.1:9788
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly build=$root/build/release

echo "demo: checking the packages of the build"
"$root/scripts/install-deps.sh" build

echo "demo: configuring ${build#"$root"/} (no tests, no benchmarks)"
export CCACHE_BASEDIR=$root
(cd "$root" && cmake --preset release -DHEADWAY_BUILD_TESTS=OFF -DHEADWAY_BUILD_BENCH=OFF \
  --log-level=WARNING)

echo "demo: building headway (a few minutes the first time)"
cmake --build "$build" --target headway

echo "demo: starting headway demo; stop it with Ctrl-C"
exec "$build/bin/headway" demo "$@"
