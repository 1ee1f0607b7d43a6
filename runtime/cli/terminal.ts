import type { WriteStream } from 'node:tty';

/** Whoever read standard output has gone away: nothing that is written can reach anybody. */
let unread = false;

/** @returns whether that is new */
export function readerLeft(): boolean {
  const isNew = !unread;
  unread = true;
  return isNew;
}

/** Writes to standard output: what a person reads on a terminal, and a file or another program gets byte for byte. */
export function print(text: string): void {
  if (!unread) write(process.stdout, text);
}

/** A value as JSON, on one line or indented. */
export function printJson(value: unknown, indent?: number): void {
  print(`${jsonText(value, indent)}\n`);
}

/** JSON in which nothing acts on whatever shows it: what JSON leaves as it is and terminals and eyes take for more than a sign is escaped. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Standard output is read slower than it is written; what is printed now would gather in memory. */
export function isCrowded(): boolean {
  return !unread && process.stdout.writableNeedDrain;
}

/** Resolves when standard output can take more. */
export async function drained(): Promise<void> {
  if (!isCrowded()) return;
  const signs = ['drain', 'error', 'close'] as const;
  await new Promise<void>(resolve => {
    const heard = () => {
      for (const sign of signs) process.stdout.off(sign, heard);
      resolve();
    };
    for (const sign of signs) process.stdout.on(sign, heard);
  });
}

/** The same to standard error. */
export function complain(text: string): void {
  write(process.stderr, text);
}

function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY === true ? harmless(text, !process.env.NO_COLOR) : text);
}

/** Columns of a terminal; null where standard output is none. */
export function terminalWidth(stream: Partial<WriteStream> = process.stdout): number | null {
  return stream.isTTY === true ? stream.columns || 80 : null;
}

/** Columns for text that people read: what a terminal has, and no more than eyes can follow. */
export function pageWidth(): number {
  return Math.min(terminalWidth() ?? 100, 100);
}

const colour = '\u001b\\[[0-9;:]*m';
const introduced = [
  // Cursor moves, clearing, modes.
  '(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]',
  // Titles, the clipboard, links, and whatever else carries a text of its own up to a terminator.
  '(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f\n]*(?:\u0007|\u001b\\\\|\u009c)',
  // Character sets, resets, and what begins like the ones above and has no end.
  '\u001b[ -/]*[0-~]',
  // Bells, backspaces and what is left of a torn sequence.
  '[\u0000-\u0008\u000b-\u001f\u007f-\u009f]',
  // What turns the direction of the text around it.
  '[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]',
];
const sequences = new RegExp(`(${colour})|${introduced.join('|')}`, 'g');

/**
 * A text without the control sequences that would do something to a terminal: move its cursor, set its title, write its clipboard, ring.
 * Colours stay, when they are wanted.
 */
export function harmless(text: string, colours = true): string {
  return text.replace(sequences, (_all, sgr: string | undefined) => (colours && sgr) || '');
}

/** A line of output that redraws itself with carriage returns, as it stands at last. */
export function lastState(line: string): string {
  return line.includes('\r') ? (line.split('\r').findLast(state => state !== '') ?? '') : line;
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const unseen = /[\p{Mark}\p{Cf}]/u;

/** How many columns a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of harmless(text, false)) width += columnsOf(character);
  return width;
}

function columnsOf(character: string): number {
  if (character < '\u0300') return 1;
  return unseen.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** A line cut to the terminal's width, where there is a terminal: one that wraps is no line of a table any more. */
export function fitted(line: string, width = terminalWidth()): string {
  if (width === null || widthOf(line) <= width) return line;
  let room = width - 1;
  let shown = '';
  for (const [part, sgr] of harmless(line).matchAll(new RegExp(`(${colour})|[^]`, 'gu'))) {
    if (sgr === undefined) room -= columnsOf(part);
    // Colours that begin further on still end there.
    if (sgr !== undefined || room >= 0) shown += part;
  }
  return `${shown}…`;
}

/** A text in lines of at most a width; words longer than that stand alone. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const word of text.split(/\s+/)) {
    const more = widthOf(word);
    if (line !== '' && taken + 1 + more > width) {
      lines.push(line);
      line = word;
      taken = more;
    } else {
      taken += line === '' ? more : 1 + more;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
