import { isLocalPath } from '../runs/own-file.js';

/** A stretch of a text that names a line of a file of this machine, as stack frames do. */
export interface SourcePlace {
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly column: number;
}

/** What is longer is no stack frame: of a long line only the beginning is looked at. */
const longestLine = 4_000;
const longestFile = 1_024;
/** So many links of a document are more than anybody follows. */
const mostPlaces = 2_000;

/**
 * The places of sources in a text: `/work/train.flow.ts:12:5`, `file:///…`, `C:\work\…`. A log may hold anything, so each sign of it is
 * looked at a fixed number of times, and nothing in it is more than a place that is not there.
 */
export function sourcePlaces(text: string, platform: NodeJS.Platform = process.platform): SourcePlace[] {
  const places: SourcePlace[] = [];
  for (let start = 0; start < text.length && places.length < mostPlaces; ) {
    const end = lineEnd(text, start);
    // Most lines name nothing, and the quickest look tells.
    const line = text.slice(start, Math.min(end, start + longestLine));
    if (/:\d/.test(line)) places.push(...placesIn(line, start, platform));
    start = end + 1;
  }
  return places.slice(0, mostPlaces);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function* placesIn(line: string, offset: number, platform: NodeJS.Platform): Generator<SourcePlace> {
  for (const { 0: word, index } of line.matchAll(/[^\s()'"]+/g)) {
    yield* placesOfWord(word, offset + index, platform);
  }
}

/** Between colons stand: a scheme or a drive, a path, a line, a column. */
function* placesOfWord(word: string, offset: number, platform: NodeJS.Platform): Generator<SourcePlace> {
  const parts = word.split(':');
  let at = offset;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    const slash = pathStart(part);
    const numbers = slash < 0 ? null : numbersAfter(parts, i);
    const named = numbers && fileNamed(parts, i, slash, platform);
    if (named) {
      const end = at + part.length + numbers.length;
      yield { start: at + named.start, end, file: named.file, line: numbers.line, column: numbers.column };
    }
    at += part.length + 1;
  }
}

/** Where an absolute path may begin in a part: not within the relative one `src/a.ts`. */
function pathStart(part: string): number {
  const found = /(?:^|[=<>,;[\]{}|`])[\\/]/.exec(part);
  return found === null ? -1 : found.index + found[0].length - 1;
}

/** The numbers that follow a part, and how long they are with the colons before them. */
function numbersAfter(
  parts: readonly string[],
  i: number,
): { readonly line: number; readonly column: number; readonly length: number } | null {
  const line = /^\d{1,7}(?!\d)/.exec(parts[i + 1] ?? '')?.[0];
  if (line === undefined || Number(line) === 0) return null;
  const isWhole = line.length === parts[i + 1]?.length;
  const column = isWhole ? /^\d{1,7}(?!\d)/.exec(parts[i + 2] ?? '')?.[0] : undefined;
  const length = 1 + line.length + (column === undefined ? 0 : 1 + column.length);
  return { line: Number(line), column: Math.max(1, Number(column ?? 1)), length };
}

/** The file that a part of a word names, and where that begins, from the part's own beginning. */
function fileNamed(
  parts: readonly string[],
  i: number,
  slash: number,
  platform: NodeJS.Platform,
): { readonly file: string; readonly start: number } | null {
  const part = parts[i] ?? '';
  const before = parts[i - 1] ?? '';
  if (part.length - slash > longestFile) return null;
  const isFile = (sign: string): boolean => /(?:^|[^a-z])file$/i.test(sign);
  if (slash === 0 && isFile(before))
    return part.startsWith('///') ? ownPath(decoded(part.slice(2)), -'file:'.length, platform) : null;
  const drive = slash === 0 ? /(?:^|[^A-Za-z\d])([A-Za-z])$/.exec(before)?.[1] : undefined;
  if (drive !== undefined && before === `///${drive}` && isFile(parts[i - 2] ?? ''))
    return ownPath(decoded(`${drive}:${part}`), -`file:///${drive}:`.length, platform);
  if (drive !== undefined && platform === 'win32') return ownPath(`${drive}:${part}`, -2, platform);
  return ownPath(part.slice(slash), slash, platform);
}

function ownPath(
  file: string | null,
  start: number,
  platform: NodeJS.Platform,
): { readonly file: string; readonly start: number } | null {
  return file !== null && isLocalPath(file, platform) ? { file, start } : null;
}

/** Null for what no file's address holds: signs that are none, and separators in disguise. */
function decoded(path: string): string | null {
  if (/%(?:2f|5c)/i.test(path)) return null;
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
