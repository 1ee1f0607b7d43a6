import type { EngineResult } from '../engine/engine.js';
import type { StartedRun } from '../local/run.js';
import type { LogLine, RunEvent } from '../model/event.js';
import type { OutputReader } from '../store/run-reader.js';
import { exit } from './command.js';
import type { Reporter } from './report-text.js';
import { drained, isCrowded } from './terminal.js';

/** So many lines of output are shown with one call to the system. */
const atOnce = 500;

/** What asks a run to stop: a person, a service manager, a terminal that is closed. */
const interrupting = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A run with its output, in the order in which things happened. It is shown no faster than standard output is read: what waits
 * for a slow reader waits in the run's files, and the run goes on.
 */
export class ShownRun {
  readonly #started: StartedRun;
  readonly #output: OutputReader;
  readonly #reporter: Reporter;
  readonly #waiting: RunEvent[] = [];
  /** What was read of the output, and is not shown yet. */
  #reading: Iterator<LogLine> | null = null;

  constructor(started: StartedRun, output: OutputReader, reporter: Reporter) {
    this.#started = started;
    this.#output = output;
    this.#reporter = reporter;
  }

  event(event: RunEvent): void {
    this.#waiting.push(event);
    this.#events();
  }

  /** @returns the exit code */
  async end(): Promise<number> {
    let asked = false;
    const interrupt = () => {
      if (!asked) this.#reporter.stopping();
      asked = true;
      this.#started.cancel();
    };
    const show = () => this.#events() && this.#lines();
    const timer = setInterval(() => {
      if (show()) this.#reporter.tick(() => this.#output.open);
    }, 40);
    process.stdout.on('drain', show);
    for (const signal of interrupting) process.on(signal, interrupt);
    try {
      const result = await this.#started.result;
      while (!show()) await drained();
      this.#reporter.finished(this.#started.id, result);
      return exitCode(result);
    } finally {
      clearInterval(timer);
      process.stdout.off('drain', show);
      for (const signal of interrupting) process.off(signal, interrupt);
    }
  }

  /** Shows the events that wait. @returns whether all could be shown */
  #events(): boolean {
    for (let event = this.#waiting[0]; event !== undefined; event = this.#waiting[0]) {
      // What a failing attempt printed comes before what is said about its end.
      if (event.type === 'task.ended' && event.status !== 'done' && !this.#lines()) return false;
      if (isCrowded()) return false;
      this.#waiting.shift();
      this.#reporter.event(event);
    }
    return true;
  }

  /** Shows the output there is. @returns whether all could be shown */
  #lines(): boolean {
    while (!isCrowded()) {
      this.#reading ??= this.#output.read();
      const some: LogLine[] = [];
      let next = this.#reading.next();
      for (; !next.done; next = this.#reading.next()) {
        some.push(next.value);
        if (some.length === atOnce) break;
      }
      if (some.length > 0) this.#reporter.lines(some);
      if (!next.done) continue;
      this.#reading = null;
      return true;
    }
    return false;
  }
}

function exitCode(result: EngineResult): number {
  switch (result.status) {
    case 'done':
      return exit.ok;
    case 'failed':
      return exit.failed;
    case 'cancelled':
      return exit.cancelled;
  }
}
