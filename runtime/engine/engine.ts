import { now } from '../clock.js';
import type { ArtifactRef, Graph, RunError, RunEvent, TaskError, Transition } from '../model/index.js';
import { advance, type State } from '../model/state.js';
import { wayOn } from '../model/way-on.js';
import { Alarm } from './alarm.js';
import type { TaskNode } from './node.js';
import type { Execution, FlowFacts, Pool, RunContext, StepFacts, TaskOutcome } from './pool.js';
import { Ready } from './ready.js';
import type { Reuse } from './reuse.js';
import { Walk } from './walk.js';

/** Tasks that one event queues. */
const queuedAtOnce = 5_000;

/** What a run is made of. The engine knows nothing else: not where events go, nor what executes tasks. */
export interface EngineParts {
  readonly graph: Graph;
  readonly facts: FlowFacts;
  readonly pool: Pool;
  readonly run: RunContext;
  readonly append: (event: RunEvent) => void;
  /** Tasks to take over from another run, when this one resumes it. */
  readonly reuse: Reuse | null;
  /** The join that closes a step's split or fan-out, as the graph has it. */
  readonly joinOf: (step: string, target: string) => string | null;
  /** An error as a stored value, for a step that catches what its lost process can't store. */
  readonly storeError: (error: TaskError) => ArtifactRef;
  readonly now?: () => number;
}

export type EngineResult =
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly error: RunError }
  | { readonly status: 'cancelled'; readonly error: RunError };

/**
 * Runs a flow: keeps what is ready in order, hands it to the pool, and deals with what goes wrong. All that happens is
 * appended as events, in order.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #walk: Walk;
  readonly #ready = new Ready();
  readonly #running = new Map<TaskNode, Execution>();
  /** Of the tasks that wait to be tried again. */
  readonly #retries = new Set<Alarm>();
  #failure: RunError | null = null;
  #cancelled = false;
  /** Set when a single task is run. */
  #only: TaskNode | null = null;
  #done = Promise.withResolvers<EngineResult>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#walk = new Walk({
      joins: new Set(parts.graph.steps.filter(step => step.join).map(step => step.name)),
      joinOf: parts.joinOf,
      isStep: step => Object.hasOwn(parts.facts.steps, step),
      queued: node => this.#queued(node),
      queuedAll: (step, tasks, from) => this.#queuedAll(step, tasks, from),
      admit: some => this.#ready.add(some),
      misled: (node, message) => this.#misled(node, message),
    });
  }

  /** Runs the whole flow from its first step. */
  run(): Promise<EngineResult> {
    this.#walk.begin(this.#parts.facts.start);
    this.#advance();
    return this.#done.promise;
  }

  /** Runs one task and goes no further. */
  runOne(node: TaskNode): Promise<EngineResult> {
    this.#only = node;
    const { at, append } = this.#event();
    append({ type: 'task.queued', at, step: node.step, task: node.task, from: [], before: node.before });
    this.#ready.add(node);
    this.#advance();
    return this.#done.promise;
  }

  /** Asks every task to stop. Asked again, ends them at once. */
  cancel(): void {
    if (this.#cancelled) {
      for (const execution of this.#running.values()) execution.kill();
      return;
    }
    this.#cancelled = true;
    this.#stop('cancelled');
    this.#advance();
  }

  #event(): { at: number; append: (event: RunEvent) => void } {
    return { at: (this.#parts.now ?? now)(), append: this.#parts.append };
  }

  #stop(reason: 'cancelled' | 'sibling-failed'): void {
    for (const alarm of this.#retries) alarm.stop();
    this.#retries.clear();
    for (const execution of this.#running.values()) execution.abort(reason);
  }

  get #stopping(): boolean {
    return this.#cancelled || this.#failure !== null;
  }

  /** Hands out what is ready, and ends the run when nothing is left. */
  #advance(): void {
    while (!this.#stopping && this.#handOut()) {}
    if (this.#running.size > 0) return;
    if (!this.#stopping && (this.#retries.size > 0 || !this.#ready.isEmpty)) return;
    this.#done.resolve(this.#result());
  }

  /** Hands out as many tasks of the step that comes next as the pool has room for; false when that is none. */
  #handOut(): boolean {
    const step = this.#ready.step;
    if (step === null) return false;
    const room = this.#parts.pool.room(step, this.#running.size);
    for (let given = 0; given < room && this.#ready.step === step; given++) {
      const node = this.#ready.next();
      if (node !== null && !this.#take(node)) this.#execute(node, 0);
    }
    return room > 0;
  }

  #result(): EngineResult {
    if (this.#failure !== null) return { status: 'failed', error: this.#failure };
    if (!this.#cancelled) return { status: 'done' };
    const message = 'the run was cancelled';
    const error = { name: 'Cancelled', message, stack: '', step: null, task: null, attempt: null };
    return { status: 'cancelled', error };
  }

  #queued(node: TaskNode): void {
    const { at, append } = this.#event();
    const opener = node.opener === null ? {} : { opener: node.opener };
    append({ type: 'task.queued', at, step: node.step, task: node.task, from: node.from, ...opener });
  }

  #queuedAll(step: string, tasks: readonly string[], from: string): void {
    const { at, append } = this.#event();
    // In lines that every reader takes, however many items there are.
    for (let first = 0; first < tasks.length; first += queuedAtOnce)
      append({ type: 'tasks.queued', at, step, tasks: tasks.slice(first, first + queuedAtOnce), from });
  }

  /** Takes a task over from the origin run, if it can be. */
  #take(node: TaskNode): boolean {
    const taken = this.#parts.reuse?.take(node);
    if (!taken) return false;
    this.#parts.append(taken);
    this.#goOn(node, advance(node.before, taken.set, taken.unset), taken.transition);
    return true;
  }

  #execute(node: TaskNode, attempt: number): void {
    const { pool, run } = this.#parts;
    const facts = this.#factsOf(node.step);
    let timeout: Alarm | null = null;
    let timedOut = false;
    const onStart = (worker: number) => {
      const { at, append } = this.#event();
      append({ type: 'task.started', at, step: node.step, task: node.task, attempt, worker });
      if (facts.timeout === null) return;
      timeout = new Alarm(facts.timeout, () => {
        timedOut = true;
        this.#running.get(node)?.abort('timeout');
      });
    };
    const execution = pool.execute(
      run,
      {
        step: node.step,
        task: node.task,
        attempt,
        index: node.position.at(-1) ?? null,
        iteration: node.iteration,
        before: node.before,
        first: node.first,
        item: node.item,
        inputs: node.inputs,
        opened: node.opened,
        isolate: facts.isolate,
        memory: facts.memory,
      },
      onStart,
    );
    this.#running.set(node, execution);
    execution.outcome.then(outcome => {
      timeout?.stop();
      this.#running.delete(node);
      this.#ended(node, attempt, timedOut ? timeoutOutcome(outcome, facts) : outcome);
      this.#advance();
    });
  }

  #factsOf(step: string): StepFacts {
    const facts = this.#parts.facts.steps[step];
    return (
      facts ?? { retries: 0, delay: 0, backoff: 1, timeout: null, catch: null, isolate: false, memory: null }
    );
  }

  #ended(node: TaskNode, attempt: number, outcome: TaskOutcome): void {
    const { at, append } = this.#event();
    const { step, task } = node;
    const event = { type: 'task.ended', at, step, task, attempt } as const;
    if (outcome.kind === 'done') {
      const { set, unset, reads, transition } = outcome;
      append({
        ...event,
        status: 'done',
        ...(Object.keys(set).length > 0 ? { set } : {}),
        ...(unset.length > 0 ? { unset } : {}),
        ...(reads.length > 0 ? { reads } : {}),
        transition,
      });
      this.#goOn(node, advance(node.before, set, unset), transition);
      return;
    }
    const { error, reads } = outcome;
    if (this.#stopping) {
      append({ ...event, status: 'cancelled', error });
      return;
    }
    const facts = this.#factsOf(step);
    if (attempt < facts.retries) {
      append({ ...event, status: 'retrying', error });
      this.#retry(node, attempt + 1, facts);
      return;
    }
    if (facts.catch !== null && this.#catch(node, attempt, outcome, facts.catch)) return;
    append({ ...event, status: 'failed', error, ...(reads.length > 0 ? { reads } : {}) });
    this.#fail({ ...error, step, task, attempt });
  }

  #goOn(node: TaskNode, after: State, transition: Transition): void {
    if (this.#only === null) this.#walk.follow(node, after, transition);
  }

  #retry(node: TaskNode, attempt: number, facts: StepFacts): void {
    const wait = facts.delay * facts.backoff ** (attempt - 1);
    if (wait <= 0) {
      this.#execute(node, attempt);
      return;
    }
    const alarm = new Alarm(wait, () => {
      this.#retries.delete(alarm);
      this.#execute(node, attempt);
      this.#advance();
    });
    this.#retries.add(alarm);
  }

  /** The step's `catch`: the error becomes an artifact, and the run goes on along the step's only transition. */
  #catch(
    node: TaskNode,
    attempt: number,
    outcome: Extract<TaskOutcome, { kind: 'failed' }>,
    field: string,
  ): boolean {
    const edges = wayOn(this.#parts.graph, node.step);
    if (edges === null) return false;
    const transition: Transition =
      edges.length === 0 ? { kind: 'end' } : { kind: 'next', to: edges.map(edge => edge.to) };
    const set = { ...outcome.set, [field]: outcome.thrown ?? this.#parts.storeError(outcome.error) };
    const { at, append } = this.#event();
    append({
      type: 'task.ended',
      at,
      step: node.step,
      task: node.task,
      attempt,
      status: 'caught',
      error: outcome.error,
      set,
      ...(outcome.reads.length > 0 ? { reads: outcome.reads } : {}),
      transition,
    });
    this.#goOn(node, advance(node.before, set), transition);
    return true;
  }

  #fail(error: RunError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#stop('sibling-failed');
  }

  /** The flow went where no flow can go: the check before the run could not know. */
  #misled(node: TaskNode, message: string): void {
    this.#fail({ name: 'FlowError', message, stack: '', step: node.step, task: node.task, attempt: 0 });
  }
}

function timeoutOutcome(outcome: TaskOutcome, facts: StepFacts): TaskOutcome {
  const message = `took longer than its timeout of ${facts.timeout} ms`;
  // Whatever it did once it was told to stop, it was not done in time.
  if (outcome.kind === 'done') {
    const { set, reads } = outcome;
    return { kind: 'failed', error: { name: 'TimeoutError', message, stack: '' }, thrown: null, set, reads };
  }
  // What the step threw when it was told to stop is not what went wrong.
  return { ...outcome, thrown: null, error: { ...outcome.error, name: 'TimeoutError', message } };
}
