// Draws one dashboard: /?uid=headway-fleet&minutes=15&spec=…

import {
  createTheme,
  FieldType,
  getDisplayProcessor,
  ThemeContext,
  toDataFrame,
  type DataFrame,
  type Field,
} from '@grafana/data';
import { LegendDisplayMode } from '@grafana/schema';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  GlobalStyles,
  PanelChrome,
  TimeSeries,
} from '@grafana/ui';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

import { Rows } from './rows';
import { Timeline } from './timeline';

const CELL = { width: 64, height: 38, gap: 8 };
const POINTS = 200;
const parameters = new URLSearchParams(location.search);
const minutes = Number(parameters.get('minutes') ?? 15);
const end = Math.floor(Date.now() / 1000);
const start = end - minutes * 60;
const step = Math.max(2, Math.floor((end - start) / POINTS));
const theme = createTheme({ colors: { mode: 'dark' } });
const dashboards = import.meta.glob(['../../grafana/*.json', '../../grafana-compat/*.json'], {
  eager: true,
  import: 'default',
});

function filled(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '30s')
    .replaceAll('$__range', `${minutes}m`)
    .replace(/\$(\w+)/g, (_, name) => parameters.get(name) ?? '.+');
}

async function ask(target: any): Promise<any[]> {
  const query = new URLSearchParams({ query: filled(target.expr) });
  const times = target.instant ? { time: end } : { start, end, step };
  Object.entries(times).forEach(([name, value]) => query.set(name, String(value)));
  const reply = await fetch(`/api/v1/${target.instant ? 'query' : 'query_range'}?${query}`);
  return (await reply.json()).data.result;
}

function configured(field: Field, panel: any): Field {
  const config = structuredClone(panel.fieldConfig.defaults);
  for (const override of panel.fieldConfig.overrides) {
    if (override.matcher.id !== 'byName' || override.matcher.options !== field.name) continue;
    for (const { id, value } of override.properties) {
      if (id === 'custom.cellOptions') config.custom.cellOptions = value;
      else if (id !== 'links') config[id] = value;
    }
  }
  const done = { ...field, config };
  return { ...done, display: getDisplayProcessor({ field: done, theme }) };
}

function series(panel: any, answers: any[][]): DataFrame[] {
  return panel.targets.flatMap((target: any, index: number) =>
    answers[index].map(({ metric, values }) => {
      const name = (target.legendFormat ?? '').replace(
        /{{(\w+)}}/g,
        (_: string, label: string) => metric[label] ?? '',
      );
      const frame = toDataFrame({
        refId: target.refId,
        fields: [
          { name: 'Time', type: FieldType.time, values: values.map(([at]: any) => at * 1000) },
          { name, type: FieldType.number, values: values.map(([, value]: any) => Number(value)) },
        ],
      });
      frame.fields[1] = configured(frame.fields[1]!, panel);
      frame.fields[1]!.config.displayName = name;
      return frame;
    }),
  );
}

// The rows of all queries joined on their labels, as `merge` and `organize` do it.
function rows(panel: any, answers: any[][]): DataFrame {
  const { renameByName, indexByName } = panel.transformations[1].options;
  const merged = new Map<string, any>();
  answers.forEach((answer, index) =>
    answer.forEach(({ metric, value }) => {
      const key = JSON.stringify(
        Object.entries(metric)
          .filter(([name]) => name in renameByName)
          .sort(),
      );
      const column = answers.length > 1 ? `Value #${panel.targets[index].refId}` : 'Value';
      const found = [...merged.values()].filter((row) =>
        Object.entries(metric).every(([name, text]) => row[name] === text),
      );
      if (found.length > 0)
        found.forEach((row) => {
          row[column] = Number(value[1]);
        });
      else merged.set(key, { ...metric, [column]: Number(value[1]) });
    }),
  );
  const columns = Object.keys(renameByName).sort((a, b) => indexByName[a] - indexByName[b]);
  const frame = toDataFrame({
    fields: columns.map((column) => ({
      name: renameByName[column],
      type: column.startsWith('Value') ? FieldType.number : FieldType.string,
      values: [...merged.values()].map((row) => row[column] ?? null),
    })),
  });
  return { ...frame, fields: frame.fields.map((field) => configured(field, panel)) };
}

function Body({ panel, answers, width, height }: any) {
  const frames =
    panel.type === 'table'
      ? []
      : series(
          panel,
          answers.map((each: any[]) => each.map((row) => ({ values: [row.value], ...row }))),
        );
  if (panel.type === 'stat') {
    const field = frames[0]?.fields[1];
    const value = field ? field.display!(field.values[0]) : { text: 'no data', numeric: NaN };
    return (
      <BigValue
        value={value}
        theme={theme}
        width={width}
        height={height}
        colorMode={BigValueColorMode.Value}
        graphMode={BigValueGraphMode.None}
      />
    );
  }
  if (panel.type === 'table') {
    return <Rows frame={rows(panel, answers)} height={height} />;
  }
  if (panel.type === 'state-timeline') {
    return <Timeline frames={frames} width={width} height={height} start={start} end={end} />;
  }
  if (frames.length === 0) return <span>No data</span>;
  const range: any = { from: { valueOf: () => start * 1000 }, to: { valueOf: () => end * 1000 } };
  return (
    <TimeSeries
      frames={frames}
      width={width}
      height={height}
      timeZone="utc"
      timeRange={range}
      legend={{
        displayMode: LegendDisplayMode.List,
        placement: 'bottom',
        showLegend: true,
        calcs: [],
      }}
    />
  );
}

function Panel({ panel }: any) {
  const [answers, setAnswers] = useState<any[][]>();
  useEffect(() => {
    Promise.all(panel.targets.map(ask)).then(setAnswers);
  }, [panel]);
  const { x, y, w, h } = panel.gridPos;
  const width = w * CELL.width - CELL.gap,
    height = h * CELL.height - CELL.gap;
  return (
    <div
      data-title={panel.title}
      data-ready={answers !== undefined}
      style={{ position: 'absolute', left: x * CELL.width, top: y * CELL.height }}
    >
      <PanelChrome title={panel.title} width={width} height={height}>
        {(innerWidth, innerHeight) =>
          answers && (
            <Body panel={panel} answers={answers} width={innerWidth} height={innerHeight} />
          )
        }
      </PanelChrome>
    </div>
  );
}

function Dashboard({ dashboard }: any) {
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      {dashboard.panels.map((panel: any) =>
        panel.type === 'row' ? (
          <h4 key={panel.id} style={{ position: 'absolute', top: panel.gridPos.y * CELL.height }}>
            {panel.title}
          </h4>
        ) : (
          <Panel key={panel.id} panel={panel} />
        ),
      )}
    </ThemeContext.Provider>
  );
}

const chosen: any = Object.values(dashboards).find(
  (each: any) => each.uid === parameters.get('uid'),
);
createRoot(document.getElementById('root')!).render(<Dashboard dashboard={chosen} />);
