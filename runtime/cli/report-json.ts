import type { Reporter } from './report-text.js';

/** One JSON object a line: the run's events as its log has them, and `{"type":"log",…}` for each line of output. */
export function jsonReporter(): Reporter {
  const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  let held: object | null = null;
  return {
    // The last event waits for the last lines of output, so that nothing comes after it.
    event: event => {
      if (event.type === 'run.ended') held = event;
      else print(event);
    },
    line: line => print({ type: 'log', ...line }),
    tick: () => undefined,
    finished: () => undefined,
    end: () => {
      if (held !== null) print(held);
    },
  };
}
