import { soon } from '../clock.js';
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
import { refuseRunaway } from './crowd.js';
import { aborted, failed, type Job } from './job.js';
import { Opening } from './opening.js';
import { Pace } from './pace.js';
import type { Program } from './protocol.js';
import { RawOutput } from './raw-output.js';
import { type Question, Worker, type WorkerHost } from './worker.js';

/** What tasks leave is kept as long as their runs go on, but for the sake of the machine in no more processes than these. */
const mostAside = 64;

/**
 * Warm worker processes that all execute one program. The first is started at once, while the program is still being made;
 * more follow when there is more to do than workers to do it, up to `size`.
 */
export class WorkerPool implements Pool {
  readonly #workers = new Set<Worker>();
  /** Workers that are only kept for what their tasks left. */
  readonly #aside = new Set<Worker>();
  readonly #queue: Job[] = [];
  readonly #questions: Question[] = [];
  readonly #output = new RawOutput();
  readonly #opening = new Opening();
  readonly #pace = new Pace();
  readonly #host: WorkerHost = {
    opened: (worker, facts) => {
      this.#opening.succeeded(facts);
      if (worker.only === null) this.#rested(worker);
    },
    rested: worker => this.#rested(worker),
    ended: (job, took) => this.#pace.note(job.request.step, took),
    returned: jobs => this.#takeBack(jobs),
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
    try {
      refuseRunaway();
    } catch (error) {
      this.#refuse(error);
      return;
    }
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
      kill: () => this.#find(w => w.jobs[0] === job)?.kill(),
    };
  }

  room(step: string, held: number): number {
    const free = Math.max(0, this.size - held);
    const ahead = this.#pace.ahead(step);
    if (ahead === 0 || free > 0 || this.#queue.length > 0) return free;
    let room = 0;
    let isLow = false;
    for (const worker of this.#workers) {
      if (worker.only !== null || (worker.state !== 'busy' && worker.state !== 'idle')) continue;
      const given = worker.jobs.length;
      room += Math.max(0, 1 + ahead - given);
      // Many at a time, that they may travel together.
      isLow ||= given <= ahead / 2;
    }
    return isLow ? room : 0;
  }

  async forget(run: string): Promise<void> {
    const going: Promise<void>[] = [];
    for (const worker of [...this.#workers, ...this.#aside]) {
      const gone = worker.forget(run);
      if (gone === null) continue;
      going.push(gone);
      this.#rested(worker);
    }
    this.#output.forget(run);
    await Promise.all(going);
  }

  close(): void {
    this.#closed = true;
    for (const worker of [...this.#workers, ...this.#aside]) worker.leave();
  }

  /** No worker can open the program any more: what is executed only fails. */
  get isRefused(): boolean {
    return this.#opening.refused !== null;
  }

  /** Gives what waits to whoever is idle, and starts more workers where there is room. */
  #dispatch(): void {
    for (;;) {
      const question = this.#questions[0];
      const job = this.#queue[0];
      const idle = this.#find(w => w.state === 'idle' && w.serves(job?.run.id ?? null));
      const asked = question && this.#find(w => w.state === 'idle' && w.serves(null));
      if (question !== undefined && asked !== undefined) {
        this.#questions.shift();
        asked.ask(question);
      } else if (job !== undefined && idle !== undefined && !job.request.isolate) {
        this.#queue.shift();
        idle.give(job);
      } else if (job !== undefined && this.#giveAhead(job)) {
        this.#queue.shift();
      } else if (this.#opening.refused !== null) {
        this.#failAll();
        return;
      } else if (job === undefined || !job.request.isolate || !this.#startFor(job, idle)) {
        this.#grow();
        this.#holdOpening();
        return;
      }
    }
  }

  /** A worker that opens the program keeps this process alive for what waits. Where others have done that meanwhile, it opens it for nobody yet. */
  #holdOpening(): void {
    const isWanted = this.#queue.length > 0 || this.#questions.length > 0 || this.#opening.isOpen;
    for (const worker of this.#workers)
      if (worker.state === 'opening' && worker.only === null) worker.hold(isWanted);
  }

  /** Gives a job to the worker that has least to do of its kind, if one has room for it. */
  #giveAhead(job: Job): boolean {
    const { run, request } = job;
    const ahead = request.isolate ? 0 : this.#pace.ahead(request.step);
    if (ahead === 0) return false;
    let best: Worker | null = null;
    for (const worker of this.#workers) {
      const [current] = worker.jobs;
      if (worker.state !== 'busy' || worker.only !== null || worker.jobs.length > ahead) continue;
      // What waits for a task must not wait longer for it than for one of its own kind.
      if (current?.run !== run || current.request.step !== request.step) continue;
      if (best === null || worker.jobs.length < best.jobs.length) best = worker;
    }
    best?.give(job);
    return best !== null;
  }

  /** Jobs that a worker has not begun, to go first again. */
  #takeBack(jobs: readonly Job[]): void {
    const wanted = jobs.filter(job => job.aborted === null);
    for (const job of jobs) if (job.aborted !== null) job.settle(aborted(job.aborted));
    this.#queue.unshift(...wanted);
    this.#dispatch();
  }

  /** Starts a worker for a job that wants its own, if there is room or an idle one makes some. */
  #startFor(job: Job, idle: Worker | undefined): boolean {
    if (this.#workers.size >= this.size && !this.#makeRoom()) {
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
    const asked = this.#questions.length > 0 && !this.#find(w => w.serves(null)) ? 1 : 0;
    for (let i = opening; i < wanted + asked; i++) {
      if (this.#workers.size >= this.size && !this.#makeRoom()) return;
      this.#start(null);
    }
  }

  /** Sets an idle worker aside that can't be given what waits. */
  #makeRoom(): boolean {
    const bound = this.#find(w => w.state === 'idle' && !w.serves(null));
    if (bound === undefined) return false;
    bound.setAside();
    this.#keepAside(bound);
    return true;
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
    // Nothing keeps this process up until one that was let go of has ended, so nothing may wait for its place.
    if (worker.state === 'leaving' && worker.jobs.length === 0) this.#workers.delete(worker);
    if (worker.state === 'aside') this.#keepAside(worker);
    this.#dispatch();
    if (worker.state === 'idle') soon(() => this.#unemployed(worker));
  }

  #keepAside(worker: Worker): void {
    this.#workers.delete(worker);
    const [oldest] = this.#aside;
    if (oldest !== undefined && this.#aside.size >= mostAside) {
      this.#aside.delete(oldest);
      oldest.leave();
    }
    this.#aside.add(worker);
  }

  /** A worker for which nothing has come up: there may be something that waits for another. */
  #unemployed(worker: Worker): void {
    if (worker.state !== 'idle') return;
    worker.hold(false);
    let fullest: Worker | null = null;
    for (const other of this.#workers) {
      if (other.jobs.length > (fullest?.jobs.length ?? 1)) fullest = other;
    }
    fullest?.askBack();
  }

  #abort(job: Job, reason: AbortReason): void {
    if (job.aborted !== null) return;
    job.aborted = reason;
    const at = this.#queue.indexOf(job);
    if (at >= 0) {
      this.#queue.splice(at, 1);
      job.settle(aborted(reason));
      return;
    }
    this.#find(w => w.jobs.includes(job))?.abort(job, reason);
  }

  #gone(worker: Worker, words: string): void {
    const wasOpening = worker.state === 'opening';
    this.#workers.delete(worker);
    this.#aside.delete(worker);
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
