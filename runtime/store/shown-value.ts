import { type InspectOptions, inspect } from 'node:util';
import { visibleLines } from '../model/visible-text.js';

/** About so many things and characters of text are shown of a value, whatever it holds and however often. */
const most = 20_000;
const charactersAThing = 40;
const shownKeys = 100;

/**
 * A stored value as text, as Node shows it, and no more of it than a person reads: a value whose parts hold one another many times over would
 * take for ever to be shown whole.
 */
export function shownValue(value: unknown, options: Options): string {
  // What errors and regular expressions hold stands there as it is.
  return visibleLines(inspected(value, options), options.colors === true);
}

type Options = InspectOptions & { readonly depth: number };

function inspected(value: unknown, options: Options): string {
  const maxArrayLength = options.maxArrayLength ?? 100;
  for (let depth = options.depth; depth >= 0; depth--) {
    if (fits(value, depth, maxArrayLength)) return inspect(value, { ...options, depth, maxArrayLength });
  }
  if (typeof value === 'bigint') return `a BigInt of ${value.toString(16).length} hexadecimal digits`;
  if (!fits(head(value), 0, shownKeys))
    return inspect(value, { ...options, depth: -1, maxArrayLength: 0, compact: true }).slice(0, 1_000);
  return inspect(head(value), { ...options, depth: 0, maxArrayLength: Math.min(maxArrayLength, shownKeys) });
}

/** Whether showing a value to a depth comes to an end soon. */
function fits(value: unknown, depth: number, maxArrayLength: number): boolean {
  let left = most;
  const spend = (characters: number): void => {
    left -= characters / charactersAThing;
  };
  const visit = (one: unknown, below: number): boolean => {
    spend(charactersAThing + lengthOf(one));
    if (left < 0) return false;
    if (typeof one !== 'object' || one === null || below < 0) return true;
    for (const part of partsOf(one, maxArrayLength, spend)) if (!visit(part, below - 1)) return false;
    return true;
  };
  return visit(value, depth);
}

/** Characters that a text, a number or what Node shows as text takes. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Math.min(value.length, 10_000);
  if (typeof value === 'bigint') return value.toString(16).length;
  if (value instanceof RegExp) return value.source.length;
  return value instanceof Error ? stackOf(value).length : 0;
}

/** A stored error may have anything in the place of its stack. */
function stackOf(error: Error): string {
  return typeof error.stack === 'string' ? error.stack : '';
}

/** @param spend is told the characters of names, which are never cut */
function* partsOf(
  value: object,
  maxArrayLength: number,
  spend: (characters: number) => void,
): Generator<unknown> {
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value) || Array.isArray(value)) {
    let count = 0;
    const parts: Iterable<unknown> = value instanceof DataView ? [] : (value as unknown as Iterable<unknown>);
    for (const part of parts) {
      if (count++ >= maxArrayLength) break;
      if (Array.isArray(part) && value instanceof Map) yield* part;
      else yield part;
    }
    return;
  }
  // Not all at once: there may be a million.
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    spend(key.length);
    yield (value as Record<string, unknown>)[key];
  }
}

/** The beginning of a value that has too many fields for any depth. */
function head(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return value;
  if (value instanceof Error) return `${stackOf(value).slice(0, 1_000)}…`;
  if (value instanceof RegExp) return `${value.source.slice(0, 1_000)}…`;
  const shown: Record<string, unknown> = {};
  let count = 0;
  for (const key in value) {
    if (count++ >= shownKeys) break;
    shown[key.slice(0, 200)] = (value as Record<string, unknown>)[key];
  }
  return Object.assign(shown, { '…': `more than ${shownKeys} fields` });
}
