import { expect } from 'vitest';
import type { Replacement } from '../../../server/edit/draft.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { commentsOf } from './spoken.js';
import type { Style, Written } from './styles.js';
import type { Typed } from './typed.js';

/** What has to be true of a text after a change of it, whatever change it is. */
export interface Change {
  readonly before: Written;
  readonly after: string;
  readonly replacements: readonly Replacement[];
  /** Something is taken out on purpose, and what is said about it goes with it. */
  readonly takesOut: boolean;
  readonly told: string;
}

/** The text can be read, is written as it was, and every comment is where it belongs. */
export function expectSound({ before, after, replacements, takesOut, told }: Change): void {
  expect(parseFlows(after, 'f.ts').broken, told).toBeNull();
  expectStyle(before, after, told);
  const now = Map.groupBy(commentsOf(after), ({ text }) => text);
  for (const { text, owner, words: about, ownerAt, start } of commentsOf(before.text)) {
    const found = now.get(text) ?? [];
    // What is said of a bracket goes with what is in it.
    // A statement that has gone but for its stop is about the stop.
    const goes = replacements.filter(({ span }) => span.start - 1 <= ownerAt && ownerAt <= span.end);
    // Of a `return`, or of braces, what is left names nothing any more.
    const isEmptied = about.every(word =>
      replacements.some(({ span }) => words(before.text.slice(span.start, span.end)).includes(word)),
    );
    const isOut = goes.some(({ span }) => span.start <= start && start < span.end && ownerAt < span.end);
    if (takesOut && found.length === 0 && isOut) continue;
    expect(found.length, `${text} is there ${found.length} times: ${told}`).toBe(1);
    // What stood apart may stand anywhere, as long as it is there.
    // Without its `if` an arm has no `else` either.
    // What is said behind a statement stays with what is left of it.
    if (owner === null || (takesOut && (goes.length > 0 || isEmptied || owner === 'else'))) continue;
    // One that ended a line still stands behind the same, whatever has been put behind itself.
    const names = [...about, ...about.flatMap(word => renamed(before.text, word, replacements))];
    expect(
      [...found[0]!.words, ...found[0]!.inFront].some(word => names.includes(word)),
      `${text} is about something else than ${names}: ${told}`,
    ).toBe(true);
  }
}

/** What stands now where a name was written. */
function renamed(text: string, owner: string, replacements: readonly Replacement[]): string[] {
  return replacements
    .filter(({ span }) => words(text.slice(span.start, span.end)).includes(owner))
    .flatMap(({ text: put }) => words(put));
}

function words(text: string): string[] {
  return text.match(/[\p{ID_Continue}$]+/gu) ?? [];
}

function expectStyle({ text, style }: Written, after: string, told: string): void {
  if (style.newline === '\r\n') expect(after, told).not.toMatch(/[^\r]\n/);
  else expect(after, told).not.toContain('\r');
  expect(after.lastIndexOf('\uFEFF'), told).toBe(style.isMarked ? 0 : -1);
  const known = new Set(text.split(/\r?\n/));
  const lines = after.split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    if (known.has(line)) continue;
    if (/^[ \t]+\S/m.test(text))
      expect(isIndented(line, style), `${JSON.stringify(line)} is indented otherwise: ${told}`).toBe(true);
    if (/[ \t]$/.test(line))
      expect(text, `${JSON.stringify(line)} ends in blanks: ${told}`).toMatch(/[ \t]\r?\n/);
    expect(line.includes(style.quote === "'" ? '"' : "'"), `${line} is quoted otherwise: ${told}`).toBe(
      false,
    );
    const isHeld = /^\s*[[(*`]/.test(lines[number + 1] ?? '');
    // One that its author has written stays.
    if (style.stop === '' && !isHeld && !text.includes(line.trim()) && !/[;{]/.test(line.slice(0, -1)))
      expect(line.endsWith(';'), `${line} has a stop: ${told}`).toBe(false);
  }
}

function isIndented(line: string, { unit }: Style): boolean {
  const blanks = /^[ \t]*/.exec(line)![0];
  return blanks === unit.repeat(blanks.length / unit.length) || blanks.length % unit.length !== 0;
}

/** TypeScript has nothing to say that it did not say before. */
export function expectTyped(typed: Typed, before: string, after: string, told: string): void {
  const known = Map.groupBy(typed.findings(before), codeOf);
  for (const [code, found] of Map.groupBy(typed.findings(after), codeOf))
    expect(found.length, `${found.join('\n')}\n${told}`).toBeLessThanOrEqual(known.get(code)?.length ?? 0);
}

function codeOf(finding: string): string {
  return finding.slice(0, finding.indexOf(' '));
}
