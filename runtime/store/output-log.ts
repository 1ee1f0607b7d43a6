import { closeSync } from 'node:fs';
import type { LogLine } from '../model/event.js';
import { isMemberName, isTaskName } from '../model/names.js';
import { unwritable } from './home.js';
import { openToAppend, writeAll, writeText } from './paths/files.js';
import { runFile } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';
import { rawBytes } from './raw-text.js';

/**
 * A run's output: one record for one line of output, `AT STREAM STEP/TASK ATTEMPT TEXT`, such as
 * `1773500966535 out train/4 0 fitted in 3 ms`. Several processes append to it at once, each with whole records.
 *
 * Text that has no end yet is recorded at once too, as *pieces* whose stream has a `+` (`out+`); when its line is whole, that comes in full, with
 * a `=` (`out=`), so that only who wants to see or keep what is not whole needs to look at pieces. What a task's own process printed and what
 * came through its pipes are two voices of one stream, since each has a line of its own under way: the pieces of the second are `out~+` and its
 * lines `out~=`.
 *
 * Bytes that are no UTF-8 stand there as they came.
 */
export class OutputLog {
  readonly #file: number;

  constructor(
    readonly store: string,
    readonly run: string,
  ) {
    try {
      this.#file = openToAppend(store, runFile(store, run, 'output.log'));
    } catch (cause) {
      throw cause instanceof Unsafe ? cause : unwritable(store, cause);
    }
  }

  /** @throws Refusal on a full disk, say. */
  append(records: string): void {
    try {
      if (records.isWellFormed()) writeText(this.#file, records);
      else writeAll(this.#file, rawBytes(records));
    } catch (cause) {
      throw unwritable(this.store, cause);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Where the text of a record came from: printed in the task's process, or through pipes from it and what it started. */
export type VoiceName = 'own' | 'piped';

/** `line`: a whole line. `piece`: more of a line without an end. `whole`: a line of which pieces have come before. */
export type RecordKind = 'line' | 'piece' | 'whole';

/** Where and when something was said. */
export interface Saying extends Omit<LogLine, 'text'> {
  readonly voice: VoiceName;
}

export interface OutputRecord {
  readonly kind: RecordKind;
  readonly voice: VoiceName;
  readonly line: LogLine;
}

const signs = { line: '', piece: '+', whole: '=' } as const;

export function formatRecord(
  kind: RecordKind,
  { voice, at, stream, step, task, attempt }: Saying,
  text: string,
): string {
  const mark = kind === 'line' ? '' : `${voice === 'own' ? '' : '~'}${signs[kind]}`;
  // A bare carriage return redraws a line on a terminal; in a log each state of it is text of the same line.
  const said = text.includes('\n') ? text.replaceAll('\n', ' ') : text;
  return `${at} ${stream}${mark} ${step}/${task} ${attempt} ${said}\n`;
}

export function formatLine(line: LogLine): string {
  return formatRecord('line', { ...line, voice: 'own' }, line.text);
}

const form = /^(\d{1,16}) (out|err)(~?)([+=]?) ([^/]+)\/(\S+) (\d{1,9}) (.*)$/s;

/** What a line of the log records, or null when that is nothing. */
export function parseRecord(text: string): OutputRecord | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, at, stream, tilde, sign, step = '', task = '', attempt, said = ''] = match;
  const time = Number(at);
  if (time > latest || !isPlace(step, task)) return null;
  return {
    kind: sign === '+' ? 'piece' : sign === '=' ? 'whole' : 'line',
    voice: tilde === '~' ? 'piped' : 'own',
    line: {
      at: time,
      stream: stream === 'err' ? 'err' : 'out',
      step,
      task,
      attempt: Number(attempt),
      text: said,
    },
  };
}

/** The line of output in a line of the log, or null when it holds none, or only a piece of one. */
export function parseLine(text: string): LogLine | null {
  const record = parseRecord(text);
  return record === null || record.kind === 'piece' ? null : record.line;
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
