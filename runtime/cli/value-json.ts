import { Refusal } from '../model/refusal.js';
import { isError, isIndex } from '../store/value-looks.js';

/**
 * A value as JSON that loses nothing. What JSON has no form for is an object with one `$…` key:
 *
 * | value | JSON |
 * |---|---|
 * | `-0`, `NaN`, `Infinity`, `-Infinity` | `{"$number":"NaN"}` … |
 * | `undefined` | `{"$undefined":true}` |
 * | BigInt | `{"$bigint":"12"}` |
 * | Date | `{"$date":"2026-03-14T15:09:26.535Z"}`, with null for an invalid one |
 * | Map | `{"$map":[[key, value], …]}` |
 * | Set | `{"$set":[…]}` |
 * | typed array | `{"$typed":"Float64Array","values":[…]}` |
 * | ArrayBuffer | `{"$bytes":"base64"}` |
 * | DataView | `{"$dataview":"base64"}` |
 * | RegExp | `{"$regexp":["source","flags"]}` |
 * | Error | `{"$error":{"class":"TypeError","name":…,"message":…,"stack":…}}`, and `cause`, `errors` and `fields` where it has any |
 * | a list with holes | `{"$sparse":{"length":3,"items":[[0,value], …]}}` |
 * | a list with fields of its own | `{"$list":[…],"fields":{…}}` |
 * | an object without a prototype | `{"$bare":{…}}` |
 * | `Object(1)` and the like | `{"$boxed":value}` |
 * | an object that holds itself | `{"$cycle":true}` at the inner place |
 * | an object with a key that begins with `$` | `{"$object":{…}}` |
 *
 * @throws Refusal for a value whose JSON would have no end, or next to none: nested too deeply, or with parts that hold one another many times over
 */
export function valueToJson(value: unknown): unknown {
  return new JsonForm().of(value);
}

/** Deeper than this nothing is written: whoever reads it calls itself as often. */
const deepest = 1_000;
/** What is held several times is written as often; so many times more than there is of it altogether, and so much in any case. */
const mostTimes = 8;
const always = 300_000;

/** Of a BigInt, in hexadecimal; and what writing all of them may cost, for each costs as much as it is long, squared. */
const mostDigits = 100_000;
const mostDigitsSquared = 4e10;
/** Texts that are longer count too, in characters. */
const longText = 1_000;

class JsonForm {
  readonly #around = new Set<object>();
  readonly #seen = new Set<object | string>();
  /** Parts of the value, each counted once, and as often as it is written. */
  #own = 0;
  #written = 0;
  #digitsSquared = 0;

  of(value: unknown): unknown {
    switch (typeof value) {
      case 'undefined':
        return { $undefined: true };
      case 'number':
        if (Object.is(value, -0)) return { $number: '-0' };
        return Number.isFinite(value) ? value : { $number: String(value) };
      case 'bigint':
        return { $bigint: this.#decimal(value) };
      case 'object':
        return value === null ? null : this.#ofObject(value);
      case 'string':
        if (value.length > longText) this.#count(value, value.length / 8);
        return value;
      default:
        return value;
    }
  }

  #decimal(value: bigint): string {
    const digits = value.toString(16).length;
    this.#digitsSquared += digits ** 2;
    if (digits <= mostDigits && this.#digitsSquared <= mostDigitsSquared) return String(value);
    throw new Refusal(
      'usage',
      'the value holds a BigInt of so many digits, or so many of them, that no JSON is made of it',
    );
  }

  #ofObject(value: object): unknown {
    if (this.#around.has(value)) return { $cycle: true };
    this.#count(value, sizeOf(value));
    this.#around.add(value);
    try {
      return this.#plain(value);
    } finally {
      this.#around.delete(value);
    }
  }

  /** @throws Refusal */
  #count(value: object | string, size: number): void {
    this.#written += size;
    // Views of the same memory are one thing.
    const same = ArrayBuffer.isView(value) ? value.buffer : value;
    if (!this.#seen.has(same)) this.#own += size;
    this.#seen.add(same);
    if (this.#around.size >= deepest) {
      throw new Refusal('usage', `the value is nested more than ${deepest} deep, which JSON is not read at`);
    }
    if (this.#written > always + mostTimes * this.#own) {
      throw new Refusal(
        'usage',
        'the value holds its parts so many times over that its JSON would have no end',
      );
    }
  }

  /** Of an error, which may have anything in their place. */
  #text(value: unknown): string {
    if (typeof value === 'string') return String(this.of(value));
    return typeof value === 'object' ? '' : String(value).slice(0, longText);
  }

  #list(list: readonly unknown[]): unknown {
    const names = Object.keys(list);
    const first = names.findIndex(name => !isIndex(name));
    const places = first < 0 ? names : names.slice(0, first);
    const items =
      places.length === list.length
        ? list.map(item => this.of(item))
        : {
            length: list.length,
            items: places.map(place => [Number(place), this.of(list[Number(place)])]),
          };
    const whole = Array.isArray(items) ? items : { $sparse: items };
    if (first < 0) return whole;
    const fields = names.slice(first).map(name => [name, this.of(Reflect.get(list, name))] as const);
    return { $list: whole, fields: Object.fromEntries(fields) };
  }

  #error(error: Error): object {
    const { name, message, stack = '' } = error;
    const fields = Object.entries(error).map(([key, field]) => [key, this.of(field)] as const);
    return {
      class: classOf(error),
      name: this.#text(name),
      message: this.#text(message),
      stack: this.#text(stack),
      ...('cause' in error ? { cause: this.of(error.cause) } : {}),
      ...('errors' in error ? { errors: this.of(error.errors) } : {}),
      ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
    };
  }

  #plain(value: object): unknown {
    const each = (item: unknown) => this.of(item);
    if (Array.isArray(value)) return this.#list(value);
    if (value instanceof Date) return { $date: dateText(value) };
    if (value instanceof Map) return { $map: [...value].map(([key, entry]) => [each(key), each(entry)]) };
    if (value instanceof Set) return { $set: [...value].map(each) };
    if (value instanceof RegExp) return { $regexp: [value.source, value.flags] };
    if (isError(value)) return { $error: this.#error(value) };
    if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString('base64') };
    if (value instanceof DataView)
      return { $dataview: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
    if (ArrayBuffer.isView(value)) {
      const values = Array.from(value as unknown as Iterable<number | bigint>, each);
      return { $typed: value.constructor.name, values };
    }
    if (isBoxed(value)) return { $boxed: each(value.valueOf()) };
    const entries = Object.entries(value).map(([key, entry]) => [key, each(entry)] as const);
    const plain = Object.fromEntries(entries);
    if (Object.getPrototypeOf(value) === null) return { $bare: plain };
    return entries.some(([key]) => key.startsWith('$')) ? { $object: plain } : plain;
  }
}

function classOf(error: Error): string {
  const { name } = error.constructor ?? {};
  return typeof name === 'string' ? name : 'Error';
}

function isBoxed(value: object): boolean {
  return (
    value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt
  );
}

const longArray = 10_000;

/** A value that was stored may have fields of its own in place of those that every date and error has. */
function dateText(date: Date): string | null {
  const at = Date.prototype.getTime.call(date);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** How many parts an object has itself. */
function sizeOf(value: object): number {
  if (Array.isArray(value)) return 1 + (value.length > longArray ? Object.keys(value).length : value.length);
  if (value instanceof Map || value instanceof Set) return 1 + value.size;
  if (ArrayBuffer.isView(value)) return 1 + ('length' in value ? Number(value.length) : value.byteLength / 8);
  if (value instanceof ArrayBuffer) return 1 + value.byteLength / 8;
  return 1 + Object.keys(value).length;
}
