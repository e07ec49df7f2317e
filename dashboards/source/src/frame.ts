// What all dashboards have: variables, annotations, links to each other.

import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { toDashboard, type AnyPanel } from './panels.js';
import { everything, select } from './queries.js';
import { colours } from './words.js';

const dataSource = { type: 'prometheus', uid: '${datasource}' };
const TAG = 'headway';

// With `all` what stands for all values; without it, all that the query gives.
function choice(
  name: string,
  label: string,
  query: string,
  several: boolean,
  all?: string,
): QueryVariableBuilder {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query({ query, refId: `variable-${name}`, qryType: 1 })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(several)
    .includeAll(several);
  if (several) variable.current({ text: 'All', value: '$__all' });
  if (all) variable.allValue(all);
  return variable;
}

// Of labels that only headway's series have, or the router's: no list of hundreds in each query.
const ANY = '.+';

// A linter of dashboards asks for these labels of job and instance. All of them are headway's own:
// `up` and `process_*` of whatever else Prometheus scrapes would match everything.
const job = choice('job', 'Job', 'label_values(headway_build_info, job)', true);
const instance = choice(
  'instance',
  'Instance',
  'label_values(headway_build_info{job=~"$job"}, instance)',
  true,
);

function chainChoice(several: boolean): QueryVariableBuilder[] {
  const of = 'chain_serving_tier{job=~"$job", instance=~"$instance"';
  const equals = several ? '=~' : '=';
  return [
    choice('spec', 'Chain', `label_values(${of}}, spec)`, several, several ? ANY : undefined),
    choice(
      'api_interface',
      'Interface',
      `label_values(${of}, spec${equals}"$spec"}, api_interface)`,
      several,
      several ? ANY : undefined,
    ),
  ];
}

const endpointChoice = choice(
  'endpoint_id',
  'Endpoint',
  'label_values(endpoint_overall_health{job=~"$job", instance=~"$instance", spec="$spec", ' +
    'api_interface="$api_interface"}, endpoint_id)',
  false,
);

// What the variables choose, besides headways.
type About = 'headways' | 'chains' | 'one chain' | 'one endpoint';

// All dashboards by uid, in the order of the links to them.
const pages = {
  'headway-fleet': { name: 'Fleet', about: 'chains' },
  'headway-chain': { name: 'Chain', about: 'one chain' },
  'headway-endpoint': { name: 'Endpoint', about: 'one endpoint' },
  'headway-scores': { name: 'Scores and Lava', about: 'chains' },
  'headway-itself': { name: 'headway itself', about: 'headways' },
} as const satisfies Record<string, { name: string; about: About }>;

type Uid = keyof typeof pages;

function variablesOf(about: About): QueryVariableBuilder[] {
  switch (about) {
    case 'headways':
      return [];
    case 'chains':
      return chainChoice(true);
    case 'one chain':
      return chainChoice(false);
    case 'one endpoint':
      return [...chainChoice(false), endpointChoice];
  }
}

// Two headways of one fleet have the same epochs.
const epochs = new AnnotationQueryBuilder()
  .name('Epochs')
  .datasource(dataSource)
  .enable(true)
  .iconColor(colours.plain)
  .expr(`max(${select('headway_epoch_start_timestamp_seconds', everything)}) * 1000`)
  .useValueForTime(true)
  .step('15s')
  .titleFormat('Epoch began')
  .textFormat('Whatever was down is reset and verified.');

// A value goes along where it means the same: All of chains is no chain, and would be taken for one.
function linksFrom(here: Uid): DashboardLinkBuilder[] {
  const ofOneChain = (uid: Uid) => pages[uid].about.startsWith('one');
  return (Object.keys(pages) as Uid[])
    .filter((uid) => uid !== here)
    .map((uid) =>
      new DashboardLinkBuilder(pages[uid].name)
        .type(DashboardLinkType.Link)
        .icon('dashboard')
        .url(
          toDashboard(uid, ofOneChain(here) && ofOneChain(uid) ? ['spec', 'api_interface'] : []),
        )
        .keepTime(true),
    );
}

interface Identity {
  uid: string;
  title: string;
  description: string;
}

interface Frame {
  uid: Uid;
  description: string;
}

export interface Row {
  title: string;
  panels: AnyPanel[];
}

// Panels are numbered in the order of the page, so that links to a panel outlive a rebuild. Without
// `placement` links and annotations stand in the bar, where they are seen.
function finished(built: Dashboard): Dashboard {
  built.panels?.forEach((panel, index) => {
    panel.id = index + 1;
  });
  [...(built.links ?? []), ...(built.annotations?.list ?? [])].forEach((each) => {
    delete each.placement;
  });
  return built;
}

function framed(identity: Identity, tag: string, variables: QueryVariableBuilder[]) {
  const built = new DashboardBuilder(identity.title)
    .uid(identity.uid)
    .description(identity.description)
    .tags([tag])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(
      new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    );
  variables.forEach((variable) => built.withVariable(variable));
  return built;
}

function filled(built: DashboardBuilder, rows: Row[]): Dashboard {
  for (const row of rows) {
    built.withRow(new RowBuilder(row.title));
    row.panels.forEach((panel) => built.withPanel(panel));
  }
  return finished(built.build());
}

export function dashboard(frame: Frame, rows: Row[]): Dashboard {
  const { name, about } = pages[frame.uid];
  const identity = { ...frame, title: `headway / ${name}` };
  const built = framed(identity, TAG, [job, instance, ...variablesOf(about)]).annotation(epochs);
  linksFrom(frame.uid).forEach((link) => built.link(link));
  return filled(built, rows);
}

// Of the router's own series: these know no epochs, and who looks at them may have no other
// dashboard of headway. So it has neither annotations nor links to those.
export function routerDashboard(identity: Identity, rows: Row[]): Dashboard {
  const of = (matchers: string) => `lava_rpc_endpoint_overall_health{${matchers}}`;
  const ofTarget = 'job=~"$job", instance=~"$instance"';
  const ofChain = `${ofTarget}, spec=~"$spec", apiInterface=~"$apiInterface"`;
  const variables = [
    choice('job', 'Job', 'label_values(lava_rpc_endpoint_overall_health, job)', true),
    choice('instance', 'Instance', `label_values(${of('job=~"$job"')}, instance)`, true),
    choice('spec', 'Chain', `label_values(${of(ofTarget)}, spec)`, true, ANY),
    choice(
      'apiInterface',
      'Interface',
      `label_values(${of(`${ofTarget}, spec=~"$spec"`)}, apiInterface)`,
      true,
      ANY,
    ),
    choice('endpoint_id', 'Endpoint', `label_values(${of(ofChain)}, endpoint_id)`, true, ANY),
  ];
  return filled(framed(identity, identity.uid, variables).annotations([]), rows);
}
