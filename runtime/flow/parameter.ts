import type { ParameterType } from '../model/graph.js';
import { constructing, standIn } from './construction.js';

/**
 * What every kind of parameter can be given.
 *
 * @example
 * key = parameter.string({ env: 'API_KEY' });
 */
export interface ParameterOptions<T> {
  /** The value when a run gives none. Without it the parameter is required. */
  default?: T;
  /** Name of an environment variable to take the value from when a run gives none. It comes before the default. */
  env?: string;
}

/**
 * What text can be given.
 *
 * @example
 * token = parameter.string({ secret: true, env: 'API_TOKEN' });
 */
export interface StringOptions extends ParameterOptions<string> {
  /**
   * The value is never shown, logged or kept: a run shows `(secret)`, its output and errors have `***` in its place, and an artifact that
   * holds it is refused. A run that is resumed has to be given it again. Default: false.
   */
  secret?: boolean;
}

/**
 * What a number can be held to. Both ends are allowed.
 *
 * @example
 * epochs = parameter.number({ default: 10, min: 1, integer: true });
 */
export interface NumberOptions extends ParameterOptions<number> {
  /** Smallest value allowed. */
  min?: number;
  /** Largest value allowed. */
  max?: number;
  /** Only whole numbers. */
  integer?: boolean;
}

/**
 * Any validator that follows Standard Schema (https://standardschema.dev): zod, valibot, arktype …
 *
 * @example
 * since = parameter(z.coerce.date());
 */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  /** The way to the culprit inside the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A parameter's value checked: what the steps will read, or what is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

/** A value as it comes: typed, or as text from a command line, a form or the environment. */
export type RawValue = { readonly value: unknown } | { readonly text: string };

export interface ParameterDefinition {
  readonly type: ParameterType;
  readonly required: boolean;
  readonly fallback: unknown;
  readonly env: string | null;
  /** Of a string alone: its value is never shown or kept. */
  readonly secret: boolean;
  check(raw: RawValue): Checked | Promise<Checked>;
}

interface ParameterKinds {
  /**
   * A number. From a command line it is read as JavaScript reads a number.
   *
   * @example
   * holdout = parameter.number({ default: 0.2, min: 0, max: 0.9 });
   */
  number(options?: NumberOptions): number;
  /**
   * Text, as it is given. With `secret: true` it is never shown, logged or kept.
   *
   * @example
   * name = parameter.string({ default: 'world' });
   * token = parameter.string({ secret: true, env: 'API_TOKEN' });
   */
  string(options?: StringOptions): string;
  /**
   * `true` or `false`; on a command line `--loud` alone means `true`, and `--no-loud` `false`.
   *
   * @example
   * loud = parameter.boolean({ default: false });
   */
  boolean(options?: ParameterOptions<boolean>): boolean;
  /**
   * Any JSON value. The type is yours to state, and is not checked: use `parameter(schema)` where it matters.
   *
   * @example
   * options = parameter.json<{ deep: boolean }>({ default: { deep: false } });
   */
  json<T = unknown>(options?: ParameterOptions<T>): T;
  /**
   * One of a few words.
   *
   * @example
   * metric = parameter.choice(['accuracy', 'f1'], { default: 'accuracy' });
   */
  choice<const T extends string>(values: readonly T[], options?: ParameterOptions<NoInfer<T>>): T;
  /**
   * Path of a file that exists, made absolute from the folder the run is started in.
   *
   * @example
   * rows = parameter.file({ default: 'rows.csv' });
   */
  file(options?: ParameterOptions<string>): string;
  /**
   * A value that a schema accepts, as the schema gives it back. From a command line it is tried as JSON first, then as text.
   *
   * @example
   * size = parameter(z.object({ width: z.number(), height: z.number() }));
   */
  <T>(schema: StandardSchema<T>, options?: ParameterOptions<T>): T;
}

/**
 * Declares a value that a run of the flow is started with. It is checked before anything runs and is read-only in
 * steps; the JSDoc above the field is its help text.
 */
export const parameter: ParameterKinds = Object.assign(
  <T>(schema: StandardSchema<T>, options?: ParameterOptions<T>): T =>
    declare('schema', options, raw => checkSchema(schema, raw)),
  {
    number: (options: NumberOptions = {}) => declare('number', options, raw => checkNumber(options, raw)),
    string: (options: StringOptions = {}) =>
      options.secret
        ? declare('string', options, checkSecret, true)
        : declare('string', options, checkString),
    boolean: (options?: ParameterOptions<boolean>) => declare('boolean', options, checkBoolean),
    json: <T = unknown>(options?: ParameterOptions<T>) => declare<T>('json', options, checkJson),
    choice: <const T extends string>(values: readonly T[], options?: ParameterOptions<NoInfer<T>>) =>
      declare<T>('choice', options, raw => checkChoice(values, raw)),
    file: (options?: ParameterOptions<string>) => declare('file', options, checkFile),
  },
);

function declare<T>(
  type: ParameterType,
  options: ParameterOptions<T> = {},
  check: (raw: RawValue) => Checked | Promise<Checked>,
  secret = false,
): T {
  const definition: ParameterDefinition = {
    type,
    required: !('default' in options),
    fallback: options.default,
    env: options.env ?? null,
    secret,
    check,
  };
  const construction = constructing();
  switch (construction?.kind) {
    case 'discover': {
      const value = definition.required ? placeholder(type) : definition.fallback;
      const declared = { definition, value, name: null, used: false };
      construction.declared.push(declared);
      construction.latest = declared;
      return value as T;
    }
    case 'values':
      return construction.values[construction.next++] as T;
    default:
      // Someone wrote `new TheFlow()`, in a test say: the defaults are all there is to go by.
      return options.default as T;
  }
}

/** What initialisers get to see for a value that every run must give, before any run does. */
function placeholder(type: ParameterType): unknown {
  switch (type) {
    case 'number':
      return 0;
    case 'string':
    case 'choice':
    case 'file':
      return '';
    case 'boolean':
      return false;
    default:
      return standIn();
  }
}

const good = (value: unknown): Checked => ({ ok: true, value });
const bad = (why: string): Checked => ({ ok: false, why });

function checkNumber({ min, max, integer }: NumberOptions, raw: RawValue): Checked {
  const value = 'text' in raw ? (raw.text.trim() === '' ? Number.NaN : Number(raw.text)) : raw.value;
  if (typeof value !== 'number' || Number.isNaN(value)) return bad(`${shown(raw)} is not a number`);
  if (integer && !Number.isInteger(value)) return bad(`${value} is not a whole number`);
  if (min !== undefined && value < min) return bad(`${value} is less than the least allowed, ${min}`);
  if (max !== undefined && value > max) return bad(`${value} is more than the most allowed, ${max}`);
  return good(value);
}

function checkString(raw: RawValue): Checked {
  const value = 'text' in raw ? raw.text : raw.value;
  return typeof value === 'string' ? good(value) : bad(`${shown(raw)} is not a string`);
}

/** What is wrong is said without the value. */
function checkSecret(raw: RawValue): Checked {
  const value = 'text' in raw ? raw.text : raw.value;
  return typeof value === 'string' ? good(value) : bad('it is a secret and must be a string');
}

const booleans = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

function checkBoolean(raw: RawValue): Checked {
  const value = 'text' in raw ? booleans.get(raw.text.trim().toLowerCase()) : raw.value;
  return typeof value === 'boolean' ? good(value) : bad(`${shown(raw)} is neither true nor false`);
}

function checkJson(raw: RawValue): Checked {
  if ('value' in raw) return good(raw.value);
  try {
    return good(JSON.parse(raw.text));
  } catch (error) {
    return bad(`${shown(raw)} is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function checkChoice(values: readonly string[], raw: RawValue): Checked {
  const value = 'text' in raw ? raw.text : raw.value;
  return typeof value === 'string' && values.includes(value)
    ? good(value)
    : bad(`${shown(raw)} is not one of ${values.join(', ')}`);
}

async function checkFile(raw: RawValue): Promise<Checked> {
  const text = 'text' in raw ? raw.text : raw.value;
  if (typeof text !== 'string') return bad(`${shown(raw)} is not a path`);
  // Loaded here so that importing `stepwell` for its types and decorators stays cheap.
  const [{ statSync }, { resolve }] = await Promise.all([import('node:fs'), import('node:path')]);
  const path = resolve(text);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? good(path) : bad(`there is no file ${path}`);
}

async function checkSchema<T>(schema: StandardSchema<T>, raw: RawValue): Promise<Checked> {
  const tries = 'text' in raw ? asJsonOrText(raw.text) : [raw.value];
  let why = '';
  for (const value of tries) {
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return good(result.value);
    why ||= result.issues.map(issueText).join('; ');
  }
  return bad(`${shown(raw)} is refused: ${why}`);
}

function issueText({ message, path = [] }: SchemaIssue): string {
  const keys = path.map(part => String(typeof part === 'object' ? part.key : part));
  return keys.length > 0 ? `${keys.join('.')}: ${message}` : message;
}

/** `5` on a command line may be meant as a number or as text: the schema knows. */
function asJsonOrText(text: string): unknown[] {
  try {
    return [JSON.parse(text), text];
  } catch {
    return [text];
  }
}

function shown(raw: RawValue): string {
  if ('text' in raw) return JSON.stringify(raw.text);
  // JSON says null, which was not given.
  if (typeof raw.value === 'number') return Object.is(raw.value, -0) ? '-0' : String(raw.value);
  try {
    return JSON.stringify(raw.value) ?? String(raw.value);
  } catch {
    return String(raw.value);
  }
}
