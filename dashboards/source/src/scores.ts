// What consumers and the Lava chain think of a provider. The rows on Lava need `headway.lava`.

import { dashboard } from './frame.js';
import { linkTo, noneIsGood, stat, table, timeline, timeseries } from './panels.js';
import {
  chains,
  date,
  endpoints,
  everything,
  fold,
  increase,
  least,
  select,
  worst,
  type Scope,
} from './queries.js';
import { colours, meanings, yesIsGood } from './words.js';

const LINES = 20;
const JAIL_WARNING = 0.5; // HeadwayProviderJailRisk

const providers: Scope = {
  labels: `${everything.labels}, spec=~"$spec"`,
  by: 'provider, spec',
};
const listeners: Scope = { ...chains, by: 'spec, api_interface, host' };

const jailed = meanings({
  0: { text: 'active', colour: colours.good },
  1: { text: 'frozen', colour: colours.warning },
  2: { text: 'in jail', colour: colours.bad },
});

const toEndpoint = linkTo('headway-endpoint', 'Endpoint', {
  spec: '__data.fields.Chain',
  api_interface: '__data.fields.Interface',
  endpoint_id: '__data.fields.Endpoint',
});

// The worst lines of a graph in which little is bad.
const lowest = (metric: string) => `bottomk(${LINES}, ${least(metric, endpoints)})`;
const highest = (metric: string) => `topk(${LINES}, ${worst(metric, endpoints)})`;
const endpointLegend = '{{spec}} {{endpoint_id}}';
const providerLegend = '{{spec}} {{provider}}';

const quality = {
  title: 'Quality of service, as consumers would reckon it',
  panels: [
    table({
      title: 'This epoch',
      description: `The ${LINES} worst by the score that consumers use. docs/scores.md has the formulas.`,
      columns: [
        { name: 'Chain', label: 'spec' },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Endpoint', label: 'endpoint_id', link: toEndpoint },
        ...(
          [
            ['Score, scaled', 'endpoint_qos_scaled_score'],
            ['Score', 'endpoint_qos_score'],
            ['Availability', 'endpoint_qos_availability_ratio'],
            ['Availability, scaled', 'endpoint_qos_availability_scaled_ratio'],
            ['Latency', 'endpoint_qos_latency_ratio'],
            ['Sync', 'endpoint_qos_sync_ratio'],
            ['Share of CU paid', 'endpoint_qos_cu_share_ratio'],
          ] as const
        ).map(([name, metric]) => ({
          name,
          expr:
            `${least(metric, endpoints)} and on (${endpoints.by}) ` +
            lowest('endpoint_qos_scaled_score'),
          unit: 'percentunit',
          decimals: 1,
        })),
      ],
    }),
    timeseries({
      title: 'Score of the epoch',
      description: `The ${LINES} worst. Every epoch begins anew; the scaled one falls off a cliff at 10 % unanswered.`,
      unit: 'percentunit',
      min: 0,
      max: 1,
      lines: [{ expr: lowest('endpoint_qos_scaled_score'), legend: endpointLegend }],
    }),
    timeseries({
      title: 'Score of the previous epoch',
      description: `Final figures, the ${LINES} worst.`,
      unit: 'percentunit',
      min: 0,
      max: 1,
      lines: [{ expr: lowest('endpoint_previous_epoch_qos_scaled_score'), legend: endpointLegend }],
    }),
    timeseries({
      title: 'CU that would be paid',
      description: `Share of the CU served in the previous epoch, the ${LINES} worst.`,
      unit: 'percentunit',
      min: 0.5,
      max: 1,
      lines: [
        { expr: lowest('endpoint_previous_epoch_qos_cu_share_ratio'), legend: endpointLegend },
      ],
    }),
    timeseries({
      title: 'Reputation',
      description: `What a relay costs in seconds; lower is better. The ${LINES} worst.`,
      unit: 's',
      min: 0,
      lines: [{ expr: highest('endpoint_reputation_score'), legend: endpointLegend }],
    }),
    timeseries({
      title: 'Weight in pairing',
      description: `0.5 to 2, against the endpoints of the same chain here. The ${LINES} worst.`,
      unit: 'none',
      min: 0.5,
      max: 2,
      lines: [{ expr: lowest('endpoint_reputation_pairing_score'), legend: endpointLegend }],
    }),
    timeseries({
      title: 'Reputation: latency and sync',
      description: `What the score is made of, in seconds. The ${LINES} worst of each.`,
      unit: 's',
      min: 0,
      lines: [
        {
          expr: highest('endpoint_reputation_latency_seconds'),
          legend: `latency, ${endpointLegend}`,
        },
        { expr: highest('endpoint_reputation_sync_seconds'), legend: `sync, ${endpointLegend}` },
      ],
    }),
  ],
};

const jail = {
  title: 'Lava: reports and jail',
  panels: [
    stat({
      title: 'Providers in jail',
      description: 'Alert: HeadwayProviderJailed.',
      expr: `sum(${worst('lava_provider_jailed', providers)})`,
      steps: noneIsGood,
      width: 4,
    }),
    stat({
      title: 'Providers frozen',
      description: 'In jail or by their operator. Alert: HeadwayProviderFrozen.',
      expr: `sum(${worst('lava_provider_frozen', providers)})`,
      steps: noneIsGood,
      width: 4,
    }),
    stat({
      title: 'Highest jail risk',
      description: 'Above 100 % the chain jails. Alerts from 50 % and from 100 % on.',
      expr: `max(${select('lava_provider_jail_risk_ratio', providers)})`,
      unit: 'percentunit',
      steps: [
        [null, colours.good],
        [JAIL_WARNING, colours.warning],
        [1, colours.bad],
      ],
      width: 4,
    }),
    stat({
      title: 'Last report',
      description:
        'When a consumer last complained about any provider. Alert: HeadwayProviderReported.',
      expr: date(`max(${select('lava_provider_last_report_timestamp_seconds', providers)})`),
      unit: 'dateTimeFromNow',
      width: 4,
    }),
    stat({
      title: 'Last payment',
      description: 'When any provider was last paid.',
      expr: date(`max(${select('lava_provider_last_payment_timestamp_seconds', providers)})`),
      unit: 'dateTimeFromNow',
      width: 4,
    }),
    stat({
      title: 'Behind the Lava chain',
      description: 'Blocks of the Lava chain that are not counted yet.',
      expr:
        `max(${select('headway_lava_chain_height', everything)} - ` +
        `${select('headway_lava_watched_height', everything)})`,
      width: 4,
    }),
    timeline({
      title: 'Providers',
      description: 'Active, frozen or in jail.',
      lines: [
        {
          expr: fold(
            'max',
            providers.by,
            `(${select('lava_provider_jailed', providers)} == 1) * 2 or ` +
              select('lava_provider_frozen', providers),
          ),
          legend: providerLegend,
        },
      ],
      mappings: jailed,
      height: 6,
    }),
    timeseries({
      title: 'Jail risk',
      description:
        'Complaints against what is punished, and the highest of the next three epochs if nothing ' +
        'more comes. The dashed line is where the chain jails.',
      unit: 'percentunit',
      min: 0,
      threshold: 1,
      lines: [
        { expr: worst('lava_provider_jail_risk_ratio', providers), legend: providerLegend },
        {
          expr: worst('lava_provider_jail_forecast_ratio', providers),
          legend: `forecast, ${providerLegend}`,
        },
      ],
    }),
    timeseries({
      title: 'What the risk is made of',
      description:
        'CU of complaints, and CU served; the chain sets the first against four times the second.',
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: worst('lava_provider_jail_complaint_cu', providers),
          legend: `complaints, ${providerLegend}`,
        },
        {
          expr: least('lava_provider_jail_serviced_cu', providers),
          legend: `served, ${providerLegend}`,
        },
      ],
    }),
    timeseries({
      title: 'Reports',
      description: 'Complaints of consumers, with the errors and disconnections in them.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('max', providers.by, increase('lava_provider_reports_total', providers)),
          legend: `reports, ${providerLegend}`,
        },
        {
          expr: fold('max', providers.by, increase('lava_provider_report_errors_total', providers)),
          legend: `errors, ${providerLegend}`,
        },
        {
          expr: fold(
            'max',
            providers.by,
            increase('lava_provider_report_disconnections_total', providers),
          ),
          legend: `disconnections, ${providerLegend}`,
        },
      ],
    }),
    timeseries({
      title: 'Jails and freezes',
      description:
        'Of an hour (temporary) and of a day (final); frozen and unfrozen by the operator.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold(
            'max',
            `${providers.by}, kind`,
            increase('lava_provider_jails_total', providers),
          ),
          legend: `jail, {{kind}}, ${providerLegend}`,
        },
        {
          expr: fold(
            'max',
            `${providers.by}, event`,
            increase('lava_provider_freeze_events_total', providers),
          ),
          legend: `{{event}}, ${providerLegend}`,
        },
      ],
    }),
    table({
      title: 'Stake',
      description: 'In millionths of a LAVA, as the chain has it.',
      columns: [
        { name: 'Provider', label: 'provider' },
        { name: 'Chain', label: 'spec' },
        { name: 'Own', expr: worst('lava_provider_stake_ulava', providers), unit: 'locale' },
        {
          name: 'Delegated',
          expr: worst('lava_provider_delegated_ulava', providers),
          unit: 'locale',
        },
        {
          name: 'Total',
          expr: worst('lava_provider_total_stake_ulava', providers),
          unit: 'locale',
        },
        {
          name: 'Commission',
          expr: worst('lava_provider_delegate_commission_ratio', providers),
          unit: 'percentunit',
        },
        { name: 'Jails', expr: worst('lava_provider_jails_counted', providers) },
        {
          name: 'Last jail ends',
          expr: date(worst('lava_provider_jail_end_timestamp_seconds', providers)),
          unit: 'dateTimeAsIso',
        },
        {
          name: 'Spared from jail',
          expr: worst('lava_provider_jail_exempt', providers),
          mappings: meanings({
            0: { text: 'no', colour: colours.neutral },
            1: { text: 'yes', colour: colours.waiting },
          }),
        },
      ],
    }),
  ],
};

const payments = {
  title: 'Lava: work and pay',
  panels: [
    timeseries({
      title: 'Relays paid',
      description: 'Per payment interval; payments come once an epoch.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('max', providers.by, increase('lava_provider_paid_relays_total', providers)),
          legend: providerLegend,
        },
      ],
    }),
    timeseries({
      title: 'CU served and paid',
      description: 'The difference is what the quality of service cost.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('max', providers.by, increase('lava_provider_paid_cu_total', providers)),
          legend: `served, ${providerLegend}`,
        },
        {
          expr: fold('max', providers.by, increase('lava_provider_rewarded_cu_total', providers)),
          legend: `paid, ${providerLegend}`,
        },
      ],
    }),
    timeseries({
      title: 'Quality that consumers reported',
      description: 'Mean by relays of the newest epoch paid for.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      lines: ['latency', 'availability', 'sync'].map((part) => ({
        expr: least(`lava_provider_consumer_qos_${part}_ratio`, providers),
        legend: `${part}, ${providerLegend}`,
      })),
    }),
    timeseries({
      title: 'Reported height',
      description: 'Blocks that the last reported height is behind the median of the peers.',
      unit: 'none',
      lines: [
        { expr: worst('lava_provider_reported_block_lag', providers), legend: providerLegend },
      ],
    }),
  ],
};

const outside = {
  title: 'Lava: what consumers see of the provider',
  panels: [
    table({
      title: 'Listeners',
      description: 'Checks from outside. Alerts: HeadwayListener….',
      columns: [
        { name: 'Chain', label: 'spec' },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Host', label: 'host' },
        ...(
          [
            ['Reachable', 'reachable'],
            ['TLS', 'tls'],
            ['Probe', 'probe_success'],
            ['Right network', 'chain_id_matches'],
            ['Browsers', 'cors_ok'],
            ['Port 443', 'port_recommended'],
          ] as const
        ).map(([name, check]) => ({
          name,
          expr: least(`lava_provider_listener_${check}`, listeners),
          mappings: yesIsGood,
        })),
        {
          name: 'Block',
          expr: worst('lava_provider_listener_latest_block', listeners),
          unit: 'locale',
        },
        {
          name: 'Certificate ends',
          expr: date(least('lava_provider_listener_tls_cert_expiry_timestamp_seconds', listeners)),
          unit: 'dateTimeAsIso',
        },
      ],
    }),
    table({
      title: 'Problems of listeners',
      description: 'The gravest that the last check found, by its name.',
      width: 12,
      columns: [
        { name: 'Host', label: 'host' },
        { name: 'Problem', label: 'problem' },
        {
          name: 'Headways that see it',
          expr: `count by (host, problem) (${select(
            'lava_provider_listener_problem',
            listeners,
          )} == 1)`,
        },
      ],
    }),
    timeseries({
      title: 'Duration of the probe',
      description: 'Over a new connection each time, as a consumer begins.',
      unit: 's',
      min: 0,
      lines: [
        {
          expr: worst('lava_provider_listener_probe_duration_seconds', listeners),
          legend: '{{host}}',
        },
      ],
    }),
  ],
};

const watch = {
  title: 'Lava: the watch itself',
  panels: [
    timeseries({
      title: 'Height',
      description:
        'Of the Lava chain, and the last block that is counted. Alert: HeadwayLavaWatchStands.',
      unit: 'locale',
      lines: [
        { expr: worst('headway_lava_chain_height', everything), legend: 'chain' },
        { expr: worst('headway_lava_watched_height', everything), legend: 'counted' },
      ],
    }),
    timeseries({
      title: 'Blocks of the past to read',
      description: 'After a start, or after a pause.',
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: worst('headway_lava_backfill_remaining_blocks', everything),
          legend: 'blocks',
        },
      ],
    }),
    timeseries({
      title: 'Fetches of blocks',
      description: 'By outcome; pruned ones are gone from that node.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('sum', 'outcome', increase('headway_lava_block_fetches_total', everything)),
          legend: '{{outcome}}',
        },
      ],
    }),
    timeseries({
      title: 'Events that could not be read',
      description: 'By reason. Should stay at none: the chain may have changed how it writes them.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold('sum', 'reason', increase('headway_lava_unread_events_total', everything)),
          legend: '{{reason}}',
        },
      ],
    }),
  ],
};

export const scoresDashboard = () =>
  dashboard(
    {
      uid: 'headway-scores',
      description: 'What consumers and the Lava chain think of the endpoints and providers.',
    },
    [quality, jail, payments, outside, watch],
  );
