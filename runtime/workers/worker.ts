import type { AbortReason, CheckedParameters, FlowFacts, RawParameter } from '../engine/pool.js';
import { Refusal } from '../model/refusal.js';
import { abortWords, errorOf, failed, type Job } from './job.js';
import { type Exit, exitWords, WorkerProcess } from './process.js';
import type { FromWorker, Program } from './protocol.js';
import type { RawOutput } from './raw-output.js';
import { removeTempOf } from './temp-folder.js';

/** How long a task that was asked to stop, or a process that was let go of, may take, in milliseconds. */
const grace = 3_000;

/** What a worker tells the pool it belongs to. */
export interface WorkerHost {
  opened(worker: Worker, facts: FlowFacts): void;
  /** Its task has ended, or what it was asked is answered. */
  rested(worker: Worker): void;
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
  /** `leaving`: it was let go of and takes nothing more. */
  #state: 'opening' | 'idle' | 'busy' | 'asked' | 'leaving' = 'opening';
  #job: Job | null;
  /** The job whose output may still come. */
  #heard: Job | null = null;
  #question: Question | null = null;
  #killTimer: NodeJS.Timeout | null = null;
  readonly #process: WorkerProcess;
  readonly #runs = new Set<string>();

  /** @param only the one job that it is made for; it serves no other */
  constructor(
    readonly number: number,
    readonly only: Job | null,
    readonly host: WorkerHost,
    readonly output: RawOutput,
  ) {
    this.#job = only;
    this.#process = new WorkerProcess(
      {
        message: message => this.#receive(message),
        rawLines: (stream, lines) => this.#keep(stream, lines),
        exit: exit => this.#exited(exit),
      },
      only?.request.memory ?? null,
    );
  }

  get state() {
    return this.#state;
  }

  get job(): Job | null {
    return this.#job;
  }

  open(program: Program): void {
    this.#process.send({ type: 'open', id: 0, program });
  }

  ask(question: Question): void {
    this.#state = 'asked';
    this.#question = question;
    this.#process.hold(true);
    this.#process.send({ type: 'check', id: 0, raw: question.raw });
  }

  give(job: Job): void {
    this.#state = 'busy';
    this.#job = job;
    this.#heard = job;
    this.#process.hold(true);
    if (!this.#runs.has(job.run.id)) {
      this.#runs.add(job.run.id);
      this.#process.send({ type: 'run', run: job.run });
    }
    job.onStart(this.number);
    this.#process.send({ type: 'task', id: job.id, run: job.run.id, request: job.request });
  }

  /** Asks the task to stop, and ends its process when it has not in time. */
  abort(id: number, reason: AbortReason): void {
    // A step that has not begun has nobody who could listen.
    if (this.#state === 'opening') {
      this.kill();
      return;
    }
    this.#process.send({ type: 'abort', id, reason, words: abortWords(reason) });
    this.#killTimer ??= setTimeout(() => this.kill(), grace);
  }

  kill(): void {
    this.#process.kill();
  }

  /** Lets go of the process; one that does not end by itself is ended. */
  leave(): void {
    this.#state = 'leaving';
    this.#process.hold(false);
    this.#process.release();
    this.#killTimer ??= setTimeout(() => this.kill(), grace).unref();
  }

  /** Nothing keeps this process alive for it any more. */
  unhold(): void {
    this.#process.hold(false);
  }

  forget(run: string): void {
    if (this.#heard?.run.id === run) this.#heard = null;
    if (this.#runs.delete(run)) this.#process.send({ type: 'forget', run });
  }

  #keep(stream: 'out' | 'err', lines: readonly string[]): void {
    const job = this.#heard;
    if (job === null) return;
    try {
      this.output.append(job, stream, lines);
    } catch (error) {
      job.unrecorded ??= error;
    }
  }

  #receive(message: FromWorker): void {
    // A step may send what it likes through its process's channel.
    if (typeof message !== 'object' || message === null) return;
    switch (message.type) {
      case 'opened':
        this.#state = 'idle';
        this.host.opened(this, message.facts);
        return;
      case 'checked':
        this.#question?.answer(message.checked);
        this.#rest();
        return;
      case 'ended': {
        const job = this.#job;
        if (job?.id !== message.id) return;
        if (message.underWay) this.#discard();
        this.#rest();
        job.settle(job.unrecorded === undefined ? message.outcome : failed(errorOf(job.unrecorded)));
        return;
      }
      case 'refused': {
        const error = new Refusal('load-failed', message.message);
        this.#question?.refuse(error);
        if (this.#state === 'opening') this.host.refused(this, error);
        // What it waits for will never come, and a live process would keep this one alive.
        this.kill();
        return;
      }
      default:
        message satisfies never;
    }
  }

  #rest(): void {
    if (this.#killTimer !== null) clearTimeout(this.#killTimer);
    this.#killTimer = null;
    this.#job = null;
    this.#question = null;
    if (this.#state !== 'leaving') {
      if (this.only !== null) this.leave();
      else this.#state = 'idle';
    }
    this.host.rested(this);
  }

  /** What a step still does after its task has failed must not be done beside the next one. */
  #discard(): void {
    this.#state = 'leaving';
    this.kill();
  }

  #exited(exit: Exit): void {
    if (this.#killTimer !== null) clearTimeout(this.#killTimer);
    const words = exitWords(exit);
    this.#question?.refuse(new Refusal('load-failed', `the process that checks the parameters ${words}`));
    const job = this.#job;
    this.#job = null;
    // First the pool, so that what the job's end brings about finds this worker gone.
    this.host.gone(this, words);
    if (job === null) return;
    if (this.#process.pid !== undefined) removeTempOf(this.#process.pid);
    const message =
      job.aborted === null ? `the process ${words} before the step ended` : abortWords(job.aborted);
    job.settle(failed({ name: 'WorkerExit', message, stack: '', exit: words }));
  }
}
