import { relative } from 'node:path';
import type { EngineResult } from '../engine/engine.js';
import { durationText } from '../model/duration-text.js';
import type { LogLine, RunEvent } from '../model/event.js';
import { paint } from './paint.js';
import { Progress } from './progress.js';

/** Shows a run as it goes. */
export interface Reporter {
  event(event: RunEvent): void;
  line(line: LogLine): void;
  tick(): void;
  finished(id: string, result: EngineResult): void;
  end(): void;
}

const palette = ['cyan', 'magenta', 'blue', 'yellow', 'green'] as const;

/** For people: the output of each task behind its name, and on a terminal a line below that says how far the run is. */
export function textReporter(): Reporter {
  const progress = new Progress();
  const colours = new Map<string, (typeof palette)[number]>();
  let startedAt = Date.now();
  let tasks = 0;
  let reused = 0;
  let width = 0;
  const colourOf = (step: string) => {
    const colour = colours.get(step) ?? palette[colours.size % palette.length] ?? 'cyan';
    colours.set(step, colour);
    return colour;
  };
  const say = (text: string) => progress.above(() => process.stdout.write(`${text}\n`));
  return {
    event(event) {
      progress.event(event);
      switch (event.type) {
        case 'run.started': {
          startedAt = event.at;
          const parameters = Object.entries(event.parameters).map(
            ([name, value]) => `${name}=${JSON.stringify(value)}`,
          );
          const origin = event.origin === null ? '' : paint('gray', ` from ${event.origin}`);
          say(`${paint('bold', event.flow)} ${paint('gray', event.id)}${origin}`);
          if (parameters.length > 0) say(paint('gray', parameters.join('  ')));
          return;
        }
        case 'task.started':
          tasks++;
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
            say(paint('yellow', `${event.step}/${event.task} ${what}: ${event.error?.message ?? ''}`));
          }
          return;
        default:
          return;
      }
    },
    line(line) {
      const name = `${line.step}/${line.task}`;
      width = Math.max(width, name.length);
      const text = line.stream === 'err' ? paint('red', line.text) : line.text;
      say(`${paint(colourOf(line.step), name.padEnd(width))} ${paint('gray', '│')} ${text}`);
    },
    tick: () => progress.draw(),
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
          say(paint('gray', `  stepwell resume ${id}   goes on from here`));
          return;
        case 'failed': {
          const { error } = result;
          const attempt = error.attempt ? `, attempt ${error.attempt + 1}` : '';
          say(`${paint('red', '✗ failed')} in ${error.step}/${error.task}${attempt} after ${time}, ${count}`);
          say(`  ${paint('red', `${error.name}: ${error.message}`)}`);
          if (error.at) say(`  at ${placeText(error.at.file)}:${error.at.line}:${error.at.column}`);
          say(paint('gray', `  stepwell logs ${id}/${error.step}/${error.task}   shows its log`));
          say(paint('gray', `  stepwell resume ${id}   goes on from here, once it is mended`));
          return;
        }
        default:
          result satisfies never;
      }
    },
    end: () => progress.clear(),
  };
}

function placeText(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}
