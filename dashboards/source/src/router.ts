// The router's own series, from routers or from a headway with `metrics.compat`, and nothing else.
// In lava's spelling; the program writes it in the smart-router's too, which has a name and uid of
// its own.

import { routerDashboard } from './frame.js';
import { linkTo, noneIsFine, noneIsGood, stat, table, timeline, timeseries } from './panels.js';
import {
  everything,
  fold,
  increase,
  least,
  quantile,
  rate,
  select,
  worst,
  type Scope,
} from './queries.js';
import { colours, health, served } from './words.js';

const UID = 'headway-lava-router';
const HEALTH = 'lava_rpc_endpoint_overall_health';
const SERVED = 'lava_rpc_endpoint_overall_health_breakdown';
const HEAD = 'lava_rpc_endpoint_latest_block';
const ANSWERED = 'lava_rpc_endpoint_fetch_latest_success';
const FAILED = 'lava_rpc_endpoint_fetch_latest_fails';
const LATENCY = 'lava_rpc_endpoint_end_to_end_latency_milliseconds';

const ROWS = 100; // of the table, the unhealthy ones first
const ROWS_OF_TIMELINE = 50;
const LINES = 20; // of graphs with a line for each endpoint: those that say most
const POLLS_FAIL = 0.5; // alert: HeadwayRouterPollsFail

const chains: Scope = {
  labels: `${everything.labels}, spec=~"$spec", apiInterface=~"$apiInterface"`,
  by: 'spec, apiInterface',
};
const endpoints: Scope = {
  labels: `${chains.labels}, endpoint_id=~"$endpoint_id"`,
  by: 'spec, apiInterface, endpoint_id',
};
const legend = '{{spec}} {{apiInterface}}: {{endpoint_id}}';

const mostOf = (expression: string) => `topk(${LINES}, ${expression})`;
const failedPolls = fold('max', endpoints.by, rate(FAILED, endpoints));

// Behind the highest head that the same router, or headway, knows of the chain.
const distance = fold(
  'max',
  endpoints.by,
  `max without (endpoint_id) (${select(HEAD, chains)}) ` +
    `- on (job, instance, spec, apiInterface) group_right () ${select(HEAD, endpoints)}`,
);

// A router has no counter of answers for what has never answered.
const failedShare = fold(
  'max',
  endpoints.by,
  `${rate(FAILED, endpoints)} / (${rate(FAILED, endpoints)} ` +
    `+ (${rate(ANSWERED, endpoints)} or ${rate(FAILED, endpoints)} * 0))`,
);

const healthyOfChain = fold('sum', chains.by, fold('min', endpoints.by, select(HEALTH, chains)));
const allOfChain = fold('count', chains.by, fold('min', endpoints.by, select(HEALTH, chains)));

const now = {
  title: 'Now',
  panels: [
    stat({
      title: 'Chains dark',
      description: 'Chains that nobody serves. Alert: HeadwayRouterChainDark.',
      expr: `sum(${least(SERVED, chains)} == bool 0)`,
      steps: noneIsGood,
      width: 4,
    }),
    stat({
      title: 'Chains on their last endpoint',
      description: 'Of several only one is healthy. Alert: HeadwayRouterNoRedundancyLeft.',
      expr: `sum((${healthyOfChain} == bool 1) * (${allOfChain} > bool 1))`,
      steps: noneIsFine,
      width: 4,
    }),
    stat({
      title: 'Endpoints unhealthy',
      description: 'Alert: HeadwayRouterEndpointUnhealthy.',
      expr: `sum(${least(HEALTH, endpoints)} == bool 0)`,
      steps: noneIsFine,
      width: 4,
    }),
    stat({
      title: 'Endpoints',
      description: 'Names of providers; one that stands for several URLs counts once.',
      expr: `count(${least(HEALTH, endpoints)})`,
      width: 4,
    }),
    stat({
      title: 'Worst share of failed polls',
      description: "The worst endpoint's. Alert above 50 %: HeadwayRouterPollsFail.",
      expr: `max(${failedShare})`,
      unit: 'percentunit',
      decimals: 1,
      steps: [
        [null, colours.good],
        [POLLS_FAIL, colours.warning],
      ],
      width: 4,
    }),
    stat({
      title: 'Furthest behind',
      description: "Blocks behind the highest head of the same chain, the worst endpoint's.",
      expr: `max(${distance})`,
      width: 4,
    }),
  ],
};

const rows = `bottomk(${ROWS}, ${least(HEALTH, endpoints)})`;
const ofRows = (expression: string) => `${expression} and on (${endpoints.by}) ${rows}`;
const healthByEndpoint = {
  title: 'Health',
  panels: [
    table({
      title: 'Endpoints',
      description: `The unhealthy ones, then others, ${ROWS} at most. A name leads to its graphs.`,
      columns: [
        { name: 'Chain', label: 'spec' },
        { name: 'Interface', label: 'apiInterface' },
        {
          name: 'Endpoint',
          label: 'endpoint_id',
          link: linkTo(UID, 'Endpoint ${__data.fields.Endpoint} alone', {
            spec: '__data.fields.Chain',
            apiInterface: '__data.fields.Interface',
            endpoint_id: '__data.fields.Endpoint',
          }),
        },
        { name: 'Health', expr: rows, mappings: health },
        { name: 'Head', expr: ofRows(worst(HEAD, endpoints)), unit: 'locale' },
        { name: 'Behind the highest', expr: ofRows(distance) },
        {
          name: 'Polls that fail',
          expr: ofRows(failedShare),
          unit: 'percentunit',
          decimals: 1,
        },
        {
          name: 'Latency, p95',
          expr: `(${quantile(0.95, LATENCY, endpoints)}) and on (${endpoints.by}) ${rows}`,
          unit: 'ms',
          decimals: 0,
        },
      ],
    }),
    timeline({
      title: 'Health by endpoint',
      description:
        `The ${ROWS_OF_TIMELINE} that were unhealthy, then others. An optimistic epoch reset is a ` +
        'moment of health: the alerts look past it.',
      lines: [
        {
          expr: `${least(HEALTH, endpoints)} and on (${endpoints.by}) bottomk(${ROWS_OF_TIMELINE}, ${fold(
            'min',
            endpoints.by,
            `min_over_time(${select(HEALTH, endpoints)}[$__range] @ end())`,
          )})`,
          legend,
        },
      ],
      mappings: health,
      height: 10,
    }),
    timeline({
      title: 'Chains',
      description: 'Whether anybody served the chain. Alert: HeadwayRouterChainDark.',
      lines: [{ expr: least(SERVED, chains), legend: '{{spec}} {{apiInterface}}' }],
      mappings: served,
      height: 6,
    }),
  ],
};

const heads = {
  title: 'Heads',
  panels: [
    timeseries({
      title: 'Heads',
      description:
        `The ${LINES} highest. Heights of several chains share no scale: choose one. ` +
        'Alert on one that stands while others move: HeadwayRouterHeadStands.',
      unit: 'locale',
      lines: [{ expr: mostOf(worst(HEAD, endpoints)), legend }],
    }),
    timeseries({
      title: 'Blocks behind the highest',
      description:
        `The ${LINES} that are furthest behind. Alert on what takes minutes: ` +
        'HeadwayRouterHeadBehind.',
      unit: 'none',
      min: 0,
      lines: [{ expr: mostOf(distance), legend }],
    }),
  ],
};

const polls = {
  title: 'Polls of the head',
  panels: [
    timeseries({
      title: 'Polls answered',
      description: 'Per second. headway counts each answer, a router only those with a new head.',
      unit: 'reqps',
      min: 0,
      lines: [{ expr: mostOf(fold('max', endpoints.by, rate(ANSWERED, endpoints))), legend }],
    }),
    timeseries({
      title: 'Polls failed',
      description: `Per second; the ${LINES} that fail most often.`,
      unit: 'reqps',
      min: 0,
      lines: [{ expr: mostOf(failedPolls), legend }],
    }),
    timeseries({
      title: 'Share of polls that fail',
      description:
        'Failed ones in all that were counted. The dashed line is the alert: HeadwayRouterPollsFail.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      threshold: POLLS_FAIL,
      width: 24,
      lines: [{ expr: mostOf(failedShare), legend }],
    }),
  ],
};

const latency = {
  title: 'Latency',
  panels: [
    timeseries({
      title: 'Latency of all endpoints chosen',
      description: 'Quantiles: of polls of the head for headway, of relays for a router.',
      unit: 'ms',
      min: 0,
      lines: [
        [0.5, 'half'],
        [0.95, '95 %'],
        [0.99, '99 %'],
      ].map(([share, words]) => ({
        expr: quantile(Number(share), LATENCY, { ...endpoints, by: '' }),
        legend: `${words} are faster`,
      })),
    }),
    timeseries({
      title: 'Latency by endpoint',
      description: `95 % were faster; the ${LINES} slowest endpoints.`,
      unit: 'ms',
      min: 0,
      lines: [{ expr: mostOf(quantile(0.95, LATENCY, endpoints)), legend }],
    }),
  ],
};

const blocks = {
  title: 'Blocks',
  panels: [
    timeseries({
      title: 'Blocks fetched',
      description:
        `Blocks asked for by height; the ${LINES} endpoints with most. A router may not count ` +
        'them.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: mostOf(
            fold('max', endpoints.by, increase('lava_rpc_endpoint_fetch_block_success', endpoints)),
          ),
          legend,
        },
      ],
    }),
    timeseries({
      title: 'Blocks not to be had',
      description: `Requests for a block that failed; the ${LINES} endpoints with most.`,
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: mostOf(
            fold('max', endpoints.by, increase('lava_rpc_endpoint_fetch_block_fails', endpoints)),
          ),
          legend,
        },
      ],
    }),
  ],
};

export const routerSeriesDashboard = () =>
  routerDashboard(
    {
      uid: UID,
      title: 'headway / Router series (lava-router)',
      description:
        "What the router's own series say of endpoints and chains, from routers or from headway.",
    },
    [now, healthByEndpoint, heads, polls, latency, blocks],
  );
