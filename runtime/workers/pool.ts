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
import { Refusal } from '../model/refusal.js';
import { abortWords, errorOf, failed, type Job } from './job.js';
import { type Exit, exitWords, WorkerProcess } from './process.js';
import type { FromWorker, Program } from './protocol.js';
import { RawOutput } from './raw-output.js';
import { removeTempOf } from './temp-folder.js';

/** This many workers in a row that die while they open the program, after one could, mean that none can any more. */
const stillbirths = 3;

/** How long a task that was asked to stop may take, in milliseconds. */
const grace = 3_000;

interface Worker {
  readonly number: number;
  readonly process: WorkerProcess;
  readonly runs: Set<string>;
  /** Serves one task only. */
  readonly isolated: boolean;
  /** `leaving`: it was let go of and takes nothing more. */
  state: 'opening' | 'idle' | 'busy' | 'asked' | 'leaving';
  job: Job | null;
  /** What is waited for besides a task. */
  reply: { resolve(checked: CheckedParameters): void; reject(error: unknown): void } | null;
  killTimer: NodeJS.Timeout | null;
}

/**
 * Warm worker processes that all execute one program. The first is started at once, while the program is still being made;
 * more follow when there is more to do than workers to do it, up to `size`.
 */
export class WorkerPool implements Pool {
  readonly #workers = new Set<Worker>();
  readonly #queue: Job[] = [];
  readonly #output = new RawOutput();
  #nextJob = 1;
  #closed = false;
  readonly #facts = Promise.withResolvers<FlowFacts>();
  readonly #waiters: ((worker: Worker) => void)[] = [];
  #refused: unknown = null;
  #open = false;
  #diedOpening = 0;

  constructor(
    readonly program: Promise<Program>,
    readonly size: number,
  ) {
    this.#facts.promise.catch(() => undefined);
    program.catch(error => this.#facts.reject(error));
    this.#start(null, false);
  }

  describe(): Promise<FlowFacts> {
    return this.#facts.promise;
  }

  async check(raw: Readonly<Record<string, RawParameter>>): Promise<CheckedParameters> {
    await this.describe();
    const worker = this.#find(w => w.state === 'idle') ?? (await this.#anyIdle());
    const { promise, resolve, reject } = Promise.withResolvers<CheckedParameters>();
    worker.state = 'asked';
    worker.reply = { resolve, reject };
    worker.process.hold(true);
    worker.process.send({ type: 'check', id: 0, raw });
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
      kill: () => this.#find(w => w.job === job)?.process.kill(),
    };
  }

  forget(run: string): void {
    for (const worker of this.#workers) {
      if (worker.runs.delete(run)) worker.process.send({ type: 'forget', run });
    }
    this.#output.forget(run);
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers) worker.process.release();
  }

  #dispatch(): void {
    for (;;) {
      const job = this.#queue[0];
      if (job === undefined) return;
      const idle = job.request.isolate ? undefined : this.#find(w => w.state === 'idle' && !w.isolated);
      if (idle === undefined) {
        if (this.#refused !== null) {
          this.#failAll();
          return;
        }
        this.#grow(job);
        return;
      }
      this.#queue.shift();
      this.#give(idle, job);
    }
  }

  /** Starts a worker for what waits, if there is room. */
  #grow(job: Job): void {
    const opening = [...this.#workers].filter(w => w.state === 'opening').length;
    if (opening >= this.#queue.length) return;
    if (this.#workers.size >= this.size) {
      if (!job.request.isolate) return;
      const idle = this.#find(w => w.state === 'idle');
      if (idle === undefined) return;
      this.#letGo(idle);
      this.#workers.delete(idle);
    }
    if (job.request.isolate) {
      this.#queue.shift();
      this.#start(job, true);
      this.#dispatch();
    } else {
      this.#start(null, false);
      if (this.#queue.length > opening + 1) this.#grow(job);
    }
  }

  #start(job: Job | null, isolated: boolean): Worker {
    const number = this.#freeNumber();
    const worker: Worker = {
      number,
      process: new WorkerProcess(
        {
          message: message => this.#receive(worker, message),
          rawLines: (stream, lines) => {
            if (worker.job !== null) this.#keep(worker.job, stream, lines);
          },
          exit: exit => this.#exited(worker, exit),
        },
        job?.request.memory ?? null,
      ),
      runs: new Set(),
      isolated,
      state: 'opening',
      job,
      reply: null,
      killTimer: null,
    };
    this.#workers.add(worker);
    this.program.then(
      program => worker.process.send({ type: 'open', id: 0, program }),
      () => worker.process.release(),
    );
    return worker;
  }

  #keep(job: Job, stream: 'out' | 'err', lines: readonly string[]): void {
    try {
      this.#output.append(job, stream, lines);
    } catch (error) {
      job.unrecorded ??= error;
    }
  }

  #freeNumber(): number {
    const taken = new Set([...this.#workers].map(w => w.number));
    let number = 0;
    while (taken.has(number)) number++;
    return number;
  }

  #give(worker: Worker, job: Job): void {
    worker.state = 'busy';
    worker.job = job;
    worker.process.hold(true);
    if (!worker.runs.has(job.run.id)) {
      worker.runs.add(job.run.id);
      worker.process.send({ type: 'run', run: job.run });
    }
    job.onStart(worker.number);
    worker.process.send({ type: 'task', id: job.id, run: job.run.id, request: job.request });
  }

  #receive(worker: Worker, message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        this.#opened(worker, message.facts);
        return;
      case 'checked':
        worker.reply?.resolve(message.checked);
        this.#rest(worker);
        return;
      case 'ended': {
        const job = worker.job;
        if (job?.id !== message.id) return;
        this.#rest(worker);
        job.settle(job.unrecorded === undefined ? message.outcome : failed(errorOf(job.unrecorded)));
        return;
      }
      case 'refused': {
        const error = new Refusal('load-failed', message.message);
        if (worker.reply !== null) worker.reply.reject(error);
        if (worker.state === 'opening') this.#refuse(error);
        // What it waits for will never come, and a live process would keep this one alive.
        worker.process.kill();
        return;
      }
      default:
        message satisfies never;
    }
  }

  #opened(worker: Worker, facts: FlowFacts): void {
    this.#facts.resolve(facts);
    this.#diedOpening = 0;
    this.#open = true;
    if (worker.job !== null) this.#give(worker, worker.job);
    else this.#rest(worker);
  }

  #anyIdle(): Promise<Worker> {
    return new Promise(resolve => {
      this.#waiters.push(resolve);
      this.#startForWaiters();
    });
  }

  /** Workers may all have ended since the program was opened: killed, or with the task they were given. */
  #startForWaiters(): void {
    if (this.#waiters.length > 0 && this.#workers.size === 0) this.#start(null, false);
  }

  #rest(worker: Worker): void {
    if (worker.killTimer !== null) clearTimeout(worker.killTimer);
    worker.killTimer = null;
    worker.job = null;
    worker.reply = null;
    worker.state = 'idle';
    if (worker.isolated) {
      this.#letGo(worker);
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter(worker);
      return;
    }
    worker.process.hold(false);
    this.#dispatch();
  }

  #letGo(worker: Worker): void {
    worker.state = 'leaving';
    worker.process.release();
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
    const worker = this.#find(w => w.job === job);
    if (worker === undefined) return;
    // Its step has not begun, so there is nobody who could listen.
    if (worker.state === 'opening') {
      worker.process.kill();
      return;
    }
    worker.process.send({ type: 'abort', id: job.id, reason, words: abortWords(reason) });
    worker.killTimer ??= setTimeout(() => worker.process.kill(), grace);
  }

  #exited(worker: Worker, exit: Exit): void {
    this.#workers.delete(worker);
    if (worker.killTimer !== null) clearTimeout(worker.killTimer);
    const words = exitWords(exit);
    const job = worker.job;
    const opening = worker.state === 'opening';
    worker.reply?.reject(new Refusal('load-failed', `the process that checks the parameters ${words}`));
    // Once a worker could open the program, another's death is an accident, unless it goes on.
    if (opening && !this.#closed && (!this.#open || ++this.#diedOpening >= stillbirths)) {
      this.#refuse(new Refusal('load-failed', `the flow's code can't be loaded: its process ${words}`));
    }
    if (job !== null) {
      if (worker.process.pid !== undefined) removeTempOf(worker.process.pid);
      const message =
        job.aborted === null ? `the process ${words} before the step ended` : abortWords(job.aborted);
      job.settle(failed({ name: 'WorkerExit', message, stack: '', exit: words }));
    }
    if (this.#closed) return;
    this.#dispatch();
    this.#startForWaiters();
  }

  /** The program can't be opened, and no other worker could either. */
  #refuse(error: unknown): void {
    this.#refused = error;
    this.#facts.reject(error);
    this.#failAll();
  }

  #failAll(): void {
    const message = this.#refused instanceof Error ? this.#refused.message : String(this.#refused);
    for (const job of this.#queue.splice(0)) job.settle(failed({ name: 'Error', message, stack: '' }));
  }

  #find(fits: (worker: Worker) => boolean): Worker | undefined {
    for (const worker of this.#workers) if (fits(worker)) return worker;
    return undefined;
  }
}
