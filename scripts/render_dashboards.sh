#!/usr/bin/env bash
# Draws the dashboards over a Prometheus that runs, and takes screenshots of them in Chromium:
#
#   scripts/render_dashboards.sh http://127.0.0.1:9090 'spec=ETH1&endpoint_id=main' FOLDER
#
# `tests/e2e/standing_fleet.py` has such a Prometheus, over a fleet in every state.
# Figures and graphs are drawn by Grafana's own components from npm; tables and state timelines,
# which are not to be had there, by plain ones with the panels' words and colours. So this shows
# that queries, units, words and layout are sensible, and not that a Grafana server imports them.
# Not part of the tests: it takes 450 MB from npm.
set -euo pipefail

if [[ $# -ne 3 ]]; then
  echo "usage: scripts/render_dashboards.sh PROMETHEUS VARIABLES FOLDER" >&2
  exit 2
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root prometheus=$1 variables=$2
mkdir -p "$3"
folder=$(cd "$3" && pwd)
readonly folder

cd "$root/dashboards/render"
[[ -d node_modules ]] || npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps
npx vite build --logLevel warn

log=$(mktemp)
PROMETHEUS_URL=$prometheus node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port 0 \
  >"$log" 2>&1 &
readonly server=$!
trap 'kill "$server"; rm -f "$log"' EXIT
address=
for _ in {1..50}; do
  address=$(sed -n 's/.*\(http:\/\/127\.0\.0\.1:[0-9]*\).*/\1/p' "$log" | head -n 1)
  [[ -z $address ]] || break
  sleep 0.2
done
[[ -n $address ]] || { cat "$log" >&2; exit 1; }
VARIABLES="$variables&minutes=15" node shoot.js "$address" "$folder"
echo "render_dashboards: screenshots in $folder"
