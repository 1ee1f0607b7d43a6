import { formatLine, OutputLog } from '../store/output-log.js';
import type { Job } from './job.js';
import { type Secrets, secretsOf } from './secrets.js';

/**
 * What workers write past `process.stdout`: native code, and processes that a step starts. It comes through the worker's pipes and
 * goes to the log of the run whose task it runs.
 */
export class RawOutput {
  readonly #runs = new Map<string, { readonly log: OutputLog; readonly secrets: Secrets | null }>();

  append({ run, request }: Job, stream: 'out' | 'err', lines: readonly string[]): void {
    let known = this.#runs.get(run.id);
    if (known === undefined) {
      known = { log: new OutputLog(run.store, run.id), secrets: secretsOf(run) };
      this.#runs.set(run.id, known);
    }
    const { log, secrets } = known;
    const { step, task, attempt } = request;
    const at = Date.now();
    const said = secrets === null ? lines : lines.map(line => secrets.masked(line));
    log.append(said.map(text => formatLine({ at, stream, step, task, attempt, text })).join(''));
  }

  forget(run: string): void {
    this.#runs.get(run)?.log.close();
    this.#runs.delete(run);
  }
}
