import { freeWork } from '../model/fold.js';

/** How much of a store is read at most, for what it says may be anybody's. */
export interface Bounds {
  /** Bytes of one line of an event log. */
  readonly line: number;
  /** Bytes of an event log. */
  readonly events: number;
  /** Bytes of one line of output; of a longer one only the beginning is given. */
  readonly output: number;
  /** Runs of a store. */
  readonly runs: number;
  /** What folding its events may cost at most besides what their length warrants; a task is 100, an artifact kept 10. */
  readonly work: number;
  /** Lists, objects and their fields in one event: they take longest to be read. */
  readonly nodes: number;
  /** And all that stands in them. */
  readonly parts: number;
  /** Who says so, for words. */
  readonly who: string;
}

const MB = 1024 * 1024;

/** For a process of its own, which may take its time. */
export const wide: Bounds = {
  line: 16 * MB,
  events: 1024 * MB,
  output: 8 * MB,
  runs: 1_000_000,
  work: freeWork,
  nodes: 400_000,
  parts: 500_000,
  who: 'stepwell',
};

/** For a process that others wait for, such as an editor's: no single line takes long. */
export const narrow: Bounds = {
  line: 2 * MB,
  events: 128 * MB,
  output: 64 * 1024,
  runs: 50_000,
  work: 10_000_000,
  nodes: 50_000,
  parts: 200_000,
  who: 'the editor',
};

/** Deeper than this nothing that a run records is nested: code that walks it calls itself as often. */
const deepest = 100;
/** In a text this short nothing can be nested so deeply, nor be so much. */
const harmlessLength = 2 * deepest;

/** Why a line of JSON is not even parsed; null when it may be. */
export function whyNotParsed(
  line: string,
  { nodes: mostNodes, parts: mostParts }: Bounds = wide,
): string | null {
  if (line.length <= harmlessLength) return null;
  let depth = 0;
  let nodes = 0;
  let parts = 0;
  for (let at = 0; at < line.length; at++) {
    switch (line.charCodeAt(at)) {
      case quote:
        at = endOfText(line, at);
        break;
      case bracket:
      case brace:
        nodes++;
        if (++depth > deepest) return `is nested more than ${deepest} deep`;
        if (nodes > mostNodes) return `has more than ${mostNodes} parts`;
        break;
      case colon:
        if (++nodes > mostNodes) return `has more than ${mostNodes} parts`;
        break;
      case comma:
        if (++parts > mostParts) return `has more than ${mostParts} parts`;
        break;
      case bracketEnd:
      case braceEnd:
        depth--;
        break;
    }
  }
  return null;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const bracket = 0x5b;
const bracketEnd = 0x5d;
const brace = 0x7b;
const braceEnd = 0x7d;

/** Where a text that begins with a quote ends. */
function endOfText(line: string, from: number): number {
  let at = line.indexOf('"', from + 1);
  for (; at >= 0; at = line.indexOf('"', at + 1)) {
    let slashes = 0;
    while (line.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return line.length;
}
