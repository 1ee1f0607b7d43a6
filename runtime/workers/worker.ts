import { randomUUID } from 'node:crypto';
import { callOff, later, nextTick } from '../clock.js';
import type { AbortReason, CheckedParameters, FlowFacts, RawParameter } from '../engine/pool.js';
import { Refusal } from '../model/refusal.js';
import { joined } from '../store/content.js';
import { decode, encode } from '../store/value.js';
import { Heard } from './heard.js';
import { abortWords, errorOf, failed, type Job } from './job.js';
import { tellOwnRun, tellPartlyLoaded } from './own-run.js';
import { type Exit, exitWords, WorkerProcess } from './process.js';
import type { FromWorker, Program, TaskOrder } from './protocol.js';
import type { RawOutput } from './raw-output.js';
import { removeTempOf } from './temp-folder.js';

/** How long a task that was asked to stop, or a process that was let go of, may take, in milliseconds. */
const grace = 3_000;

/** What a task has written may be read after word of its end, and after so many others have begun. */
const mostBegun = 200;

/** What a worker tells the pool it belongs to. */
export interface WorkerHost {
  opened(worker: Worker, facts: FlowFacts): void;
  /** Its last task has ended, or what it was asked is answered. */
  rested(worker: Worker): void;
  /** A task has ended, so many milliseconds after it began. */
  ended(job: Job, took: number): void;
  /** Jobs that were given to it and have not begun. */
  returned(jobs: readonly Job[]): void;
  refused(worker: Worker, error: Refusal): void;
  gone(worker: Worker, words: string): void;
}

/** A parameter check that waits for a worker. */
export interface Question {
  readonly raw: Readonly<Record<string, RawParameter>>;
  readonly answer: (checked: CheckedParameters) => void;
  readonly refuse: (error: unknown) => void;
}

/** One worker of a pool: its process, and what it is doing. */
export class Worker {
  /**
   * `aside`: it takes nothing more, but what it has left goes on until its runs are over. `leaving`: it was let go of and takes nothing more.
   */
  #state: 'opening' | 'idle' | 'busy' | 'asked' | 'aside' | 'leaving' = 'opening';
  /** Tasks have left something in it. */
  #leaves = false;
  /** The first one is under way, the others wait in the process. */
  readonly #jobs: Job[] = [];
  /** Given, and not sent yet: what is given at once is sent at once. */
  #orders: TaskOrder[] = [];
  #isAskedBack = false;
  #isDiscarded = false;
  #isRefused = false;
  /** Whose output may still come, newest last. */
  #begun: Job[] = [];
  readonly #word = randomUUID();
  readonly #heard: Heard;
  #question: Question | null = null;
  #killTimer: NodeJS.Timeout | null = null;
  readonly #gone = Promise.withResolvers<void>();
  readonly #process: WorkerProcess;
  /** Those it has had tasks of, and that are not over. */
  readonly #runs = new Set<string>();

  /** @param only the one job that it is made for; it serves no other */
  constructor(
    readonly number: number,
    readonly only: Job | null,
    readonly host: WorkerHost,
    readonly output: RawOutput,
  ) {
    if (only !== null) this.#jobs.push(only);
    this.#heard = new Heard(output, this.#word, id => this.#given(id));
    this.#process = new WorkerProcess(
      {
        message: message => this.#receive(message),
        raw: (stream, bytes) => this.#heard.data(stream, bytes),
        exit: exit => this.#exited(exit),
      },
      only?.request.memory ?? null,
    );
  }

  get state() {
    return this.#state;
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /**
   * Whether it may be given tasks of a run. What the tasks of one have left in a process, such as a server on its port, the next must not meet.
   *
   * @param run null for what is asked for no run yet
   */
  serves(run: string | null): boolean {
    return !this.#leaves || (run !== null && this.#runs.has(run));
  }

  open(program: Program): void {
    this.#process.send({ type: 'open', id: 0, program, word: this.#word });
  }

  ask(question: Question): void {
    this.#state = 'asked';
    this.#question = question;
    this.#process.hold(true);
    this.#process.send({ type: 'check', id: 0, raw: joined(encode(question.raw)) });
  }

  /** A job to execute behind those it has. */
  give(job: Job): void {
    if (this.#state !== 'busy') this.#process.hold(true);
    this.#state = 'busy';
    this.#jobs.push(job);
    this.#schedule(job);
  }

  #schedule(job: Job): void {
    if (this.#orders.length === 0) nextTick(() => this.#order());
    this.#orders.push({ id: job.id, run: job.run.id, request: job.request });
    if (job === this.#jobs[0]) this.#begin(job);
  }

  #begin(job: Job): void {
    this.#begun.push(job);
    if (this.#begun.length > mostBegun) this.#begun.shift();
    this.#heard.begin(job);
    // One that was aborted while it waited is let go of without a beginning, unless it was faster.
    if (job.aborted === null) job.onStart(this.number);
    else this.#killTimer ??= later(() => this.kill(), grace);
  }

  #order(): void {
    const orders = this.#orders;
    if (orders.length === 0) return;
    this.#orders = [];
    for (const { run } of this.#jobs) {
      if (this.#runs.has(run.id)) continue;
      this.#runs.add(run.id);
      const { parameters, ...context } = run;
      this.#process.send({ type: 'run', run: context, parameters: joined(encode(parameters)) });
    }
    this.#process.send({ type: 'tasks', tasks: orders });
  }

  /** Asks for the jobs it has not begun; they come by `returned`. */
  askBack(): void {
    if (this.#isAskedBack || this.#jobs.length < 2) return;
    this.#isAskedBack = true;
    this.#order();
    this.#process.send({ type: 'give-back' });
  }

  /** Asks a task to stop, and ends the process when it has not in time. */
  abort(job: Job, reason: AbortReason): void {
    // A step that has not begun has nobody who could listen.
    if (this.#state === 'opening') {
      this.kill();
      return;
    }
    this.#order();
    this.#process.send({ type: 'abort', id: job.id, reason, words: abortWords(reason) });
    // One that waits goes when its turn comes; it is the one before it that may not end.
    if (job === this.#jobs[0]) this.#killTimer ??= later(() => this.kill(), grace);
  }

  kill(): void {
    this.#process.kill();
  }

  /** Lets go of the process; one that does not end by itself is ended. */
  leave(): void {
    this.#state = 'leaving';
    this.#process.hold(false);
    this.#process.release();
    this.#killTimer ??= later(() => this.kill(), grace).unref();
  }

  /** Whether this process is kept alive for it. */
  hold(isWanted: boolean): void {
    this.#process.hold(isWanted);
  }

  /**
   * No more tasks of this run will come.
   *
   * @returns when its process has gone, where that ends with the run; null where it stays
   */
  forget(run: string): Promise<void> | null {
    this.#begun = this.#begun.filter(job => job.run.id !== run);
    this.#heard.forget(run);
    if (this.#runs.delete(run)) this.#process.send({ type: 'forget', run });
    if (this.#state === 'aside' || (this.#state === 'idle' && this.#leaves)) this.#leaveAfterRuns();
    else return null;
    if (this.state !== 'leaving') return null;
    // Who waits for the run waits for this.
    this.#process.hold(true);
    return this.#gone.promise;
  }

  #leaveAfterRuns(): void {
    if (this.#runs.size === 0) this.leave();
  }

  /** It takes nothing more; what it has left goes on until its runs are over. */
  setAside(): void {
    this.#state = 'aside';
    this.#process.hold(false);
    this.#leaveAfterRuns();
  }

  #receive(message: FromWorker): void {
    // A step may send what it likes through its process's channel.
    if (typeof message !== 'object' || message === null) return;
    switch (message.type) {
      case 'opened':
        this.#state = 'idle';
        this.host.opened(this, message.facts);
        if (this.only !== null && this.state === 'idle') this.#openOwn(this.only);
        return;
      case 'checked':
        this.#question?.answer(decode(message.checked) as CheckedParameters);
        this.#rest();
        return;
      case 'ended': {
        const [job] = this.#jobs;
        if (job?.id !== message.id) return;
        this.#jobs.shift();
        if (message.underWay) this.#discard();
        this.#leaves = message.leaves ?? this.#leaves;
        this.host.ended(job, message.took);
        if (message.isTalking && !message.underWay) this.#talk();
        else this.#next();
        job.settle(job.unrecorded === undefined ? message.outcome : failed(errorOf(job.unrecorded)));
        return;
      }
      case 'silent':
        this.#leaves = message.leaves;
        if (this.#state === 'aside' && !this.#leaves) this.leave();
        return;
      case 'returned': {
        this.#isAskedBack = false;
        const ids = new Set(message.ids);
        const returned = this.#jobs.filter(job => ids.has(job.id));
        this.#take(returned);
        this.host.returned(returned);
        return;
      }
      case 'own-run':
        tellOwnRun(message.flow, message.at);
        return;
      case 'partly-loaded':
        tellPartlyLoaded();
        return;
      case 'refused': {
        const error = new Refusal('load-failed', message.message);
        this.#question?.refuse(error);
        if (this.#state === 'opening') {
          // What the file has printed until then may tell why.
          process.stderr.write(this.#heard.early);
          this.#isRefused = true;
          this.host.refused(this, error);
        }
        for (const job of this.#jobs.splice(0)) job.settle(failed(errorOf(error)));
        // What it waits for will never come, and a live process would keep this one alive.
        this.kill();
        return;
      }
      default:
        message satisfies never;
    }
  }

  #openOwn(job: Job): void {
    this.#process.hold(true);
    this.#state = 'busy';
    this.#schedule(job);
  }

  /** After a task: the one behind it has begun by now. */
  #next(): void {
    const [next] = this.#jobs;
    if (next === undefined) {
      this.#rest();
      return;
    }
    this.#stopKilling();
    // In a process that is being ended nothing begins any more.
    if (this.#state !== 'leaving') this.#begin(next);
  }

  #given(id: number): Job | null {
    return this.#jobs.find(job => job.id === id) ?? this.#begun.find(job => job.id === id) ?? null;
  }

  /** What its last task started goes on, and has this process for itself. */
  #talk(): void {
    this.#stopKilling();
    this.#orders = [];
    const waiting = this.#jobs.splice(0);
    this.setAside();
    this.host.rested(this);
    this.host.returned(waiting);
  }

  #take(jobs: readonly Job[]): void {
    for (const job of jobs) this.#jobs.splice(this.#jobs.indexOf(job), 1);
  }

  #stopKilling(): void {
    if (this.#killTimer !== null) callOff(this.#killTimer);
    this.#killTimer = null;
  }

  #rest(): void {
    this.#stopKilling();
    this.#question = null;
    if (this.#state !== 'leaving') {
      this.#state = 'idle';
      if (this.only === null) {
        if (this.#leaves) this.#leaveAfterRuns();
      } else if (this.#leaves) this.setAside();
      else this.leave();
    }
    this.host.rested(this);
  }

  /** What a step still does after its task has failed must not be done beside the next one. */
  #discard(): void {
    this.#state = 'leaving';
    this.#isDiscarded = true;
    this.kill();
  }

  #exited(exit: Exit): void {
    this.#stopKilling();
    const words = exitWords(exit);
    this.#heard.end();
    if (this.#state === 'opening' && !this.#isRefused) process.stderr.write(this.#heard.early);
    this.#question?.refuse(new Refusal('load-failed', `the process that checks the parameters ${words}`));
    // One that was discarded has told the end of its task, and has begun none of those that are left.
    const job = this.#isDiscarded ? undefined : this.#jobs.shift();
    const waiting = this.#jobs.splice(0);
    this.#orders = [];
    this.#gone.resolve();
    // First the pool, so that what the job's end brings about finds this worker gone.
    this.host.gone(this, words);
    this.host.returned(waiting);
    if (job === undefined) return;
    try {
      this.output.complete(job);
    } catch (error) {
      job.unrecorded ??= error;
    }
    if (this.#process.pid !== undefined) removeTempOf(this.#process.pid);
    const message =
      job.aborted === null ? `the process ${words} before the step ended` : abortWords(job.aborted);
    job.settle(failed({ name: 'WorkerExit', message, stack: '', exit: words }));
  }
}
