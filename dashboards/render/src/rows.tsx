// A plain table with the words, units and colours of the panel: Grafana's own did not render here.

import type { DataFrame } from '@grafana/data';

export function Rows({ frame, height }: { frame: DataFrame; height: number }) {
  return (
    <div style={{ height, overflow: 'hidden' }}>
      <table style={{ width: '100%', fontSize: 12 }}>
        <thead>
          <tr>
            {frame.fields.map(({ name }) => (
              <th key={name} style={{ textAlign: 'left', padding: 4 }}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: frame.length }, (_, row) => (
            <tr key={row}>
              {frame.fields.map((field) => {
                const { text, suffix, color } = field.display!(field.values[row]);
                const coloured = field.config.custom?.cellOptions?.type === 'color-text';
                return (
                  <td key={field.name} style={{ padding: 4, color: coloured ? color : undefined }}>
                    {field.values[row] === null ? '' : `${text}${suffix ?? ''}`}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
