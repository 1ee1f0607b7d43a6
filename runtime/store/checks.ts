/** Whether a value is what it has to be. */
export type Check = (value: unknown) => boolean;

/** A text no longer than that. */
export const textUpTo =
  (most: number): Check =>
  value =>
    typeof value === 'string' && value.length <= most;

/** Of any length: whatever holds it has a bound. */
export const text: Check = value => typeof value === 'string';
export const number: Check = Number.isFinite;
export const whole: Check = value => Number.isSafeInteger(value) && Number(value) >= 0;
export const flag: Check = value => typeof value === 'boolean';
export const anything: Check = () => true;

/** A text that a function accepts. */
export const textThat =
  (fits: (text: string) => boolean): Check =>
  value =>
    typeof value === 'string' && fits(value);

export const optional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);

export const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);

export const listOf =
  (check: Check, most = Number.POSITIVE_INFINITY): Check =>
  value =>
    Array.isArray(value) && value.length <= most && value.every(check);

export const oneOf =
  (...words: readonly string[]): Check =>
  value =>
    typeof value === 'string' && words.includes(value);

/** An object whose every value passes, and every name, with no more of them than that. */
export const recordOf =
  (check: Check, name: (name: string) => boolean = () => true, most = Number.POSITIVE_INFINITY): Check =>
  value => {
    if (!isObject(value)) return false;
    let left = most;
    for (const key in value) if (--left < 0 || !name(key) || !check(value[key])) return false;
    return true;
  };

/** An object with these fields; it may have others. */
export const record = (fields: Readonly<Record<string, Check>>): Check => {
  const list = Object.entries(fields);
  return value => isObject(value) && list.every(([name, check]) => check(value[name]));
};

/** An object whose `kind` says what fields it has. */
export function byKind(checks: Readonly<Record<string, Check>>, kind: unknown): Check {
  return (
    (typeof kind === 'string' && Object.hasOwn(checks, kind) ? checks[kind] : undefined) ?? (() => false)
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
