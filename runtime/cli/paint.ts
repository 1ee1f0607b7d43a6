import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Text in a colour, where standard output is a terminal that wants colours (`NO_COLOR` is honoured). */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

const marks = {
  done: ['green', '✓'],
  failed: ['red', '✗'],
  cancelled: ['yellow', '⊘'],
  lost: ['magenta', '?'],
  running: ['cyan', '▶'],
  queued: ['gray', '·'],
  retrying: ['yellow', '↻'],
  caught: ['yellow', '!'],
} as const;

/** A status with its mark, in its colour. */
export function statusText(status: keyof typeof marks): string {
  const [style, mark] = marks[status];
  return paint(style, `${mark} ${status}`);
}

/** Local date and time to the second. */
export function timeText(at: number): string {
  const date = new Date(at);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Rows as columns that line up; numbers of cells may differ. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, visible(cell));
  return rows
    .map(row =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - visible(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A line cut to the terminal's width, where there is a terminal: one that wraps is no line of a table any more. */
export function fitted(line: string, width = terminalWidth()): string {
  if (visible(line) <= width) return line;
  let room = width - 1;
  const parts = line.split(colour).map(part => {
    if (part.startsWith('\u001b')) return part;
    const cut = [...part].slice(0, room).join('');
    room -= [...cut].length;
    return cut;
  });
  return `${parts.join('')}…`;
}

function terminalWidth(): number {
  return process.stdout.isTTY === true ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
}

const colour = /(\u001b\[[0-9;]*m)/g;

function visible(text: string): number {
  return [...text.replace(colour, '')].length;
}
