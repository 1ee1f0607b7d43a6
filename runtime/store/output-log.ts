import { closeSync } from 'node:fs';
import type { LogLine } from '../model/event.js';
import { isMemberName, isTaskName } from '../model/names.js';
import { unwritable } from './home.js';
import { openToAppend, writeText } from './paths/files.js';
import { runFile } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';

/**
 * A run's output: one line of the log for one line of output, `AT STREAM STEP/TASK ATTEMPT TEXT`, such as
 * `1773500966535 out train/4 0 fitted in 3 ms`. Several processes append to it at once, each with whole lines.
 */
export class OutputLog {
  readonly #file: number;

  constructor(
    readonly store: string,
    run: string,
  ) {
    try {
      this.#file = openToAppend(store, runFile(store, run, 'output.log'));
    } catch (cause) {
      throw cause instanceof Unsafe ? cause : unwritable(store, cause);
    }
  }

  /** @throws Refusal on a full disk, say. */
  append(lines: string): void {
    try {
      writeText(this.#file, lines);
    } catch (cause) {
      throw unwritable(this.store, cause);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

export function formatLine(line: LogLine): string {
  // A bare carriage return redraws a line on a terminal; in a log each state of it is text of the same line.
  return `${line.at} ${line.stream} ${line.step}/${line.task} ${line.attempt} ${line.text.replace(/\n/g, ' ')}\n`;
}

const form = /^(\d{1,16}) (out|err) ([^/ ]+)\/(\S+) (\d{1,9}) (.*)$/s;

/** The line of output in a line of the log, or null when it holds none. */
export function parseLine(line: string): LogLine | null {
  const match = form.exec(line);
  if (match === null) return null;
  const [, at, stream, step = '', task = '', attempt, text] = match;
  const time = Number(at);
  if (time > latest || !isPlace(step, task)) return null;
  return {
    at: time,
    stream: stream === 'err' ? 'err' : 'out',
    step,
    task,
    attempt: Number(attempt),
    text: text ?? '',
  };
}

/** The last moment that a date can be. */
const latest = 8.64e15;

let known = { step: '', task: '' };

/** Lines of one task follow one another, and there may be millions. */
function isPlace(step: string, task: string): boolean {
  if (step === known.step && task === known.task) return true;
  if (!isMemberName(step) || !isTaskName(task)) return false;
  known = { step, task };
  return true;
}
