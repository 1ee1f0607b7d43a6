import { closeSync, fstatSync } from 'node:fs';
import type { LogLine } from '../model/event.js';
import { wide } from './bounds.js';
import { type OutputRecord, parseLine, parseRecord } from './output-log.js';
import { openToRead, readBytes } from './paths/files.js';
import { Unsafe } from './paths/unsafe.js';
import { readableText } from './raw-text.js';

/** A line of a log and where it begins, in bytes. */
export interface PlacedLine {
  readonly at: number;
  readonly line: LogLine;
}

/** A record of a log, which may hold only a piece of a line, and where it begins, in bytes. */
export interface PlacedRecord {
  readonly at: number;
  readonly record: OutputRecord;
}

/** A part of an output log that was read: from one line's beginning to another's. */
export interface RecordScan {
  readonly records: readonly PlacedRecord[];
  /** Where the next line begins. */
  readonly end: number;
  /** The last bytes before `end`, by which the same log is known again. */
  readonly mark: string;
  /** No complete line came after `end`. */
  readonly whole: boolean;
}

/** The same, of whole lines alone. */
export interface Scan extends Omit<RecordScan, 'records'> {
  readonly lines: readonly PlacedLine[];
}

const markLength = 48;
const chunkSize = 1 << 20;

/**
 * Reads complete lines from a place in a log on, about a megabyte of them.
 *
 * @param mark what stood just before that place when it was read; null when it does not stand there any more
 */
export function scanOutput(store: string, path: string, from: number, mark: string): Scan | null {
  const scan = scanRecords(store, path, from, mark);
  if (scan === null) return null;
  const { records, ...rest } = scan;
  const lines = records.flatMap(({ at, record }) =>
    record.kind === 'piece' ? [] : [{ at, line: record.line }],
  );
  return { ...rest, lines };
}

/** The same, with the pieces of lines. */
export function scanRecords(store: string, path: string, from: number, mark: string): RecordScan | null {
  return opened(store, path, file => scan(file, from, mark)) ?? null;
}

function scan(file: number, from: number, mark: string): RecordScan | null {
  const before = Buffer.from(mark, 'latin1');
  const start = from - before.length;
  for (let size = chunkSize; ; size *= 4) {
    const bytes = bytesAt(file, start, size);
    if (bytes.length < before.length || bytes.compare(before, 0, before.length, 0, before.length) !== 0)
      return null;
    const last = bytes.lastIndexOf(10) + 1;
    // One line may be longer than a chunk.
    if (last <= before.length && bytes.length === size) {
      if (size < wide.output) continue;
      return beyond(file, start + size, { end: from, mark });
    }
    const end = Math.max(last, before.length);
    return {
      records: placedRecords(bytes, before.length, end, start),
      end: start + end,
      mark: bytes.toString('latin1', Math.max(0, end - markLength), end),
      whole: bytes.length < size,
    };
  }
}

/** So many bytes are looked through for the end of a line that is too long. */
const furthest = 512 * 1024 * 1024;

/** Where the next line begins after one that is too long to be searched. */
function beyond(file: number, from: number, before: { end: number; mark: string }): RecordScan {
  for (let at = from; ; ) {
    // One that is longer still is not looked behind.
    if (at - from > furthest) return { records: [], ...before, whole: true };
    const bytes = bytesAt(file, at, chunkSize);
    const found = bytes.indexOf(10);
    if (found >= 0) {
      const end = at + found + 1;
      const mark = bytesAt(file, end - markLength, markLength).toString('latin1');
      return { records: [], end, mark, whole: false };
    }
    if (bytes.length < chunkSize) return { records: [], ...before, whole: true };
    at += bytes.length;
  }
}

function placedRecords(bytes: Buffer, from: number, to: number, start: number): PlacedRecord[] {
  const records: PlacedRecord[] = [];
  for (let at = from; at < to; ) {
    const end = bytes.indexOf(10, at);
    const record = parseRecord(readableText(bytes.subarray(at, end)));
    if (record !== null) records.push({ at: start + at, record });
    at = end + 1;
  }
  return records;
}

/** The lines of a log that begin in its last bytes, as text. */
export function endOfOutput(store: string, path: string, most: number): string[] {
  const bytes = opened(store, path, file => {
    const { size } = fstatSync(file);
    return bytesAt(file, Math.max(0, size - most), most);
  });
  if (bytes === undefined) return [];
  const lines = readableText(bytes).split('\n');
  return bytes.length < most ? lines : lines.slice(1);
}

/** Lines by the places where they begin in a log; null for a place where none does. Undefined when there is no such log. */
export function linesAt(
  store: string,
  path: string,
  places: readonly number[],
): (LogLine | null)[] | undefined {
  return opened(store, path, file => places.map(at => lineAt(file, at)));
}

function lineAt(file: number, at: number): LogLine | null {
  for (let size = 4096; size <= 16 * wide.output; size *= 16) {
    // With the byte before: where a line begins, another has ended.
    const start = Math.max(0, at - 1);
    const bytes = bytesAt(file, start, size);
    if (at > 0 && bytes[0] !== 10) return null;
    const end = bytes.indexOf(10, at - start);
    if (end >= 0) return parseLine(readableText(bytes.subarray(at - start, end)));
    if (bytes.length < size) return null;
  }
  return null;
}

function opened<T>(store: string, path: string, read: (file: number) => T): T | undefined {
  let file: number | null;
  try {
    file = openToRead(store, path);
  } catch (error) {
    if (!(error instanceof Unsafe)) throw error;
    file = null;
  }
  if (file === null) return undefined;
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** As many as there are. */
function bytesAt(file: number, start: number, most: number): Buffer {
  return readBytes(file, Math.max(0, Math.min(most, fstatSync(file).size - start)), start);
}
