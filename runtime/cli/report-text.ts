import type { EngineResult } from '../engine/engine.js';
import { durationText } from '../model/duration-text.js';
import type { LogLine, RunEvent } from '../model/event.js';
import { failureText, nextText } from './failure.js';
import { outputText } from './output-text.js';
import { paint, parametersText } from './paint.js';
import { Progress } from './progress.js';
import { print } from './terminal.js';

/** Shows a run as it goes. */
export interface Reporter {
  event(event: RunEvent): void;
  lines(lines: readonly LogLine[]): void;
  /** @param open gives the lines that have no end yet */
  tick(open: () => readonly LogLine[]): void;
  /** A person has asked the run to stop, for the first time. */
  stopping(): void;
  finished(id: string, result: EngineResult): void;
  end(): void;
}

const palette = ['cyan', 'magenta', 'blue', 'yellow', 'green'] as const;

/**
 * For people: the output of each task behind its name, and on a terminal a line below that says how far the run is.
 *
 * @param rerun why a task runs that might have been taken over, as far as it is known
 */
export function textReporter(store: string, rerun: (step: string) => string | null): Reporter {
  const progress = new Progress();
  const colours = new Map<string, (typeof palette)[number]>();
  const explained = new Set<string>();
  let startedAt = Date.now();
  let tasks = 0;
  let reused = 0;
  let width = 0;
  const colourOf = (step: string) => {
    const colour = colours.get(step) ?? palette[colours.size % palette.length] ?? 'cyan';
    colours.set(step, colour);
    return colour;
  };
  const shown = (line: LogLine) => {
    const name = `${line.step}/${line.task}`;
    width = Math.max(width, name.length);
    return `${paint(colourOf(line.step), name.padEnd(width))} ${paint('gray', '│')} ${outputText(line)}`;
  };
  const say = (text: string) => progress.above(() => print(`${text}\n`));
  const explain = (step: string) => {
    const why = explained.has(step) ? null : rerun(step);
    explained.add(step);
    if (why !== null) say(paint('gray', `${step} runs again: ${why}`));
  };
  return {
    event(event) {
      progress.event(event);
      switch (event.type) {
        case 'run.started': {
          startedAt = event.at;
          const origin = event.origin === null ? '' : paint('gray', ` from ${event.origin}`);
          say(`${paint('bold', event.flow)} ${paint('gray', event.id)}${origin}`);
          if (Object.keys(event.parameters).length > 0) say(paint('gray', parametersText(event.parameters)));
          return;
        }
        case 'task.started':
          tasks++;
          explain(event.step);
          return;
        case 'task.reused':
          reused++;
          return;
        case 'task.ended':
          if (event.status === 'retrying' || event.status === 'caught') {
            const what =
              event.status === 'retrying'
                ? `attempt ${event.attempt + 1} failed, trying again`
                : 'failed, and its error was caught';
            const message = event.error?.message.split('\n')[0] ?? '';
            say(paint('yellow', `${event.step}/${event.task} ${what}: ${message}`));
          }
          return;
        default:
          return;
      }
    },
    lines: lines => say(lines.map(shown).join('\n')),
    tick: open => progress.draw(() => open().map(shown)),
    stopping() {
      say(paint('yellow', 'stopping: tasks are asked to end; Ctrl+C once more ends them at once'));
    },
    finished(id, result) {
      progress.clear();
      const count = `${tasks} ${tasks === 1 ? 'task' : 'tasks'}${reused > 0 ? `, ${reused} taken over` : ''}`;
      const time = durationText(Date.now() - startedAt);
      switch (result.status) {
        case 'done':
          say(`${paint('green', '✓ done')} in ${time}, ${count}`);
          return;
        case 'cancelled':
          say(`${paint('yellow', '⊘ cancelled')} after ${time}, ${count}`);
          say(nextText('go on from here', ['resume', id], store));
          return;
        case 'failed': {
          const { error } = result;
          const attempt = error.attempt ? `, attempt ${error.attempt + 1}` : '';
          say(`${paint('red', '✗ failed')} in ${error.step}/${error.task}${attempt} after ${time}, ${count}`);
          say(failureText(error, id, store));
          return;
        }
        default:
          result satisfies never;
      }
    },
    end: () => progress.clear(),
  };
}
