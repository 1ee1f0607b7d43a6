import type { AbortReason, RunContext, TaskOutcome } from '../engine/pool.js';
import type { FlowDefinition } from '../flow/definition.js';
import { type Inside, insideTask } from '../flow/inside.js';
import type { Objects } from '../store/objects.js';
import { OutputLog } from '../store/output-log.js';
import { Capture, type Speaker } from './capture.js';
import { Children, type LeftRunning } from './children.js';
import type { ItemCache } from './items.js';
import { markOf, putMark } from './marks.js';
import type { Ended, TaskOrder } from './protocol.js';
import type { Remains } from './remains.js';
import { type Secrets, secretsOf } from './secrets.js';
import type { Stall } from './stall.js';
import type { Surroundings } from './surroundings.js';
import { executeTask } from './task.js';
import { describeError, shortened } from './thrown.js';
import type { Values } from './values.js';

/** The program that a worker has opened. */
export interface Opened {
  readonly definition: FlowDefinition;
  readonly objects: Objects;
  readonly values: Values;
  readonly items: ItemCache;
  readonly store: string;
  readonly surroundings: Surroundings;
  /** Of the marks around the output of tasks that start processes. */
  readonly word: string;
  readonly remains: Remains;
}

interface Running {
  readonly id: number;
  readonly inside: Inside;
  readonly speaker: Speaker;
  readonly abort: AbortController;
  /** What is done when its time is over, before its step is told. */
  atTimeout: () => void;
  fail(error: unknown): void;
}

/** Executes one task after the other, and knows whose code is at work when something happens between them. */
export class Tasks {
  readonly #stall: Stall;
  readonly #capture = new Capture(() => this.#whose());
  /** A run's log is opened for its first task here, so that what prevents it can be told as that task's error. */
  readonly #runs = new Map<
    string,
    { readonly context: RunContext; readonly secrets: Secrets | null; log: OutputLog | null }
  >();
  readonly #speakers = new WeakMap<Inside, Speaker>();
  #running: Running | null = null;
  /** Of the task that ran last. */
  #last: Speaker | null = null;
  /** The run of that task, when it is over. */
  #over: string | null = null;

  readonly #children = new Children();

  /** @param silent called when nothing can be heard any more of what the last task left running */
  constructor(
    stall: Stall,
    readonly silent: () => void,
  ) {
    this.#stall = stall;
    this.#capture.install();
    this.#children.watch();
  }

  announce(run: RunContext): void {
    this.#runs.set(run.id, { context: run, secrets: secretsOf(run), log: null });
  }

  /** No more tasks of a run will come. What its last task here prints from now on, such as a logger that writes when its process ends, is its own until another begins. */
  forget(run: string): void {
    this.#capture.finishAll(run);
    if (this.#last?.run === run) this.#over = run;
    else this.#drop(run);
  }

  #drop(run: string): void {
    this.#runs.get(run)?.log?.close();
    this.#runs.delete(run);
  }

  /** Writes what waits to be written: nothing more will come. */
  close(): void {
    this.#capture.finishAll(null);
    this.#children.end();
  }

  /** False when that task does not run just now. */
  abort(id: number, reason: AbortReason, words: string): boolean {
    if (this.#running?.id !== id) return false;
    if (reason === 'timeout') this.#running.atTimeout();
    this.#running.abort.abort(abortError(reason, words));
    return true;
  }

  async execute(order: TaskOrder, opened: Opened): Promise<Omit<Ended, 'took'>> {
    const { id, run: runId, request } = order;
    const run = this.#runs.get(runId);
    if (run === undefined) throw new Error(`the run ${runId} was not announced`);
    try {
      run.log ??= new OutputLog(opened.store, run.context.id);
    } catch (error) {
      return {
        type: 'ended',
        id,
        outcome: unrecorded({ error }),
        underWay: false,
        isTalking: false,
        leaves: null,
      };
    }
    let lost: { error: unknown } | null = null;
    const stray = Promise.withResolvers<never>();
    stray.promise.catch(() => undefined);
    const running = this.#begin(order, opened, stray.reject, error => {
      lost ??= { error };
      if (this.#running === running) running.fail(error);
    });
    let listens = false;
    this.#stall.begin(() => {
      // It may be waiting for its parent to abort it.
      if (!listens) running.fail(new StalledStep(request.step));
    });
    const { outcome, underWay } = await insideTask.run(running.inside, () =>
      executeTask(request, {
        ...opened,
        run: run.context,
        secrets: run.secrets,
        get signal() {
          listens = true;
          return running.abort.signal;
        },
        stray: stray.promise,
        note: text => this.#capture.note(text, running.speaker),
        atTimeout: keep => {
          running.atTimeout = keep;
        },
        tidy: () => opened.surroundings.restore(),
      }),
    );
    this.#stall.end();
    if (outcome.kind === 'failed') {
      const { stack, message } = outcome.error;
      this.#capture.note(stack || message, running.speaker);
    }
    // A process that is being ended needs no account of what it leaves.
    const left = underWay || !this.#children.any ? [] : await this.#children.leftRunning();
    if (left.length > 0) this.#capture.note(leftWords(left), running.speaker);
    const leaves = underWay ? null : await opened.remains.any();
    this.#capture.finish(running.speaker);
    this.#running = null;
    const isTalking = !underWay && this.#children.isHeard;
    if (isTalking) this.#children.whenSilent(this.silent);
    else if (this.#children.any) putMark(markOf(opened.word, null));
    const told = lost === null ? brief(outcome) : unrecorded(lost);
    return { type: 'ended', id, outcome: told, underWay, isTalking, leaves };
  }

  #begin(
    { id, run, request: { step, task, attempt } }: TaskOrder,
    { store, word }: Opened,
    fail: (error: unknown) => void,
    lost: (error: unknown) => void,
  ): Running {
    if (this.#over !== null && this.#over !== run) this.#drop(this.#over);
    this.#over = null;
    this.#children.begin(() => putMark(markOf(word, id)));
    const abort = new AbortController();
    const inside: Inside = { run, step, task, store, signal: abort.signal };
    const log = () => this.#runs.get(run)?.log ?? null;
    const secrets = this.#runs.get(run)?.secrets ?? null;
    const speaker: Speaker = { run, log, step, task, attempt, secrets, lost };
    this.#speakers.set(inside, speaker);
    this.#last = speaker;
    this.#running = { id, inside, speaker, abort, atTimeout: () => undefined, fail };
    return this.#running;
  }

  #whose(): Speaker | null {
    const inside = insideTask.getStore();
    return (inside && this.#speakers.get(inside)) ?? this.#last;
  }

  /**
   * A failure outside any step's own promise ends the task whose code it is of; when that has ended already, there is nothing
   * to tell but its log.
   */
  stray(error: unknown): void {
    const from = insideTask.getStore();
    if (this.#running !== null && (from === undefined || from === this.#running.inside)) {
      this.#running.fail(error);
      return;
    }
    const { stack, message } = describeError(error);
    const speaker = this.#whose();
    if (speaker !== null) this.#capture.note(`after the step had ended: ${stack || message}`, speaker);
  }

  get isBusy(): boolean {
    return this.#running !== null;
  }

  /** Whether the code at work belongs to a task that has ended, while another runs. */
  get isLeftOver(): boolean {
    const from = insideTask.getStore();
    return this.#running !== null && from !== undefined && from !== this.#running.inside;
  }
}

class StalledStep extends Error {
  override readonly name = 'StalledStep';
  constructor(step: string) {
    super(`the step ${step} waits for a promise that nothing is left to settle, so it would never end`);
  }
}

function leftWords(left: readonly LeftRunning[]): string {
  return left
    .map(({ pid, command, isDetached }) => {
      const end = isDetached ? 'and goes on by itself' : 'and ends with the run: await its end';
      return `stepwell: the step has returned; process ${pid} (${command}), which it started, still runs, ${end}`;
    })
    .join('\n');
}

function brief(outcome: TaskOutcome): TaskOutcome {
  return outcome.kind === 'failed' ? { ...outcome, error: shortened(outcome.error) } : outcome;
}

/** A task whose output could not be kept has not ended well. */
function unrecorded({ error }: { readonly error: unknown }): TaskOutcome {
  return { kind: 'failed', error: shortened(describeError(error)), thrown: null, set: {}, reads: [] };
}

function abortError(reason: AbortReason, words: string): Error {
  return Object.assign(new Error(words), { name: reason === 'timeout' ? 'TimeoutError' : 'AbortError' });
}
