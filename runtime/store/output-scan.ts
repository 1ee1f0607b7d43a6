import { closeSync, fstatSync } from 'node:fs';
import type { LogLine } from '../model/event.js';
import { wide } from './bounds.js';
import { parseLine } from './output-log.js';
import { openToRead, readBytes } from './paths/files.js';
import { Unsafe } from './paths/unsafe.js';
import { readableText } from './raw-text.js';

/** A line of a log and where it begins, in bytes. */
export interface PlacedLine {
  readonly at: number;
  readonly line: LogLine;
}

/** A part of an output log that was read: from one line's beginning to another's. */
export interface Stretch {
  /** Whole lines, each with its end. */
  readonly bytes: Buffer;
  /** Where they begin in the log. */
  readonly begin: number;
  /** Where the next line begins. */
  readonly end: number;
  /** The last bytes before `end`, by which the same log is known again. */
  readonly mark: string;
  /** No complete line came after `end`. */
  readonly whole: boolean;
}

/** The same as the lines in it. */
export interface Scan extends Omit<Stretch, 'bytes' | 'begin'> {
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
  const stretch = stretchOf(store, path, from, mark);
  if (stretch === null) return null;
  const { bytes, begin, ...rest } = stretch;
  return { ...rest, lines: placedLines(bytes, begin) };
}

/** The same as they are. */
export function stretchOf(store: string, path: string, from: number, mark: string): Stretch | null {
  return opened(store, path, file => stretch(file, from, mark)) ?? null;
}

function stretch(file: number, from: number, mark: string): Stretch | null {
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
      bytes: bytes.subarray(before.length, end),
      begin: from,
      end: start + end,
      mark: bytes.toString('latin1', Math.max(0, end - markLength), end),
      whole: bytes.length < size,
    };
  }
}

const none = { bytes: Buffer.alloc(0), begin: 0 };

/** So many bytes are looked through for the end of a line that is too long. */
const furthest = 512 * 1024 * 1024;

/** Where the next line begins after one that is too long to be searched. */
function beyond(file: number, from: number, before: { end: number; mark: string }): Stretch {
  for (let at = from; ; ) {
    // One that is longer still is not looked behind.
    if (at - from > furthest) return { ...none, ...before, whole: true };
    const bytes = bytesAt(file, at, chunkSize);
    const found = bytes.indexOf(10);
    if (found >= 0) {
      const end = at + found + 1;
      const mark = bytesAt(file, end - markLength, markLength).toString('latin1');
      return { ...none, end, mark, whole: false };
    }
    if (bytes.length < chunkSize) return { ...none, ...before, whole: true };
    at += bytes.length;
  }
}

function placedLines(bytes: Buffer, begin: number): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const line = parseLine(readableText(bytes.subarray(at, end)));
    if (line !== null) lines.push({ at: begin + at, line });
    at = end + 1;
  }
  return lines;
}

/** A stretch of a log as it is; less where there is no more of it. */
export function bytesOf(store: string, path: string, from: number, to: number): Buffer {
  return opened(store, path, file => bytesAt(file, from, to - from)) ?? Buffer.alloc(0);
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

/** A line, or as much of a long one as was asked for. */
export interface LineBeginning {
  readonly line: LogLine;
  /** Bytes of it that were left out. */
  readonly more: number;
}

/**
 * The same, of which long ones are cut.
 *
 * @param most bytes of each
 */
export function beginningsAt(
  store: string,
  path: string,
  places: readonly number[],
  most: number,
): (LineBeginning | null)[] | undefined {
  return opened(store, path, file => places.map(at => beginningAt(file, at, most)));
}

function beginningAt(file: number, at: number, most: number): LineBeginning | null {
  // With the byte before: where a line begins, another has ended.
  const start = Math.max(0, at - 1);
  const read = bytesAt(file, start, most);
  if (at > 0 && read[0] !== 10) return null;
  const bytes = read.subarray(at - start);
  const end = bytes.indexOf(10);
  if (end < 0 && read.length < most) return null;
  const line = parseLine(readableText(end < 0 ? wholeCharacters(bytes) : bytes.subarray(0, end)));
  return line && { line, more: end < 0 ? lengthBehind(file, at + bytes.length) : 0 };
}

/** Without the beginning of a character whose rest was cut off. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/** How far it is to the end of the line. */
function lengthBehind(file: number, from: number): number {
  for (let at = from; at - from <= furthest; ) {
    const bytes = bytesAt(file, at, chunkSize);
    const end = bytes.indexOf(10);
    if (end >= 0) return at + end - from;
    if (bytes.length < chunkSize) return at + bytes.length - from;
    at += bytes.length;
  }
  return furthest;
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
