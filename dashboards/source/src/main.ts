// Writes dashboards/grafana, or with --check says whether it is what this source gives.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chainDashboard } from './chain.js';
import { endpointDashboard } from './endpoint.js';
import { fleetDashboard } from './fleet.js';
import { headwayDashboard } from './headway.js';
import { scoresDashboard } from './scores.js';

const dashboards = [
  fleetDashboard,
  chainDashboard,
  endpointDashboard,
  scoresDashboard,
  headwayDashboard,
];

const folder = join(__dirname, '..', '..', 'grafana');

function filesOfSource(): Map<string, string> {
  return new Map(
    dashboards.map((make) => {
      const built = make();
      return [`${built.uid}.json`, `${JSON.stringify(built, null, 2)}\n`];
    }),
  );
}

function check(files: Map<string, string>): number {
  const there = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const differing = [...files.keys(), ...there].filter((name) => {
    const path = join(folder, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== files.get(name);
  });
  for (const name of new Set(differing)) {
    console.error(`dashboards/grafana/${name} is not what dashboards/source gives: npm run build`);
  }
  return differing.length > 0 ? 1 : 0;
}

function write(files: Map<string, string>): number {
  files.forEach((text, name) => writeFileSync(join(folder, name), text));
  return 0;
}

process.exitCode = (process.argv.includes('--check') ? check : write)(filesOfSource());
