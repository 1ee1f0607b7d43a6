/** Says what is going on, one plain line at a time, and how long it took. */

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Announces a piece of work, does it, and says how long it took. A long one says that it is still alive, so
 * that nobody stares at a silent terminal for minutes.
 *
 * @template T
 * @param {string} what for example `Installing npm packages`
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function timed(what, work) {
  const started = Date.now();
  say(`${what} …`);
  const alive = setInterval(() => say(`${what} … ${duration(Date.now() - started)}`), 30_000);
  try {
    const result = await work();
    say(`${what} … done in ${duration(Date.now() - started)}`);
    return result;
  } finally {
    clearInterval(alive);
  }
}

/** Something is missing or went wrong that the message says all about: it is shown without a stack. */
export class CannotGoOn extends Error {
  /** @override */
  name = 'CannotGoOn';
}

/**
 * Ends a script: with a plain message where that is enough, and with a stack where the fault is ours.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  if (error instanceof CannotGoOn) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
