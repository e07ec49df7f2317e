// Is anything wrong, where, and since when?

import { dashboard } from './frame.js';
import { linkTo, noneIsFine, noneIsGood, stat, table, timeline, timeseries } from './panels.js';
import {
  chains,
  date,
  endpoints,
  everything,
  fold,
  increase,
  least,
  rate,
  select,
  worst,
} from './queries.js';
import { blocks, colours, halted, states, tiers, yesIsGood } from './words.js';

const ROWS = 100; // of tables over endpoints

const code = worst('endpoint:state:code', endpoints);
const worstRows = `topk(${ROWS}, ${code} > 0)`;
// Keeps the same rows of each column, which by itself would rank others highest.
const ofWorst = (expression: string) => `${expression} and on (${endpoints.by}) ${worstRows}`;
// The worst fifty of all that were not healthy at any time shown, with their healthy times too.
const oncePoor = `${code} and on (${endpoints.by}) topk(50, ${fold(
  'max',
  endpoints.by,
  `max_over_time(${select('endpoint:state:code', endpoints)}[$__range] @ end())`,
)} > 0)`;

// Of URLs that are polled, and of gRPC URLs, which are only called.
const polledOrGrpc = (how: string, by: string, polled: string, grpc: string) =>
  fold(how, by, `${select(polled, chains)} or ${select(grpc, chains)}`);
const certificateEnds = polledOrGrpc(
  'min',
  'host',
  'url_tls_cert_expiry_timestamp_seconds',
  'grpc_url_tls_cert_expiry_timestamp_seconds',
);
const URL_LABELS = 'spec, api_interface, host, url_id';
const silentUrls = `bottomk(${ROWS}, ${polledOrGrpc(
  'min',
  URL_LABELS,
  'url_connection_healthy',
  'grpc_url_reachable',
)} == 0)`;

const toChain = linkTo('headway-chain', 'Chain ${__data.fields.Chain}', {
  spec: '__data.fields.Chain',
  api_interface: '__data.fields.Interface',
});
const toEndpoint = linkTo('headway-endpoint', 'Endpoint ${__data.fields.Endpoint}', {
  spec: '__data.fields.Chain',
  api_interface: '__data.fields.Interface',
  endpoint_id: '__data.fields.Endpoint',
});
const toChainOfSeries = linkTo('headway-chain', 'Chain', {
  spec: '__field.labels.spec',
  api_interface: '__field.labels.api_interface',
});
const toEndpointOfSeries = linkTo('headway-endpoint', 'Endpoint', {
  spec: '__field.labels.spec',
  api_interface: '__field.labels.api_interface',
  endpoint_id: '__field.labels.endpoint_id',
});

const now = {
  title: 'Is anything wrong?',
  panels: [
    stat({
      title: 'Chains dark',
      description: 'Chains that nobody serves. Alert: HeadwayChainDark.',
      expr: `sum(${least('chain_serving_tier', chains)} == bool 0)`,
      steps: noneIsGood,
    }),
    stat({
      title: 'Chains on backups',
      description: 'Chains without a primary that serves. Alert: HeadwayChainOnBackups.',
      expr: `sum(${least('chain_serving_tier', chains)} == bool 1)`,
      steps: noneIsFine,
    }),
    stat({
      title: 'Endpoints unhealthy',
      description: 'Endpoints whose gauge is 0. Alert: HeadwayEndpointUnhealthy.',
      expr: `sum(${least('endpoint_overall_health', endpoints)} == bool 0)`,
      steps: noneIsFine,
    }),
    stat({
      title: 'Endpoints',
      description: 'All endpoints that are watched, primaries and backups.',
      expr: `count(${least('endpoint_overall_health', endpoints)})`,
    }),
    stat({
      title: 'Endpoints blocked',
      description: 'Endpoints that are sent no work in one of their roles.',
      expr: `sum(${worst('endpoint_blocked', endpoints)})`,
      steps: noneIsFine,
    }),
    stat({
      title: 'Alerts firing',
      description:
        "Alerts on the headways chosen, of all severities, and HeadwayDown: where no headway is " +
        'scraped, there is none to choose.',
      expr:
        `count(${select('ALERTS', everything, 'alertname=~"Headway.+", alertstate="firing"')} ` +
        'or ALERTS{alertname="HeadwayDown", alertstate="firing"}) or vector(0)',
      steps: noneIsFine,
    }),
    stat({
      title: 'Certificates that end within 21 days',
      description: 'Hosts whose certificate ends soon or has ended. Alerts: HeadwayCertificate….',
      expr:
        `sum((${certificateEnds} - time()) < bool 21 * 86400) or vector(0)`,
      steps: noneIsFine,
    }),
    stat({
      title: 'Epoch began',
      description:
        'When the running epoch began; the blue lines in the graphs are these boundaries.',
      expr: date(worst('headway_epoch_start_timestamp_seconds', everything)),
      unit: 'dateTimeFromNow',
    }),
  ],
};

const chainRows = {
  title: 'Chains',
  panels: [
    table({
      title: 'Chains',
      description: 'Who serves each chain now, and the head it is measured against.',
      columns: [
        { name: 'Chain', label: 'spec', link: toChain },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Tier', expr: least('chain_serving_tier', chains), mappings: tiers },
        {
          name: 'Primaries that serve',
          expr: least('chain_endpoints', chains, 'role="primary", serving="true"'),
        },
        {
          name: 'Primaries that do not',
          expr: worst('chain_endpoints', chains, 'role="primary", serving="false"'),
          steps: noneIsFine,
        },
        {
          name: 'Backups that serve',
          expr: least('chain_endpoints', chains, 'role="backup", serving="true"'),
        },
        {
          name: 'Backups that do not',
          expr: worst('chain_endpoints', chains, 'role="backup", serving="false"'),
          steps: noneIsFine,
        },
        { name: 'Reference head', expr: worst('chain_reference_block', chains) },
        {
          name: 'Moved',
          expr: date(worst('chain_reference_block_change_timestamp_seconds', chains)),
          unit: 'dateTimeFromNow',
        },
        {
          name: 'Hosts behind it',
          expr: least('chain_reference_corroborating_urls', chains),
          steps: [
            [null, colours.warning],
            [2, colours.good],
          ],
        },
        { name: 'Chain moves', expr: worst('chain_halted', chains), mappings: halted },
      ],
    }),
    timeline({
      title: 'Serving tier',
      description: 'Who served each chain: primaries, backups alone, or nobody.',
      lines: [{ expr: least('chain_serving_tier', chains), legend: '{{spec}} {{api_interface}}' }],
      mappings: tiers,
      link: toChainOfSeries,
    }),
  ],
};

const endpointRows = {
  title: 'Endpoints',
  panels: [
    table({
      title: 'Endpoints that are not healthy',
      description: `The ${ROWS} worst. Down: since when, over epoch resets.`,
      columns: [
        { name: 'Chain', label: 'spec', link: toChain },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Endpoint', label: 'endpoint_id', link: toEndpoint },
        { name: 'State', expr: worstRows, mappings: states },
        {
          name: 'Down since',
          expr: ofWorst(date(least('endpoint_down_since_timestamp_seconds', endpoints))),
          unit: 'dateTimeFromNow',
        },
        {
          name: 'Blocked',
          expr: ofWorst(
            fold(
              'max',
              endpoints.by,
              `${select('endpoint_blocked', endpoints)} + ${select('endpoint_reblocked', endpoints)}`,
            ),
          ),
          mappings: blocks,
        },
        { name: 'Blocks behind', expr: ofWorst(worst('endpoint_block_lag', endpoints)) },
        {
          name: 'Last answer',
          expr: ofWorst(date(worst('endpoint_last_success_timestamp_seconds', endpoints))),
          unit: 'dateTimeFromNow',
        },
      ],
    }),
    timeline({
      title: 'States of endpoints that were not always healthy',
      description:
        'The fifty worst of the time shown. Needs dashboards/prometheus/headway-recording.yml.',
      lines: [{ expr: oncePoor, legend: '{{spec}} {{endpoint_id}}' }],
      mappings: states,
      height: 12,
      link: toEndpointOfSeries,
    }),
    timeseries({
      title: 'Unhealthy endpoints by chain',
      description:
        'Endpoints whose gauge is 0. A dip at an epoch boundary is the optimistic reset.',
      unit: 'none',
      min: 0,
      stacked: true,
      lines: [
        {
          expr: fold('sum', chains.by, `${least('endpoint_overall_health', endpoints)} == bool 0`),
          legend: '{{spec}} {{api_interface}}',
        },
      ],
      link: toChainOfSeries,
    }),
    timeseries({
      title: 'Changes of state',
      description: 'How many endpoints entered each state. Resets at epoch boundaries are none.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: `${fold('sum', 'to', increase('endpoint_health_transitions_total', endpoints))} > 0`,
          legend: '{{to}}',
        },
      ],
    }),
    timeseries({
      title: 'Furthest behind',
      description: 'The ten endpoints that lag most, in seconds of their chain.',
      unit: 's',
      min: 0,
      lines: [
        {
          expr: `topk(10, ${worst('endpoint_block_lag_seconds', endpoints)})`,
          legend: '{{spec}} {{endpoint_id}}',
        },
      ],
      link: toEndpointOfSeries,
    }),
    timeseries({
      title: 'Answered polls by chain',
      description:
        'Share of the polls of all endpoints that were answered; throttled ones are left out. ' +
        'Needs dashboards/prometheus/headway-recording.yml.',
      unit: 'percentunit',
      max: 1,
      lines: [
        {
          expr: fold(
            'avg',
            chains.by,
            select('endpoint:fetch_latest_success:ratio_rate5m', chains),
          ),
          legend: '{{spec}} {{api_interface}}',
        },
      ],
      link: toChainOfSeries,
    }),
    timeseries({
      title: 'Errors',
      width: 24,
      description: 'The ten most frequent errors of requests per second, over all endpoints.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: `topk(10, ${fold('sum', 'error_name', rate('endpoint_errors_total', endpoints))})`,
          legend: '{{error_name}}',
        },
      ],
    }),
  ],
};

const urlRows = {
  title: 'Hosts',
  panels: [
    table({
      title: 'Certificates',
      description: 'The twenty that end first. Alerts at 21 days, at 7 days and when expired.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        {
          name: 'Ends',
          expr: date(`bottomk(20, ${certificateEnds})`),
          unit: 'dateTimeAsIso',
        },
        {
          name: 'Left',
          expr: `bottomk(20, ${certificateEnds}) - time()`,
          unit: 's',
          steps: [
            [null, colours.bad],
            [7 * 86400, colours.warning],
            [21 * 86400, colours.good],
          ],
        },
      ],
    }),
    table({
      title: 'URLs that do not answer',
      description:
        `No complete HTTP response came last, or over gRPC no answer; ${ROWS} at most. ` +
        'Alert, over gRPC: HeadwayGrpcPortSilent.',
      width: 12,
      columns: [
        { name: 'Chain', label: 'spec', link: toChain },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Host', label: 'host' },
        { name: 'URL', label: 'url_id' },
        { name: 'Answers', expr: silentUrls, mappings: yesIsGood },
      ],
    }),
    table({
      title: 'URLs that several endpoints share',
      description: 'They fail together: what looks like redundancy is none.',
      columns: [
        { name: 'Chain', label: 'spec', link: toChain },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Host', label: 'host' },
        { name: 'URL', label: 'url_id' },
        {
          name: 'Endpoints',
          expr: `topk(${ROWS}, ${fold(
            'max',
            URL_LABELS,
            select('url_endpoints', chains),
          )} > 1)`,
        },
      ],
    }),
  ],
};

export const fleetDashboard = () =>
  dashboard(
    {
      uid: 'headway-fleet',
      description: 'All chains and endpoints: is anything wrong, where, and since when?',
    },
    [now, chainRows, endpointRows, urlRows],
  );
