// The few kinds of panels that the dashboards are made of, laid out alike.

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DynamicConfigValue,
  type Panel,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { colours } from './words.js';

export type AnyPanel = Builder<Panel>;

const dataSource = { type: 'prometheus', uid: '${datasource}' };
const FULL_WIDTH = 24;
const BAR = '1m';

// [from this value on, this colour], the first from the least value on.
export type Steps = [number | null, string][];

export const noneIsGood: Steps = [
  [null, colours.good],
  [1, colours.bad],
];
export const noneIsFine: Steps = [
  [null, colours.good],
  [1, colours.warning],
];
export const plain: Steps = [[null, colours.plain]];

function thresholds(steps: Steps) {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })));
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

interface Common {
  title: string;
  description: string;
  width?: number;
  height?: number;
}

interface StatOptions extends Common {
  expr: string;
  unit?: string;
  decimals?: number;
  steps?: Steps;
  mappings?: ValueMapping[];
}

export function stat(options: StatOptions): AnyPanel {
  const panel = new StatBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .span(options.width ?? 3)
    .height(options.height ?? 4)
    .unit(options.unit ?? 'none')
    .thresholds(thresholds(options.steps ?? plain))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(
      new DataqueryBuilder().expr(options.expr).instant().refId('A').datasource(dataSource),
    );
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  if (options.mappings) panel.mappings(options.mappings);
  return panel;
}

interface Line {
  expr: string;
  legend: string;
}

interface TimeseriesOptions extends Common {
  unit: string;
  lines: Line[];
  stacked?: boolean;
  bars?: boolean; // for increases: one bar an interval
  threshold?: number; // of an alert: drawn as a line
  min?: number;
  max?: number;
  link?: Link;
}

export function timeseries(options: TimeseriesOptions): AnyPanel {
  const panel = new TimeseriesBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .span(options.width ?? FULL_WIDTH / 2)
    .height(options.height ?? 8)
    .unit(options.unit)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(1)
    .fillOpacity(options.bars || options.stacked ? 60 : 5)
    .drawStyle(options.bars ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
    .targets(
      options.lines.map(({ expr, legend }, index) =>
        new DataqueryBuilder()
          .expr(expr)
          .legendFormat(legend)
          .range()
          .refId(refId(index))
          .datasource(dataSource),
      ),
    );
  // A step is then hardly shorter than $__rate_interval, and each event in one bar.
  if (options.bars) panel.interval(BAR);
  if (options.stacked || options.bars) {
    panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  }
  if (options.threshold !== undefined) {
    panel
      .thresholds(
        thresholds([
          [null, colours.good],
          [options.threshold, colours.bad],
        ]),
      )
      .thresholdsStyle(
        new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
      );
  }
  if (options.min !== undefined) panel.min(options.min);
  if (options.max !== undefined) panel.max(options.max);
  if (options.link) panel.withOverride(linkOfAll(options.link));
  return panel;
}

interface TimelineOptions extends Common {
  lines: Line[];
  mappings: ValueMapping[];
  link?: Link;
}

export function timeline(options: TimelineOptions): AnyPanel {
  const panel = new StateTimelineBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .span(options.width ?? FULL_WIDTH)
    .height(options.height ?? 8)
    .unit('none')
    .mappings(options.mappings)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds([[null, colours.neutral]]))
    .showValue(common.VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.85)
    .fillOpacity(75)
    .lineWidth(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .targets(
      options.lines.map(({ expr, legend }, index) =>
        new DataqueryBuilder()
          .expr(expr)
          .legendFormat(legend)
          .range()
          .refId(refId(index))
          .datasource(dataSource),
      ),
    );
  if (options.link) panel.withOverride(linkOfAll(options.link));
  return panel;
}

// A column that a query brings as a label, or as its value.
export interface Column {
  name: string; // the heading
  label?: string; // the label; without one `expr` is needed
  expr?: string;
  unit?: string;
  decimals?: number;
  mappings?: ValueMapping[];
  steps?: Steps;
  link?: Link;
  width?: number;
}

interface TableOptions extends Common {
  columns: Column[];
}

// One row for each combination of the labels; instant queries, joined on them.
export function table(options: TableOptions): AnyPanel {
  const values = options.columns.filter((column) => column.expr);
  const field = (column: Column) =>
    column.label ?? `Value${values.length > 1 ? ` #${refId(values.indexOf(column))}` : ''}`;
  const panel = new TableBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .span(options.width ?? FULL_WIDTH)
    .height(options.height ?? 9)
    .unit('none')
    .filterable(true)
    .showHeader(true)
    .targets(
      values.map((column, index) =>
        new DataqueryBuilder()
          .expr(column.expr ?? '')
          .instant()
          .format(PromQueryFormat.Table)
          .refId(refId(index))
          .datasource(dataSource),
      ),
    )
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(options.columns.map((each, index) => [field(each), index])),
        renameByName: Object.fromEntries(options.columns.map((each) => [field(each), each.name])),
      },
    });
  for (const column of options.columns) {
    const properties = propertiesOf(column);
    if (properties.length > 0) panel.overrideByName(column.name, properties);
  }
  return panel;
}

function propertiesOf(column: Column): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [];
  const add = (id: string, value: unknown) => properties.push({ id, value });
  if (column.unit) add('unit', column.unit);
  if (column.decimals !== undefined) add('decimals', column.decimals);
  if (column.mappings) add('mappings', column.mappings);
  if (column.steps) add('thresholds', thresholds(column.steps).build());
  if (column.mappings || column.steps) add('custom.cellOptions', { type: 'color-text' });
  if (column.link) add('links', [column.link]);
  if (column.width) add('custom.width', column.width);
  return properties;
}

export interface Link {
  title: string;
  url: string;
}

function linkOfAll(link: Link) {
  return {
    matcher: { id: 'byType', options: 'number' },
    properties: [{ id: 'links', value: [link] }],
  };
}

// The dashboard `uid` about the same source and headways, and the same values of `more` variables.
export function toDashboard(uid: string, more: readonly string[] = []): string {
  const kept = ['datasource', 'job', 'instance', ...more];
  return `/d/${uid}?${kept.map((name) => `\${${name}:queryparam}`).join('&')}`;
}

// To the dashboard `uid`, about the same time, source and headways, with these variables set to
// values of `variables`: names of Grafana's, which may hold any character.
export function linkTo(uid: string, title: string, variables: Record<string, string>): Link {
  const set = Object.entries(variables).map(
    ([name, value]) => `&var-${name}=\${${value}:percentencode}`,
  );
  return { title, url: `${toDashboard(uid)}${set.join('')}&\${__url_time_range}` };
}
