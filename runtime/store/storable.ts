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

/** What a walk through a value found. */
export interface Survey {
  /** Structured clone leaves their own names and fields out. */
  readonly errors: readonly Error[];
  /** True when a typed array in it is so large that its bytes are better left where they are. */
  readonly large: boolean;
}

/** From this many bytes on the memory of a typed array is stored as it is, rather than copied into the encoding. */
export const largeView = 64 * 1024;

const cloneable = new Set<object | null>([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  Boolean.prototype,
  Number.prototype,
  String.prototype,
  BigInt.prototype,
]);

const long = 100_000;
const probes = 64;

/** A long array that holds next to nothing: its length may be any number, and to go through it would take as long. */
function isSparse(value: readonly unknown[]): boolean {
  if (value.length < long) return false;
  const step = Math.floor(value.length / probes);
  let held = 0;
  for (let i = 0; i < probes; i++) if (Object.hasOwn(value, i * step)) held++;
  return held < probes / 4;
}

/**
 * Walks a value before it is encoded: structured clone would turn a class instance into a plain object without a word.
 *
 * @throws Unstorable for the first thing in it that would not come back as it was
 */
export function survey(root: unknown): Survey {
  const errors: Error[] = [];
  let large = false;
  if (isPrimitive(root)) return { errors, large };
  const seen = new Set<unknown>();
  const queue: { value: unknown; path: string }[] = [{ value: root, path: '' }];
  const visit = (value: unknown, path: () => string): void => {
    if (isPrimitive(value) || seen.has(value)) return;
    queue.push({ value, path: path() });
  };
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    const { value, path } = item;
    if (typeof value === 'function')
      throw new Unstorable(path, `the function ${value.name || '(anonymous)'}`);
    if (typeof value === 'symbol') throw new Unstorable(path, `the symbol ${value.toString()}`);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) {
      large ||= value.byteLength >= largeView;
      continue;
    }
    if (value instanceof Error) {
      errors.push(value);
      if (value.cause !== undefined) visit(value.cause, () => `${path}.cause`);
      continue;
    }
    if (!cloneable.has(Object.getPrototypeOf(value))) throw new Unstorable(path, instanceWords(value));
    if (Array.isArray(value)) {
      if (isSparse(value)) for (const i in value) visit(value[i], () => `${path}[${i}]`);
      else for (let i = 0; i < value.length; i++) visit(value[i], () => `${path}[${i}]`);
    } else if (value instanceof Map) {
      for (const [key, entry] of value) {
        visit(key, () => `${path} (a key)`);
        visit(entry, () => `${path}.get(${shown(key)})`);
      }
    } else if (value instanceof Set) {
      for (const entry of value) visit(entry, () => `${path} (a member)`);
    } else {
      for (const key of Object.keys(value))
        visit((value as Record<string, unknown>)[key], () => `${path}.${key}`);
    }
  }
  return { errors, large };
}

function isPrimitive(value: unknown): boolean {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}

function instanceWords(value: object): string {
  const name = value.constructor?.name;
  if (value instanceof Promise) return 'a Promise (is an await missing?)';
  return name ? `an instance of the class ${name}` : 'an object with a prototype of its own';
}

function shown(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : String(key);
}
