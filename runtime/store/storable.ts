import { deepest } from './value-format.js';
import { hasNames, isError, isIndex, isSparse, symbolIn } from './value-looks.js';
import { forms } from './value-writer.js';

/** A value that can't be stored; `path` leads from the artifact to the culprit, such as `.model.fit`. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';
  constructor(
    readonly path: string,
    readonly what: string,
  ) {
    super(`${path || 'the value'} is ${what}`);
  }
}

/**
 * Why a value can't be kept: the first thing in it that would not come back as it was. It is walked a second time for that, so that writing a value
 * need not know where it is.
 *
 * @param thrown what was thrown when it was looked at, if that was the reason
 */
export function whyUnstorable(root: unknown, thrown: unknown = null): Unstorable {
  const seen = new Set<unknown>();
  let level: { value: unknown; path: string }[] = [{ value: root, path: '' }];
  for (let depth = 0; level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { value, path } of level) {
      const what = attempt(() => whatIsWrong(value));
      if (what !== null) return new Unstorable(path, what);
      if (depth >= deepest) return new Unstorable(path.slice(0, 100), `nested more than ${deepest} deep`);
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      const parts = attempt(() => [...partsOf(value)]);
      if (typeof parts === 'string') return new Unstorable(path, parts);
      for (const [way, part] of parts) {
        if (part instanceof Unreadable) return new Unstorable(path + way, part.words);
        if (!isHarmless(part)) next.push({ value: part, path: path + way });
      }
    }
    level = next;
  }
  return new Unstorable('', thrown === null ? 'something that is not kept' : unreadable(thrown));
}

/** What stands in the place of a field that throws when it is read. */
class Unreadable {
  constructor(readonly words: string) {}
}

function unreadable(thrown: unknown): string {
  return `something that can't be read (${thrown instanceof Error ? thrown.message : String(thrown)})`;
}

/** What a look gives, or in words why it could not be taken. */
function attempt<T>(look: () => T): T | string {
  try {
    return look();
  } catch (thrown) {
    return unreadable(thrown);
  }
}

function isHarmless(value: unknown): boolean {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}

/** In words that follow "is"; null when nothing is wrong with the thing itself. */
function whatIsWrong(value: unknown): string | null {
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'symbol') return `the symbol ${value.toString()}`;
  if (typeof value !== 'object' || value === null || isError(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null || prototype === Array.prototype;
  if (!isPlain && !forms.has(prototype as object)) return instanceWords(value);
  if (isPlain) {
    const symbol = symbolIn(value);
    return symbol === undefined
      ? null
      : `an object with a field called ${symbol.toString()}, which is not kept`;
  }
  const field = fieldOf(value);
  return field === undefined
    ? null
    : `a ${value.constructor.name} with a field ${field} of its own, which is not kept`;
}

/** A field that something has which is all but a bag of fields. */
function fieldOf(value: object): string | undefined {
  if (ArrayBuffer.isView(value) && !hasNames(value as NodeJS.ArrayBufferView)) return undefined;
  return Object.keys(value).find(name => !isIndex(name));
}

function* partsOf(value: object): Generator<readonly [way: string, part: unknown]> {
  // What can't be kept of an error is left out, and it is kept without.
  if (ArrayBuffer.isView(value) || isError(value)) return;
  if (Array.isArray(value)) {
    if (isSparse(value) || hasNames(value)) {
      for (const name of Object.keys(value))
        yield [isIndex(name) ? `[${name}]` : `.${name}`, (value as unknown as Record<string, unknown>)[name]];
    } else for (let i = 0; i < value.length; i++) yield [`[${i}]`, value[i]];
  } else if (value instanceof Map) {
    for (const [key, entry] of value) {
      yield [' (a key)', key];
      yield [`.get(${shown(key)})`, entry];
    }
  } else if (value instanceof Set) {
    for (const member of value) yield [' (a member)', member];
  } else {
    for (const name of Object.keys(value)) {
      let part: unknown;
      try {
        part = Reflect.get(value, name);
      } catch (thrown) {
        part = new Unreadable(unreadable(thrown));
      }
      yield [`.${name}`, part];
    }
  }
}

function instanceWords(value: object): string {
  const name = value.constructor?.name;
  if (value instanceof Promise) return 'a Promise (is an await missing?)';
  return name ? `an instance of the class ${name}` : 'an object with a prototype of its own';
}

function shown(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : String(key);
}
