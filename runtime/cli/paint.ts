import { styleText } from 'node:util';
import { shownSecret } from '../model/secret.js';
import { visible } from '../model/visible-text.js';
import { widthOf } from './terminal.js';

type Style = Extract<Parameters<typeof styleText>[0], string>;

/** What stands before and behind a text of a style: asked for once, since each line of output is painted. */
const around = new Map<Style, readonly [before: string, behind: string]>();

/** Text in a colour, where standard output is a terminal that wants colours (`NO_COLOR` is honoured). */
export function paint(style: Style, text: string): string {
  let known = around.get(style);
  if (known === undefined) {
    const [before = '', behind = ''] = styleText(style, '|', { stream: process.stdout }).split('|');
    known = [before, behind];
    around.set(style, known);
  }
  return known[0] + text + known[1];
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
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${clockText(at).slice(0, 8)}`;
}

/** Local time of day to the millisecond. */
export function clockText(at: number): string {
  const date = new Date(at);
  const seconds = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}

/** Rows as columns that line up; numbers of cells may differ. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  return rows
    .map(row =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Parameters on one line; of a long value only the beginning. */
export function parametersText(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(
      ([name, value]) =>
        `${name}=${value === shownSecret ? value : visible(JSON.stringify(value) ?? 'undefined', longest)}`,
    )
    .join('  ');
}

const longest = 100;
