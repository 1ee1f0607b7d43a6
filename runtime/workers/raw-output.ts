import { now } from '../clock.js';
import type { LogLine } from '../model/event.js';
import { wide } from '../store/bounds.js';
import { OpenLines } from '../store/open-lines.js';
import { formatRecord, OutputLog, parseRecord, type RecordKind } from '../store/output-log.js';
import { endOfOutput } from '../store/output-scan.js';
import { runFile } from '../store/paths/places.js';
import type { Job } from './job.js';
import { type Secrets, secretsOf } from './secrets.js';
import type { Said } from './voice.js';

/** So many bytes of a log are looked through for the last line of a task whose process died. */
const lastBytes = 4 * 1024 * 1024;

/**
 * What workers write past `process.stdout`: native code, and processes that a step starts. It comes through the worker's pipes and
 * goes to the log of the run whose task it is of.
 */
export class RawOutput {
  readonly #runs = new Map<string, { readonly log: OutputLog; readonly secrets: Secrets | null }>();

  secretsOf(job: Job): Secrets | null {
    return this.#of(job).secrets;
  }

  /** @param piece of a line that has no end yet */
  append(job: Job, stream: LogLine['stream'], { lines, isWhole }: Said, piece: string): void {
    const { log, secrets } = this.#of(job);
    const { step, task, attempt } = job.request;
    const place = { voice: 'piped', at: now(), stream, step, task, attempt } as const;
    const record = (kind: RecordKind, said: string) =>
      formatRecord(kind, place, secrets?.masked(said) ?? said);
    let records = lines.map((line, i) => record(isWhole && i === 0 ? 'whole' : 'line', line)).join('');
    if (piece !== '') records += record('piece', piece);
    if (records !== '') log.append(records);
  }

  /** Makes lines of what a task had printed without an end when its process died. */
  complete({ run, request: { step, task, attempt } }: Job): void {
    const open = new OpenLines(wide.output);
    for (const text of endOfOutput(run.store, runFile(run.store, run.id, 'output.log'), lastBytes)) {
      const record = parseRecord(text);
      const line = record?.line;
      if (record?.voice === 'own' && line?.step === step && line.task === task && line.attempt === attempt)
        open.take(record);
    }
    const { log } = this.#of({ run });
    for (const line of open.lines) log.append(formatRecord('whole', { ...line, voice: 'own' }, line.text));
  }

  forget(run: string): void {
    this.#runs.get(run)?.log.close();
    this.#runs.delete(run);
  }

  #of({ run }: Pick<Job, 'run'>) {
    const known = this.#runs.get(run.id) ?? {
      log: new OutputLog(run.store, run.id),
      secrets: secretsOf(run),
    };
    this.#runs.set(run.id, known);
    return known;
  }
}
