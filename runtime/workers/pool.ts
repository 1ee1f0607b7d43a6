import type {
  AbortReason,
  CheckedParameters,
  Execution,
  FlowFacts,
  Pool,
  RawParameter,
  RunContext,
  TaskOutcome,
  TaskRequest,
} from '../engine/pool.js';
import { abortWords, failed, type Job } from './job.js';
import { Opening } from './opening.js';
import type { Program } from './protocol.js';
import { RawOutput } from './raw-output.js';
import { type Question, Worker, type WorkerHost } from './worker.js';

/**
 * Warm worker processes that all execute one program. The first is started at once, while the program is still being made;
 * more follow when there is more to do than workers to do it, up to `size`.
 */
export class WorkerPool implements Pool {
  readonly #workers = new Set<Worker>();
  readonly #queue: Job[] = [];
  readonly #questions: Question[] = [];
  readonly #output = new RawOutput();
  readonly #opening = new Opening();
  readonly #host: WorkerHost = {
    opened: (worker, facts) => {
      this.#opening.succeeded(facts);
      if (worker.job === null) this.#rested(worker);
      else worker.give(worker.job);
    },
    rested: worker => this.#rested(worker),
    refused: (_worker, error) => this.#refuse(error),
    gone: (worker, words) => this.#gone(worker, words),
  };
  #nextJob = 1;
  #closed = false;

  constructor(
    readonly program: Promise<Program>,
    readonly size: number,
  ) {
    program.catch(error => this.#opening.refuse(error));
    this.#start(null);
  }

  describe(): Promise<FlowFacts> {
    return this.#opening.facts;
  }

  async check(raw: Readonly<Record<string, RawParameter>>): Promise<CheckedParameters> {
    await this.describe();
    const { promise, resolve, reject } = Promise.withResolvers<CheckedParameters>();
    this.#questions.push({ raw, answer: resolve, refuse: reject });
    this.#dispatch();
    return promise;
  }

  execute(run: RunContext, request: TaskRequest, onStart: (worker: number) => void): Execution {
    const { promise, resolve } = Promise.withResolvers<TaskOutcome>();
    const job: Job = {
      id: this.#nextJob++,
      run,
      request,
      onStart,
      settle: resolve,
      aborted: null,
    };
    this.#queue.push(job);
    this.#dispatch();
    return {
      outcome: promise,
      abort: reason => this.#abort(job, reason),
      kill: () => this.#find(w => w.job === job)?.kill(),
    };
  }

  forget(run: string): void {
    for (const worker of this.#workers) worker.forget(run);
    this.#output.forget(run);
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers) worker.leave();
  }

  /** Gives what waits to whoever is idle, and starts more workers where there is room. */
  #dispatch(): void {
    for (;;) {
      const idle = this.#find(w => w.state === 'idle');
      const question = this.#questions[0];
      const job = this.#queue[0];
      if (question !== undefined && idle !== undefined) {
        this.#questions.shift();
        idle.ask(question);
      } else if (job !== undefined && idle !== undefined && !job.request.isolate) {
        this.#queue.shift();
        idle.give(job);
      } else if (this.#opening.refused !== null) {
        this.#failAll();
        return;
      } else if (job === undefined || !job.request.isolate || !this.#startFor(job, idle)) {
        this.#grow();
        return;
      }
    }
  }

  /** Starts a worker for a job that wants its own, if there is room or an idle one makes some. */
  #startFor(job: Job, idle: Worker | undefined): boolean {
    if (this.#workers.size >= this.size) {
      if (idle === undefined) return false;
      idle.leave();
      this.#workers.delete(idle);
    }
    this.#queue.shift();
    this.#start(job);
    return true;
  }

  /** Starts workers for what waits for any. */
  #grow(): void {
    const opening = [...this.#workers].filter(w => w.state === 'opening' && w.only === null).length;
    const wanted = this.#queue.filter(job => !job.request.isolate).length;
    // Someone must live who can be asked, be it only because all others have ended.
    const asked = this.#questions.length > 0 && this.#workers.size === 0 ? 1 : 0;
    const room = this.size - this.#workers.size;
    for (let i = opening; i < Math.min(wanted + asked, opening + room); i++) this.#start(null);
  }

  #start(only: Job | null): void {
    const worker = new Worker(this.#freeNumber(), only, this.#host, this.#output);
    this.#workers.add(worker);
    this.program.then(
      program => worker.open(program),
      () => worker.leave(),
    );
  }

  #freeNumber(): number {
    const taken = new Set([...this.#workers].map(w => w.number));
    let number = 0;
    while (taken.has(number)) number++;
    return number;
  }

  #rested(worker: Worker): void {
    this.#dispatch();
    if (worker.state === 'idle') worker.unhold();
  }

  #abort(job: Job, reason: AbortReason): void {
    if (job.aborted !== null) return;
    job.aborted = reason;
    const at = this.#queue.indexOf(job);
    if (at >= 0) {
      this.#queue.splice(at, 1);
      job.settle(failed({ name: 'AbortError', message: abortWords(reason), stack: '' }));
      return;
    }
    this.#find(w => w.job === job)?.abort(job.id, reason);
  }

  #gone(worker: Worker, words: string): void {
    const wasOpening = worker.state === 'opening';
    this.#workers.delete(worker);
    if (this.#closed) return;
    if (wasOpening) this.#opening.died(words);
    this.#dispatch();
  }

  /** The program can't be opened, and no other worker could either. */
  #refuse(error: unknown): void {
    this.#opening.refuse(error);
    this.#failAll();
  }

  #failAll(): void {
    const { refused } = this.#opening;
    const message = refused instanceof Error ? refused.message : String(refused);
    for (const job of this.#queue.splice(0)) job.settle(failed({ name: 'Error', message, stack: '' }));
    for (const question of this.#questions.splice(0)) question.refuse(refused);
  }

  #find(fits: (worker: Worker) => boolean): Worker | undefined {
    for (const worker of this.#workers) if (fits(worker)) return worker;
    return undefined;
  }
}
