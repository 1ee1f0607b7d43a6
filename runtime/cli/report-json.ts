import type { Reporter } from './report-text.js';
import { jsonText, print, printJson } from './terminal.js';

/** One JSON object a line: the run's events as its log has them, and `{"type":"log",…}` for each line of output. */
export function jsonReporter(): Reporter {
  const say = (value: object) => printJson(value);
  let held: object | null = null;
  return {
    // The last event waits for the last lines of output, so that nothing comes after it.
    event: event => {
      if (event.type === 'run.ended') held = event;
      else say(event);
    },
    lines: lines => print(lines.map(line => `${jsonText({ type: 'log', ...line })}\n`).join('')),
    tick: () => undefined,
    stopping: () => undefined,
    finished: () => undefined,
    end: () => {
      if (held !== null) say(held);
    },
  };
}
