import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogLine } from '../model/event.js';
import { parseLine } from './output-log.js';

/** A line of a log and where it begins, in bytes. */
export interface PlacedLine {
  readonly at: number;
  readonly line: LogLine;
}

/** A part of an output log that was read: from one line's beginning to another's. */
export interface Scan {
  readonly lines: readonly PlacedLine[];
  /** Where the next line begins. */
  readonly end: number;
  /** The last bytes before `end`, by which the same log is known again. */
  readonly mark: string;
  /** No complete line came after `end`. */
  readonly whole: boolean;
}

const markLength = 48;
const chunkSize = 1 << 20;

/**
 * Reads complete lines from a place in a log on, about a megabyte of them.
 *
 * @param mark what stood just before that place when it was read; null when it does not stand there any more
 */
export function scanOutput(path: string, from: number, mark: string): Scan | null {
  return opened(path, file => scan(file, from, mark)) ?? null;
}

function scan(file: number, from: number, mark: string): Scan | null {
  const before = Buffer.from(mark, 'latin1');
  const start = from - before.length;
  for (let size = chunkSize; ; size *= 4) {
    const bytes = bytesAt(file, start, size);
    if (bytes.length < before.length || bytes.compare(before, 0, before.length, 0, before.length) !== 0)
      return null;
    const last = bytes.lastIndexOf(10) + 1;
    // One line may be longer than a chunk.
    if (last <= before.length && bytes.length === size) continue;
    const end = Math.max(last, before.length);
    return {
      lines: placedLines(bytes, before.length, end, start),
      end: start + end,
      mark: bytes.toString('latin1', Math.max(0, end - markLength), end),
      whole: bytes.length < size,
    };
  }
}

function placedLines(bytes: Buffer, from: number, to: number, start: number): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (let at = from; at < to; ) {
    const end = bytes.indexOf(10, at);
    const line = parseLine(bytes.toString('utf8', at, end));
    if (line !== null) lines.push({ at: start + at, line });
    at = end + 1;
  }
  return lines;
}

/** Lines by the places where they begin in a log; null for a place where none does. Undefined when there is no such log. */
export function linesAt(path: string, places: readonly number[]): (LogLine | null)[] | undefined {
  return opened(path, file => places.map(at => lineAt(file, at)));
}

function lineAt(file: number, at: number): LogLine | null {
  for (let size = 4096; ; size *= 16) {
    // With the byte before: where a line begins, another has ended.
    const start = Math.max(0, at - 1);
    const bytes = bytesAt(file, start, size);
    if (at > 0 && bytes[0] !== 10) return null;
    const end = bytes.indexOf(10, at - start);
    if (end >= 0) return parseLine(bytes.toString('utf8', at - start, end));
    if (bytes.length < size) return null;
  }
}

function opened<T>(path: string, read: (file: number) => T): T | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** As many as there are. */
function bytesAt(file: number, start: number, most: number): Buffer {
  const length = Math.max(0, Math.min(most, fstatSync(file).size - start));
  const bytes = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const more = readSync(file, bytes, got, length - got, start + got);
    if (more === 0) return bytes.subarray(0, got);
    got += more;
  }
  return bytes;
}
