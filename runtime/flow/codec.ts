/**
 * How a value that structured clone can't keep is stored: `static codecs = { model: { encode, decode } }` on a flow names
 * the artifact it is for.
 *
 * @example
 * static codecs = {
 *   model: { encode: (model: Model) => model.toJSON(), decode: (json: ModelJson) => Model.fromJSON(json) },
 * };
 */
export interface Codec<Value, Stored> {
  /** Gives what is stored in the value's place: anything structured clone supports. */
  encode(value: Value): Stored;
  /** Makes the value again. It must equal the one that was encoded. */
  decode(stored: Stored): Value;
}

/** Codecs by the artifact they are for. */
export type Codecs = Readonly<Record<string, Codec<unknown, unknown>>>;

/** @throws TypeError when `static codecs` holds something that is no codec */
export function codecsOf(flow: object): Codecs {
  const codecs: unknown = Reflect.get(flow, 'codecs') ?? {};
  for (const [name, codec] of Object.entries(codecs as Codecs)) {
    if (typeof codec?.encode === 'function' && typeof codec.decode === 'function') continue;
    throw new TypeError(`static codecs: that of ${name} needs two functions, encode and decode`);
  }
  return codecs as Codecs;
}

/** What is stored in the place of a value that goes by this name. */
export function stored(codecs: Codecs, name: string, value: unknown): unknown {
  const codec = codecFor(codecs, name);
  return codec === undefined || value === undefined ? value : codec.encode(value);
}

/** The value that something stored stands for. */
export function live(codecs: Codecs, name: string, value: unknown): unknown {
  const codec = codecFor(codecs, name);
  return codec === undefined || value === undefined ? value : codec.decode(value);
}

function codecFor(codecs: Codecs, name: string): Codec<unknown, unknown> | undefined {
  return Object.hasOwn(codecs, name) ? codecs[name] : undefined;
}
