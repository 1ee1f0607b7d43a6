import { inspect } from 'node:util';
import { hashOf } from '../store/content.js';
import { shownValue } from '../store/shown-value.js';
import { isSparse } from '../store/value-looks.js';

function asShown(part: unknown): unknown {
  if (typeof part === 'bigint') return `${part}n`;
  if (typeof part === 'number') return Number.isFinite(part) && !Object.is(part, -0) ? part : inspect(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) {
    // JSON would have a word for each place in which there is nothing.
    return isSparse(part) ? `(a list of ${part.length}, with ${Object.keys(part).length} in it)` : part;
  }
  const prototype: unknown = Object.getPrototypeOf(part);
  if (part instanceof Date || prototype === Object.prototype || prototype === null) return part;
  // Of all else JSON has fields at most.
  return shownValue(part, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10 }).split(
    '\n',
  )[0];
}

/** Characters of JSON of one parameter that lists and pages show; its value is kept whole beside. */
const mostShown = 100_000;

/** Parameters as they are shown; what JSON can't say, or says at too great a length, is shown as text. */
export function shownParameters(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const json = JSON.stringify({ value }, function (this: Readonly<Record<string, unknown>>, key, part) {
      const own = asShown(this[key]);
      // A thing may say itself what stands for it.
      return own === this[key] ? part : own;
    }).slice('{"value":'.length, -1);
    if (json === '') continue;
    // By its hash another value of the same length is told from it.
    shown[name] =
      json.length <= mostShown
        ? JSON.parse(json)
        : `(${json.length} characters of JSON, sha256 ${hashOf(json).slice(0, 16)})`;
  }
  return shown;
}
