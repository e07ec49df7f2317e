// Writes dashboards/grafana and dashboards/grafana-compat, or with --check says whether they are
// what this source gives.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chainDashboard } from './chain.js';
import { endpointDashboard } from './endpoint.js';
import { fleetDashboard } from './fleet.js';
import { headwayDashboard } from './headway.js';
import { routerSeriesDashboard } from './router.js';
import { scoresDashboard } from './scores.js';

// Grafana takes whatever is below a folder that it is given, so what is not for everybody has a
// folder of its own.
const folders = new Map([
  [
    'grafana',
    [fleetDashboard, chainDashboard, endpointDashboard, scoresDashboard, headwayDashboard],
  ],
  ['grafana-compat', [routerSeriesDashboard]],
]);

const root = join(__dirname, '..', '..');

// By the path from `root`.
function filesOfSource(): Map<string, string> {
  return new Map(
    [...folders].flatMap(([folder, dashboards]) =>
      dashboards.map((make) => {
        const built = make();
        return [join(folder, `${built.uid}.json`), `${JSON.stringify(built, null, 2)}\n`];
      }),
    ),
  );
}

function check(files: Map<string, string>): number {
  const there = [...folders.keys()].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );
  const differing = [...files.keys(), ...there].filter((name) => {
    const path = join(root, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== files.get(name);
  });
  for (const name of new Set(differing)) {
    console.error(`dashboards/${name} is not what dashboards/source gives: npm run build`);
  }
  return differing.length > 0 ? 1 : 0;
}

function write(files: Map<string, string>): number {
  files.forEach((text, name) => writeFileSync(join(root, name), text));
  return 0;
}

process.exitCode = (process.argv.includes('--check') ? check : write)(filesOfSource());
