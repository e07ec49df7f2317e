// headway itself: does it do its work, and what does that cost?

import { dashboard } from './frame.js';
import { stat, table, timeseries } from './panels.js';
import {
  date,
  everything,
  fold,
  increase,
  least,
  quantile,
  rate,
  select,
  worst,
} from './queries.js';
import { colours, meanings, yesIsGood } from './words.js';

const LOOP_LAG_ALERT_SECONDS = 1; // HeadwayPollsFallBehind

const up = meanings({
  1: { text: 'up', colour: colours.good },
  0: { text: 'down', colour: colours.bad },
});
const perInstance = { ...everything, by: 'instance' };

const now = {
  title: 'Now',
  panels: [
    table({
      title: 'Instances',
      description: 'Alerts: HeadwayDown, HeadwayReloadFailed.',
      width: 12,
      height: 8,
      columns: [
        { name: 'Instance', label: 'instance' },
        { name: 'Scrape', expr: least('up', perInstance), mappings: up },
        {
          name: 'Started',
          expr: date(worst('process_start_time_seconds', perInstance)),
          unit: 'dateTimeFromNow',
        },
        {
          name: 'Configuration accepted',
          expr: least('headway_config_last_reload_successful', perInstance),
          mappings: yesIsGood,
        },
        {
          name: 'Configuration of',
          expr: date(worst('headway_config_last_reload_success_timestamp_seconds', perInstance)),
          unit: 'dateTimeFromNow',
        },
        { name: 'Epoch', expr: worst('headway_epoch', perInstance) },
      ],
    }),
    table({
      title: 'Versions',
      description: 'What runs, and what it was built with.',
      width: 6,
      height: 8,
      columns: [
        { name: 'Instance', label: 'instance' },
        { name: 'Version', label: 'version' },
        { name: 'Compiler', label: 'compiler' },
        {
          name: 'Processes',
          expr: fold(
            'count',
            'instance, version, compiler',
            select('headway_build_info', everything),
          ),
        },
      ],
    }),
    table({
      title: 'URLs that are not polled',
      description: 'Node URLs of the configuration that headway does not speak, and why.',
      width: 6,
      height: 8,
      columns: [
        { name: 'Chain', label: 'spec' },
        { name: 'Interface', label: 'api_interface' },
        { name: 'Why', label: 'reason' },
        {
          name: 'URLs',
          expr: fold(
            'max',
            'spec, api_interface, reason',
            select('headway_config_unsupported_urls', everything),
          ),
        },
      ],
    }),
    stat({
      title: 'Delay of due polls, the worst',
      description: 'Of the last half to whole minute. Alert above 1 s: HeadwayPollsFallBehind.',
      expr: fold('max', '', select('headway_loop_lag_seconds', everything)),
      unit: 's',
      decimals: 3,
      steps: [
        [null, colours.good],
        [LOOP_LAG_ALERT_SECONDS, colours.bad],
      ],
      width: 8,
    }),
    stat({
      title: 'Series of a scrape',
      description: 'What Prometheus takes from all instances at once.',
      expr: fold('sum', '', select('scrape_samples_scraped', everything)),
      unit: 'locale',
      width: 8,
    }),
    stat({
      title: 'Endpoints watched',
      description: 'By all instances; those that two of them watch count twice.',
      expr: `count(${select('endpoint_overall_health', everything)})`,
      unit: 'locale',
      width: 8,
    }),
  ],
};

const work = {
  title: 'Work',
  panels: [
    timeseries({
      title: 'Delay of due polls',
      description: 'The worst of the last half to whole minute. The dashed line is the alert.',
      unit: 's',
      min: 0,
      threshold: LOOP_LAG_ALERT_SECONDS,
      lines: [{ expr: worst('headway_loop_lag_seconds', perInstance), legend: '{{instance}}' }],
    }),
    timeseries({
      title: 'Requests under way',
      description: 'Requests to nodes that are not answered yet.',
      unit: 'none',
      min: 0,
      lines: [{ expr: worst('headway_inflight_requests', perInstance), legend: '{{instance}}' }],
    }),
    timeseries({
      title: 'Polls by outcome',
      description: 'Per second, of all URLs: a shared URL counts once.',
      unit: 'reqps',
      min: 0,
      stacked: true,
      lines: [
        {
          expr: fold('sum', 'outcome', rate('url_polls_total', everything)),
          legend: '{{outcome}}',
        },
      ],
    }),
    timeseries({
      title: 'Duration of polls',
      description: 'Of all URLs: half, 95 % and 99 % were faster.',
      unit: 's',
      min: 0,
      lines: [0.5, 0.95, 0.99].map((share) => ({
        expr: quantile(share, 'url_poll_duration_seconds', everything),
        legend: `p${share * 100}`,
      })),
    }),
    timeseries({
      title: 'Requests by chain',
      description: 'Per second, the twenty chains that take most.',
      unit: 'reqps',
      min: 0,
      lines: [
        {
          expr: `topk(20, ${fold('sum', 'spec', rate('url_requests_total', everything))})`,
          legend: '{{spec}}',
        },
      ],
    }),
    timeseries({
      title: 'Bytes to and from nodes',
      description: 'Of HTTP requests and responses, per second.',
      unit: 'Bps',
      min: 0,
      lines: [
        {
          expr: fold('sum', 'direction', rate('url_request_bytes_total', everything)),
          legend: '{{direction}}',
        },
      ],
    }),
    timeseries({
      title: 'Clock steps and skipped epochs',
      description: 'The wall clock was set; epochs that nobody lived: a suspended or wrong clock.',
      unit: 'none',
      bars: true,
      lines: [
        {
          expr: fold(
            'max',
            'instance, direction',
            increase('headway_clock_steps_total', everything),
          ),
          legend: '{{direction}}, {{instance}}',
        },
        {
          expr: fold('max', 'instance', increase('headway_epochs_skipped_total', everything)),
          legend: 'skipped epochs, {{instance}}',
        },
      ],
    }),
    timeseries({
      title: 'Epochs',
      description: 'Number of the running epoch; each step is a boundary.',
      unit: 'none',
      lines: [{ expr: worst('headway_epoch', perInstance), legend: '{{instance}}' }],
    }),
  ],
};

const cost = {
  title: 'What it costs',
  panels: [
    timeseries({
      title: 'CPU',
      description: 'Cores in use.',
      unit: 'none',
      min: 0,
      lines: [
        {
          expr: fold('max', 'instance', rate('process_cpu_seconds_total', everything)),
          legend: '{{instance}}',
        },
      ],
    }),
    timeseries({
      title: 'Memory',
      description: 'Resident memory.',
      unit: 'bytes',
      min: 0,
      lines: [
        { expr: worst('process_resident_memory_bytes', perInstance), legend: '{{instance}}' },
      ],
    }),
    timeseries({
      title: 'File descriptors',
      description: 'Share of those that the process may open; each connection takes one.',
      unit: 'percentunit',
      min: 0,
      lines: [
        {
          expr:
            `max by (instance) (${select('process_open_fds', everything)} / ` +
            `${select('process_max_fds', everything)})`,
          legend: '{{instance}}',
        },
      ],
    }),
    timeseries({
      title: 'Duration of scrapes',
      description: 'As headway and as Prometheus measure it: the rest is the network.',
      unit: 's',
      min: 0,
      lines: [
        {
          expr: quantile(0.99, 'headway_scrape_duration_seconds', everything),
          legend: 'headway, p99',
        },
        { expr: worst('scrape_duration_seconds', perInstance), legend: 'Prometheus, {{instance}}' },
      ],
    }),
  ],
};

export const headwayDashboard = () =>
  dashboard(
    {
      uid: 'headway-itself',
      description: 'Does headway do its work, and what does that cost?',
    },
    [now, work, cost],
  );
