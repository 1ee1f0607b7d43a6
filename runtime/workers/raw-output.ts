import { formatLine, OutputLog } from '../store/output-log.js';
import type { Job } from './job.js';

/**
 * What workers write past `process.stdout`: native code, and processes that a step starts. It comes through the worker's pipes and
 * goes to the log of the run whose task it runs.
 */
export class RawOutput {
  readonly #logs = new Map<string, OutputLog>();

  append({ run, request }: Job, stream: 'out' | 'err', lines: readonly string[]): void {
    let log = this.#logs.get(run.id);
    if (log === undefined) {
      log = new OutputLog(run.store, run.id);
      this.#logs.set(run.id, log);
    }
    const { step, task, attempt } = request;
    const at = Date.now();
    log.append(lines.map(text => formatLine({ at, stream, step, task, attempt, text })).join(''));
  }

  forget(run: string): void {
    this.#logs.get(run)?.close();
    this.#logs.delete(run);
  }
}
