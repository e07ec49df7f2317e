// All endpoints of one chain side by side.

import { dashboard } from './frame.js';
import { linkTo, stat, table, timeline, timeseries } from './panels.js';
import {
  chain,
  date,
  endpointsOfChain,
  everything,
  fold,
  increase,
  least,
  quantile,
  rate,
  select,
  urlsOfChain,
  worst,
} from './queries.js';
import { blocks, colours, halted, states, tiers, yesIsBad, yesIsGood } from './words.js';

const LINES = 20; // of graphs with a line for each endpoint or host: those that say most

const ofChain = { spec: 'spec', api_interface: 'api_interface' };
const toEndpoint = linkTo('headway-endpoint', 'Endpoint ${__data.fields.Endpoint}', {
  ...ofChain,
  endpoint_id: '__data.fields.Endpoint',
});
const toEndpointOfSeries = linkTo('headway-endpoint', 'Endpoint', {
  ...ofChain,
  endpoint_id: '__field.labels.endpoint_id',
});

const column = (metric: string) => worst(metric, endpointsOfChain);

const now = {
  title: 'Now',
  panels: [
    stat({
      title: 'Served by',
      description: 'Alerts: HeadwayChainDark, HeadwayChainOnBackups.',
      expr: least('chain_serving_tier', chain),
      mappings: tiers,
      width: 4,
    }),
    stat({
      title: 'Endpoints that serve',
      description: 'Primaries and backups. Alert at one of several: HeadwayNoRedundancyLeft.',
      expr: fold(
        'min',
        '',
        `sum by (job, instance) (${select('chain_distinct_endpoints', chain, 'serving="true"')})`,
      ),
      steps: [
        [null, colours.bad],
        [1, colours.warning],
        [2, colours.good],
      ],
    }),
    stat({
      title: 'Endpoints that do not',
      description: 'Primaries and backups that are blocked or whose last verdict is bad.',
      expr: fold(
        'max',
        '',
        `sum by (job, instance) (${select('chain_distinct_endpoints', chain, 'serving="false"')})`,
      ),
      steps: [
        [null, colours.good],
        [1, colours.warning],
      ],
    }),
    stat({
      title: 'Reference head',
      description: 'What all endpoints are measured against.',
      expr: worst('chain_reference_block', chain),
      unit: 'locale',
    }),
    stat({
      title: 'It moved',
      description: 'When headway saw the reference change.',
      expr: date(worst('chain_reference_block_change_timestamp_seconds', chain)),
      unit: 'dateTimeFromNow',
    }),
    stat({
      title: 'Hosts behind it',
      description: 'With fewer than two, a small lie cannot be told from the truth.',
      expr: least('chain_reference_corroborating_urls', chain),
      steps: [
        [null, colours.warning],
        [2, colours.good],
      ],
    }),
    stat({
      title: 'Chain',
      description: 'Halted: it stands still on all hosts that could tell. Alert: HeadwayChainHalted.',
      expr: worst('chain_halted', chain),
      mappings: halted,
      width: 2,
    }),
    stat({
      title: 'Block time',
      description: 'As measured; as configured until five heads were seen.',
      expr: worst('chain_block_time_seconds', chain),
      unit: 's',
      decimals: 2,
    }),
  ],
};

const endpointRows = {
  title: 'Endpoints',
  panels: [
    table({
      title: 'Endpoints',
      description: 'Every endpoint of the chain. A name that stands in both lists has two rows.',
      columns: [
        { name: 'Endpoint', label: 'endpoint_id', link: toEndpoint },
        { name: 'Role', label: 'role' },
        {
          name: 'Blocked',
          expr: fold(
            'max',
            'endpoint_id, role',
            `${select('endpoint_blocked', chain)} + ${select('endpoint_reblocked', chain)}`,
          ),
          mappings: blocks,
        },
        { name: 'State', expr: column('endpoint:state:code'), mappings: states },
        {
          name: 'Down since',
          expr: date(column('endpoint_down_since_timestamp_seconds')),
          unit: 'dateTimeFromNow',
        },
        { name: 'Head', expr: column('endpoint_latest_block'), unit: 'locale' },
        { name: 'Blocks behind', expr: column('endpoint_block_lag') },
        {
          name: 'Behind',
          expr: column('endpoint_block_lag_seconds'),
          unit: 's',
          decimals: 1,
        },
        {
          name: 'Last answer',
          expr: date(column('endpoint_last_success_timestamp_seconds')),
          unit: 'dateTimeFromNow',
        },
        {
          name: 'Answered',
          expr: fold(
            'avg',
            'endpoint_id',
            select('endpoint:fetch_latest_success:ratio_rate5m', chain),
          ),
          unit: 'percentunit',
          decimals: 1,
        },
      ],
    }),
    timeline({
      title: 'States',
      description: 'Blue lines are epoch boundaries: what is down is unknown until it is verified.',
      lines: [{ expr: column('endpoint:state:code'), legend: '{{endpoint_id}}' }],
      mappings: states,
      height: 10,
      link: toEndpointOfSeries,
    }),
    timeline({
      title: 'Serving tier',
      description: 'Who served the chain: primaries, backups alone, or nobody.',
      lines: [{ expr: least('chain_serving_tier', chain), legend: '{{spec}}' }],
      mappings: tiers,
      height: 5,
    }),
  ],
};

const heads = {
  title: 'Heads',
  panels: [
    timeseries({
      title: 'Heads and reference',
      description: 'Heights, or slots on Solana, of all endpoints.',
      unit: 'locale',
      lines: [
        { expr: column('endpoint_latest_block'), legend: '{{endpoint_id}}' },
        { expr: worst('chain_reference_block', chain), legend: 'reference' },
      ],
    }),
    timeseries({
      title: 'Blocks behind the reference',
      description: `The ${LINES} that lag most. Alert above the allowed lag: HeadwayEndpointLagging.`,
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: `topk(${LINES}, ${column('endpoint_block_lag')})`,
          legend: '{{endpoint_id}}',
        },
      ],
      link: toEndpointOfSeries,
    }),
    timeseries({
      title: 'Witnesses of the reference',
      description: 'Hosts whose heads the reference comes from.',
      unit: 'none',
      min: 0,
      lines: [{ expr: least('chain_reference_corroborating_urls', chain), legend: 'hosts' }],
    }),
    timeseries({
      title: 'Block time',
      description: 'Median time between rises of the heads, over the witnesses.',
      unit: 's',
      min: 0,
      lines: [{ expr: worst('chain_block_time_seconds', chain), legend: 'measured' }],
    }),
    timeseries({
      title: 'Age of the reference',
      description:
        'Time since it moved. Flat is well; a slope is a chain, or a headway, that stands.',
      unit: 's',
      min: 0,
      lines: [
        {
          expr: `time() - ${worst('chain_reference_block_change_timestamp_seconds', chain)}`,
          legend: 'age',
        },
      ],
    }),
    timeseries({
      title: 'Duration of answered polls',
      description: `95 % were faster; the ${LINES} slowest endpoints.`,
      unit: 's',
      min: 0,
      lines: [
        {
          expr: `topk(${LINES}, ${quantile(
            0.95,
            'endpoint_fetch_latest_duration_seconds',
            endpointsOfChain,
          )})`,
          legend: '{{endpoint_id}}',
        },
      ],
      link: toEndpointOfSeries,
    }),
    timeseries({
      title: 'Errors',
      description: 'Per second, by endpoint and name.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: `topk(${LINES}, ${fold(
            'max',
            'endpoint_id, error_name',
            rate('endpoint_errors_total', chain),
          )})`,
          legend: '{{endpoint_id}}: {{error_name}}',
        },
      ],
    }),
    timeseries({
      title: 'Requests',
      description:
        'Per second to each host of the chain: once, however many endpoints share a URL.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: `topk(${LINES}, ${fold('sum', 'host', rate('url_requests_total', chain))})`,
          legend: '{{host}}',
        },
      ],
    }),
  ],
};

const depth = {
  title: 'Reorganisations and finality',
  panels: [
    timeseries({
      title: 'Reorganisations and lower heads',
      description: 'By host: proved by block hashes, and answers with a lower head than before.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: `topk(${LINES}, ${fold('max', 'host', increase('url_reorgs_total', chain))})`,
          legend: 'reorganisation, {{host}}',
        },
        {
          expr: `topk(${LINES}, ${fold('max', 'host', increase('url_rollbacks_total', chain))})`,
          legend: 'lower head, {{host}}',
        },
      ],
    }),
    timeseries({
      title: 'Depth of reorganisations',
      description: 'Blocks replaced, at least: 95 % were less deep.',
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: quantile(0.95, 'url_reorg_depth_blocks', { ...chain, by: '' }),
          legend: 'p95',
        },
      ],
    }),
    timeseries({
      title: 'Finality',
      description: 'Blocks between the head and the newest final one, by host.',
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: `topk(${LINES}, ${worst('url_finalized_block_lag', urlsOfChain)})`,
          legend: '{{host}}',
        },
      ],
    }),
    timeseries({
      title: 'Newest final and safe blocks',
      description:
        'Of all hosts the highest: the chain itself has stopped to finalise when they stand.',
      unit: 'locale',
      lines: [
        { expr: `max(${select('url_finalized_block', chain)})`, legend: 'final' },
        { expr: `max(${select('url_safe_block', chain)})`, legend: 'safe' },
      ],
    }),
    timeseries({
      title: 'Solana: slots by commitment',
      description: 'Of all hosts the highest. Empty for other chains.',
      unit: 'locale',
      lines: [
        { expr: fold('max', 'commitment', select('url_slot', chain)), legend: '{{commitment}}' },
        { expr: fold('max', '', select('url_block_height', chain)), legend: 'block height' },
      ],
    }),
    table({
      title: 'Hosts',
      description: 'Peers and history of the nodes, and whether their heads go back and forth.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'URL', label: 'url_id' },
        {
          name: 'Right chain',
          expr: least('url_chain_id_matches', urlsOfChain),
          mappings: yesIsGood,
        },
        { name: 'Peers', expr: least('url_peers', urlsOfChain) },
        {
          name: 'Back and forth',
          expr: worst('url_heads_go_back_and_forth', urlsOfChain),
          mappings: yesIsBad,
        },
        { name: 'First block', expr: worst('url_first_available_block', urlsOfChain) },
        { name: 'First state', expr: worst('url_oldest_state_block', urlsOfChain) },
      ],
    }),
    timeseries({
      title: 'Epoch',
      description: 'Number of the running epoch; each step is a boundary.',
      unit: 'none',
      lines: [{ expr: worst('headway_epoch', everything), legend: 'epoch' }],
    }),
  ],
};

export const chainDashboard = () =>
  dashboard(
    {
      uid: 'headway-chain',
      description: 'One chain: heads and lag of all its endpoints, the reference, forks, finality.',
    },
    [now, endpointRows, heads, depth],
  );
