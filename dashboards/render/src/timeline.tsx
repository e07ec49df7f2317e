// Grafana's own state timeline is not in its npm packages: this draws the same numbers with the
// panel's own words and colours.

import type { DataFrame } from '@grafana/data';

const NAMES = 160,
  ROW = 26,
  LETTER = 7;

interface Options {
  frames: DataFrame[];
  width: number;
  height: number;
  start: number;
  end: number;
}

export function Timeline({ frames, width, height, start, end }: Options) {
  const at = (time: number) => NAMES + ((time / 1000 - start) / (end - start)) * (width - NAMES);
  return (
    <svg width={width} height={height} fontSize={12} fill="currentColor">
      {frames.map(({ fields: [times, states] }, row) => {
        const values = [...states!.values];
        const begins = values.flatMap((value, index) =>
          value === values[index - 1] ? [] : [index],
        );
        return (
          <g key={row} transform={`translate(0 ${row * ROW})`}>
            <text x={0} y={17}>
              {states!.name.slice(0, NAMES / LETTER)}
            </text>
            {begins.map((index, which) => {
              const shown = states!.display!(values[index]);
              const from = at(times!.values[index]);
              const to = at(times!.values[begins[which + 1] ?? values.length - 1]);
              return (
                <g key={index}>
                  <rect
                    x={from}
                    width={Math.max(1, to - from)}
                    height={ROW - 4}
                    fill={shown.color}
                    opacity={0.75}
                  />
                  {to - from > shown.text.length * LETTER && (
                    <text x={from + 4} y={16} fill="#fff">
                      {shown.text}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
