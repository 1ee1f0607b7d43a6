/**
 * A time: milliseconds, or text such as `'250ms'`, `'30s'`, `'5m'`, `'1.5h'`, `'2d'`.
 *
 * @example
 * \@step({ timeout: '5m' })
 */
export type Duration = number | Text<'ms' | 's' | 'm' | 'min' | 'h' | 'd'>;

/**
 * An amount of memory: bytes, or text such as `'512mb'`, `'2gb'`.
 *
 * @example
 * \@step({ memory: '2gb' })
 */
export type Size = number | Text<'b' | 'kb' | 'mb' | 'gb' | 'B' | 'KB' | 'MB' | 'GB'>;

type Text<Unit extends string> = `${number}${'' | ' '}${Unit}`;

const units = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds in a number of them, or in text such as `'250ms'`, `'30s'`, `'1.5m'`, `'2h'`. */
export function milliseconds(duration: string | number, what: string): number {
  if (typeof duration === 'number' && duration >= 0) return duration;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(String(duration));
  const unit = units.get(match?.[2]?.toLowerCase() ?? '');
  if (match === null || unit === undefined) {
    throw new TypeError(
      `${what} is ${JSON.stringify(duration)}: write milliseconds, or text such as '30s', '5m', '1h'`,
    );
  }
  return Number(match[1]) * unit;
}

const sizes = new Map([
  ['b', 1 / 1024 ** 2],
  ['kb', 1 / 1024],
  ['mb', 1],
  ['gb', 1024],
]);

/** Megabytes in a number of bytes, or in text such as `'512mb'`, `'2gb'`. */
export function megabytes(size: string | number, what: string): number {
  if (typeof size === 'number' && size > 0) return Math.max(1, Math.round(size / 1024 ** 2));
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(String(size));
  const unit = sizes.get(match?.[2]?.toLowerCase() ?? '');
  if (match === null || unit === undefined) {
    throw new TypeError(`${what} is ${JSON.stringify(size)}: write bytes, or text such as '512mb', '2gb'`);
  }
  return Math.max(1, Math.round(Number(match[1]) * unit));
}
