import { createHmac } from 'node:crypto';

/**
 * By what an equal secret is known again without being kept: HMAC-SHA256 in hex, with a key that stays with its user. A plain hash of what people choose
 * for passwords could be guessed from a store.
 */
export function secretHash(key: Buffer, name: string, value: string): string {
  // A name has no such character, so no other name and value make the same text.
  return createHmac('sha256', key).update(`${name}\0${value}`).digest('hex');
}

/** The hashes of a run's secrets, by name; null each where there is no key. */
export function secretHashes(
  key: Buffer | null,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Record<string, string | null> {
  const hashes = names.map(name => [name, key === null ? null : secretHash(key, name, String(values[name]))]);
  return Object.fromEntries(hashes);
}
