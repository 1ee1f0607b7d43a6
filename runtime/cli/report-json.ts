import type { Reporter } from './report-text.js';
import { print } from './terminal.js';

/** One JSON object a line: the run's events as its log has them, and `{"type":"log",…}` for each line of output. */
export function jsonReporter(): Reporter {
  const say = (value: object) => print(`${JSON.stringify(value)}\n`);
  let held: object | null = null;
  return {
    // The last event waits for the last lines of output, so that nothing comes after it.
    event: event => {
      if (event.type === 'run.ended') held = event;
      else say(event);
    },
    lines: lines => print(lines.map(line => `${JSON.stringify({ type: 'log', ...line })}\n`).join('')),
    tick: () => undefined,
    stopping: () => undefined,
    finished: () => undefined,
    end: () => {
      if (held !== null) say(held);
    },
  };
}
