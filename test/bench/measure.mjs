import { spawnSync } from 'node:child_process';

/**
 * Runs a command to its end and gives its wall time in milliseconds.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function wallTime(command, args, options = {}) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { maxBuffer: 1 << 28, ...options });
  const spent = performance.now() - started;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error}: ${stderr}`);
  return { spent, output: String(stdout) };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Measures several things in turn, round after round, so that a machine whose speed drifts drifts for all of them
 * alike. The first round warms up and does not count.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => number>} things
 * @returns {Record<Name, number[]>}
 */
export function inTurn(rounds, things) {
  const names = /** @type {Name[]} */ (Object.keys(things));
  /** @type {Record<string, number[]>} */
  const results = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = things[name]();
      if (round > 0) results[name]?.push(value);
    }
  }
  return /** @type {Record<Name, number[]>} */ (results);
}
