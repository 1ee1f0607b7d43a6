import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../model/event.js';
import { unwritable } from './home.js';

export const outputFile = 'output.log';

/**
 * A run's output: one line of the log for one line of output, `AT STREAM STEP/TASK ATTEMPT TEXT`, such as
 * `1773500966535 out train/4 0 fitted in 3 ms`. Several processes append to it at once, each with whole lines.
 */
export class OutputLog {
  readonly #file: number;

  constructor(
    readonly store: string,
    folder: string,
  ) {
    try {
      this.#file = openSync(join(folder, outputFile), 'a');
    } catch (cause) {
      throw unwritable(store, cause);
    }
  }

  /** @throws Refusal on a full disk, say. */
  append(lines: string): void {
    const bytes = Buffer.from(lines);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
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

const form = /^(\d+) (out|err) ([^/ ]+)\/(\S+) (\d+) (.*)$/s;

/** The line of output in a line of the log, or null when it holds none. */
export function parseLine(line: string): LogLine | null {
  const match = form.exec(line);
  if (match === null) return null;
  const [, at, stream, step, task, attempt, text] = match;
  return {
    at: Number(at),
    stream: stream === 'err' ? 'err' : 'out',
    step: step ?? '',
    task: task ?? '',
    attempt: Number(attempt),
    text: text ?? '',
  };
}
