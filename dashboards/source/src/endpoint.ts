// Everything about one endpoint: what it is, since when, and why.

import { dashboard } from './frame.js';
import { stat, table, timeline, timeseries } from './panels.js';
import {
  chain,
  date,
  endpoint,
  fold,
  increase,
  least,
  ofEndpoint,
  quantile,
  rate,
  select,
  urlsOfChain,
  worst,
} from './queries.js';
import { blocks, colours, health, states, tiers, yesIsBad, yesIsGood } from './words.js';

const url = (metric: string, more = '') => ofEndpoint(select(metric, urlsOfChain, more));
const urlColumn = (metric: string) => fold('max', urlsOfChain.by, url(metric));
const perSecond = (metric: string) => ofEndpoint(rate(metric, urlsOfChain));
const requests = fold('sum', '', perSecond('url_requests_total'));

const now = {
  title: 'Now',
  panels: [
    stat({
      title: 'State',
      description: 'The state by the rules of docs/health.md.',
      expr: worst('endpoint:state:code', endpoint),
      mappings: states,
    }),
    stat({
      title: 'Gauge',
      description:
        'endpoint_overall_health. An optimistic epoch reset makes it healthy until verified.',
      expr: least('endpoint_overall_health', endpoint),
      mappings: health,
    }),
    stat({
      title: 'Last change',
      description:
        'When the state or the gauge last changed. Resets are none, but what is verified to be ' +
        'down after one has changed.',
      expr: date(worst('endpoint_last_transition_timestamp_seconds', endpoint)),
      unit: 'dateTimeFromNow',
    }),
    stat({
      title: 'Enabled',
      description: 'No while every URL is disabled by refusals in a row.',
      expr: least('endpoint_enabled', endpoint),
      mappings: yesIsGood,
    }),
    stat({
      title: 'Last answer',
      description: 'When a poll was last answered.',
      expr: date(worst('endpoint_last_success_timestamp_seconds', endpoint)),
      unit: 'dateTimeFromNow',
    }),
    stat({
      title: 'Blocks behind',
      description: "Behind the chain's reference head.",
      expr: worst('endpoint_block_lag', endpoint),
    }),
    stat({
      title: 'Answered polls',
      description: 'Share over the time shown; throttled polls are left out.',
      expr: fold(
        'avg',
        'endpoint_id',
        `avg_over_time(${select('endpoint:fetch_latest_success:ratio_rate5m', endpoint)}[$__range])`,
      ),
      unit: 'percentunit',
      decimals: 2,
    }),
    stat({
      title: 'Its chain',
      description: 'Who serves the chain of this endpoint.',
      expr: least('chain_serving_tier', chain),
      mappings: tiers,
    }),
  ],
};

const history = {
  title: 'Since when',
  panels: [
    timeline({
      title: 'State',
      description: 'Blue lines are epoch boundaries: what is down is unknown until it is verified.',
      height: 5,
      lines: [{ expr: worst('endpoint:state:code', endpoint), legend: '{{endpoint_id}}' }],
      mappings: states,
    }),
    timeline({
      title: 'Blocks by role',
      description: 'Whether the endpoint is sent work. Only an answered probe releases it.',
      height: 5,
      lines: [
        {
          expr: fold(
            'max',
            'role',
            `${select('endpoint_blocked', endpoint)} + ${select('endpoint_reblocked', endpoint)}`,
          ),
          legend: '{{role}}',
        },
      ],
      mappings: blocks,
    }),
    timeseries({
      title: 'Changes of state',
      description:
        'Entries into each state. Of a dead node there is one after each epoch boundary.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: `${fold('max', 'to', increase('endpoint_health_transitions_total', endpoint))} > 0`,
          legend: '{{to}}',
        },
      ],
    }),
    timeseries({
      title: 'Blocks, probes and epochs',
      description:
        'What happened to blocks of the endpoint, and epoch boundaries that found it down.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: `${fold('max', 'event, role', increase('endpoint_block_events_total', endpoint))} > 0`,
          legend: '{{event}} ({{role}})',
        },
        {
          expr: fold('max', '', increase('endpoint_epoch_resets_total', endpoint)),
          legend: 'reset by an epoch',
        },
      ],
    }),
  ],
};

const head = {
  title: 'Head',
  panels: [
    timeseries({
      title: 'Head against the reference',
      description:
        'Heights, or slots on Solana. The reference is what most hosts of the chain show.',
      unit: 'locale',
      lines: [
        { expr: worst('endpoint_latest_block', endpoint), legend: '{{endpoint_id}}' },
        { expr: worst('chain_reference_block', chain), legend: 'reference' },
      ],
    }),
    timeseries({
      title: 'Lag',
      description: "Blocks behind the reference, and those blocks in the chain's measured time.",
      unit: 'none',
      min: 0,
      lines: [
        { expr: worst('endpoint_block_lag', endpoint), legend: 'blocks' },
        { expr: worst('endpoint_block_lag_seconds', endpoint), legend: 'seconds' },
      ],
    }),
    timeseries({
      title: 'Age of the head',
      description:
        "Since headway saw the head change, and by the block's own time where it has one.",
      unit: 's',
      min: 0,
      lines: [
        {
          expr: `time() - ${worst('endpoint_latest_block_change_timestamp_seconds', endpoint)}`,
          legend: 'since it changed',
        },
        {
          expr: `time() - ${worst('endpoint_latest_block_timestamp_seconds', endpoint)}`,
          legend: "by the block's time",
        },
      ],
    }),
    timeseries({
      title: 'Reorganisations and lower heads',
      description:
        'Reorganisations proved by block hashes, and answers with a lower head than before.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('max', '', increase('endpoint_reorgs_total', endpoint)),
          legend: 'reorganisations',
        },
        {
          expr: fold('max', '', increase('endpoint_rollbacks_total', endpoint)),
          legend: 'lower heads',
        },
        {
          expr: fold('max', '', increase('endpoint_reorg_depth_blocks_sum', endpoint)),
          legend: 'blocks replaced',
        },
      ],
    }),
  ],
};

const polls = {
  title: 'Polls',
  panels: [
    timeseries({
      title: 'Polls of the head',
      description: 'Per second. Throttled and cancelled polls are neither answered nor failed.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: fold('max', '', rate('endpoint_fetch_latest_success_total', endpoint)),
          legend: 'answered',
        },
        {
          expr: fold('max', '', rate('endpoint_fetch_latest_fails_total', endpoint)),
          legend: 'failed',
        },
        {
          expr: fold('max', '', rate('endpoint_fetch_block_success_total', endpoint)),
          legend: 'blocks, answered',
        },
        {
          expr: fold('max', '', rate('endpoint_fetch_block_fails_total', endpoint)),
          legend: 'blocks, failed',
        },
      ],
    }),
    timeseries({
      title: 'Errors by name',
      description: 'Per second; docs/errors.md says what each name means.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: fold('max', 'error_name, error_category', rate('endpoint_errors_total', endpoint)),
          legend: '{{error_name}} ({{error_category}})',
        },
      ],
    }),
    timeseries({
      title: 'Duration of answered polls',
      description: 'Half, 95 % and 99 % of the polls were faster.',
      unit: 's',
      min: 0,
      lines: [0.5, 0.95, 0.99].map((share) => ({
        expr: quantile(share, 'endpoint_fetch_latest_duration_seconds', { ...endpoint, by: '' }),
        legend: `p${share * 100}`,
      })),
    }),
    timeseries({
      title: 'Phases of a request',
      description:
        'Mean time in each phase: name service, connection, TLS, the node thinking, transfer. ' +
        'A kept connection has none of the first three.',
      unit: 's',
      min: 0,
      stacked: true,
      lines: [
        {
          expr:
            `${fold('sum', 'phase', perSecond('url_phase_seconds_total'))} ` +
            `/ on () group_left () ${requests}`,
          legend: '{{phase}}',
        },
      ],
    }),
    timeseries({
      title: 'Requests by method',
      description: 'Per second, all URLs of the endpoint: what its plan is charged for.',
      unit: 'reqps',
      min: 0,
      stacked: true,
      lines: [
        {
          expr: fold('sum', 'method', perSecond('url_requests_total')),
          legend: '{{method}}',
        },
      ],
    }),
    timeseries({
      title: 'Failed polls in a row',
      description: 'By host, since the last answered poll.',
      unit: 'none',
      min: 0,
      lines: [{ expr: urlColumn('url_consecutive_failures'), legend: '{{host}} {{url_id}}' }],
    }),
  ],
};

const nodes = {
  title: 'Its nodes',
  panels: [
    table({
      title: 'URLs',
      description: 'Of every URL of the endpoint, what is known of the node behind it.',
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'URL', label: 'url_id' },
        { name: 'Connection', expr: urlColumn('url_connection_healthy'), mappings: yesIsGood },
        { name: 'Endpoints that share it', expr: urlColumn('url_endpoints') },
        { name: 'Right chain', expr: urlColumn('url_chain_id_matches'), mappings: yesIsGood },
        { name: 'Syncing', expr: urlColumn('url_syncing'), mappings: yesIsBad },
        { name: 'Peers', expr: urlColumn('url_peers') },
        {
          name: 'Back and forth',
          expr: urlColumn('url_heads_go_back_and_forth'),
          mappings: yesIsBad,
        },
        {
          name: 'Left alone until',
          expr: date(urlColumn('url_holdoff_until_timestamp_seconds')),
          unit: 'dateTimeAsIso',
        },
        {
          name: 'Certificate ends',
          expr: date(urlColumn('url_tls_cert_expiry_timestamp_seconds')),
          unit: 'dateTimeAsIso',
        },
      ],
    }),
    table({
      title: 'Software',
      description: 'What the node says it runs, and how it is reached.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'Software', label: 'client' },
        { name: 'Scheme', label: 'scheme' },
        {
          name: 'URLs',
          expr:
            `count by (host, client, scheme) (${url('url_client_info')} ` +
            '* on (job, instance, spec, api_interface, url_id) group_left (scheme) ' +
            `${select('url_info', urlsOfChain)})`,
        },
      ],
    }),
    table({
      title: 'TLS',
      description: 'The version of TLS that the node speaks, and how long its certificate lasts.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'Version', label: 'version' },
        {
          name: 'Certificate left',
          expr:
            `min by (host, version) (${url('url_tls_version_info')} ` +
            '* on (job, instance, spec, api_interface, url_id) group_left () ' +
            `(${select('url_tls_cert_expiry_timestamp_seconds', urlsOfChain)} - time()))`,
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
      title: 'Capabilities',
      description: 'What is claimed of the node or was asked of it: proved, or proved not to be.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'Capability', label: 'capability' },
        {
          name: 'Proved',
          expr: fold('min', 'host, capability', url('url_capability')),
          mappings: yesIsGood,
        },
      ],
    }),
    table({
      title: 'History that it holds',
      description: 'The lowest block it says it has, and the lowest whose state it proved to have.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'URL', label: 'url_id' },
        { name: 'First block', expr: urlColumn('url_first_available_block') },
        { name: 'First state', expr: urlColumn('url_oldest_state_block') },
      ],
    }),
    timeseries({
      title: 'Finality',
      description: 'Blocks between the head and the newest safe and final one, by host.',
      unit: 'none',
      min: 0,
      lines: [
        { expr: urlColumn('url_finalized_block_lag'), legend: 'final, {{host}}' },
        { expr: urlColumn('url_safe_block_lag'), legend: 'safe, {{host}}' },
      ],
    }),
    timeseries({
      title: 'Polls by outcome',
      description:
        'Per second, by host. Cancelled ones were ended by headway, at an epoch boundary.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: fold('sum', 'host, outcome', perSecond('url_polls_total')),
          legend: '{{outcome}}, {{host}}',
        },
      ],
    }),
  ],
};

export const endpointDashboard = () =>
  dashboard(
    {
      uid: 'headway-endpoint',
      description: 'One endpoint: its state, head, polls, blocks and nodes.',
    },
    [now, history, head, polls, nodes],
  );
