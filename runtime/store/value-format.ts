/**
 * How a value is written, so that its bytes depend on what it is and on nothing else: not on how it came to be, nor on the process, the
 * machine or the version of Node. V8's own format tells integers that were made as fractions from others, and text of one byte a
 * character from the same text of two.
 *
 * A value is a tag and what belongs to it. Numbers of things are written seven bits at a time, the lowest first.
 *
 * - Small whole numbers are their own tag; others are zigzag or eight bytes, little-endian. There is one NaN.
 * - Text is UTF-8, or UTF-16 where it has half a surrogate pair.
 * - The names of a thing's fields are written once and then, for things with the same names in the same order, by their number.
 * - A list of numbers of which not all are small and whole is written as eight bytes each.
 * - A thing that was written before is written as its number, in the order in which things first come; so cycles and sharing are kept.
 * - Fields, entries and members keep their order.
 * - An array with holes or with fields of its own says what it holds; its length costs nothing.
 */
export const tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  whole: 4,
  double: 5,
  bigint: 6,
  negativeBigint: 7,
  utf8: 8,
  utf16: 9,
  date: 10,
  regexp: 11,
  object: 12,
  bare: 13,
  array: 14,
  loose: 15,
  map: 16,
  set: 17,
  buffer: 18,
  resizable: 19,
  view: 20,
  beside: 21,
  boxed: 22,
  error: 23,
  domException: 24,
  same: 25,
  numbers: 26,
} as const;

/** From here on a tag is a number itself, less this. */
export const smallWhole = 0x80;

/** Kinds of views of memory by their number in the format; only ever added to. */
export const viewKinds = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  Buffer,
] as const;

/** Classes of errors by their number in the format; only ever added to. What extends one of them is kept as that. */
export const errorKinds = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
] as const;

/** What an error has that is not a field as others are, each by its bit. */
export const errorParts = { name: 1, message: 2, stack: 4, cause: 8, errors: 16 } as const;

/** From this many bytes on the memory of a view is stored as it is, rather than copied into the encoding. */
export const largeView = 64 * 1024;

/** Shorter lists of numbers are written number by number. */
export const fewNumbers = 8;

/**
 * A value nested deeper than this is not written: code that reads it calls itself as often, and wherever it is read there must be stack enough
 * left for that.
 */
export const deepest = 1_000;
