import type { RunEvent, RunStarted, TaskEnded, TaskReused } from './event.js';
import type {
  Attempt,
  GitVersion,
  Run,
  RunError,
  RunStatus,
  StepRun,
  TaskError,
  TaskRun,
  TaskStatus,
  Transition,
} from './run.js';
import { type Arrival, advance, emptyState, joinStates, namesOf, type State } from './state.js';
import { mostTags } from './tags.js';

/** What folding events may cost, so that a log of someone else's making takes no longer than its length warrants. */
export const freeWork = 32_000_000;
/** How many times as much a value costs that is kept, and not only looked at. */
const keeping = 10;
/** What it costs to compare a name at a join, in one state with those before it. */
const joining = 3;
/** What a task costs: some bytes of a line are enough to ask for one. */
const aTask = 100;
/** Most tasks have none. */
const nothing: readonly never[] = [];

/**
 * Folds a run's event log into a `Run`, event by event, so that a reader can follow one that is still
 * being written. An event that makes no sense after those before it is passed over: a damaged log never invents a task.
 */
export class RunFold {
  readonly #steps = new Map<string, { name: string; tasks: Map<string, MutableTask> }>();
  #started: RunStarted | null = null;
  #ended: { at: number; status: RunStatus; error: RunError | null } | null = null;
  #tags = new Set<string>();
  #git: GitVersion | null = null;
  #work: number;
  #seenAt = 0;

  /**
   * @param id the run's own, by which its files are found, whatever its log says
   * @param work what its events may cost besides what their length warrants
   */
  constructor(
    readonly id: string,
    work = freeWork,
  ) {
    this.#work = work;
  }

  /** So many bytes of the log were read, and may cause work in proportion. */
  credit(bytes: number): void {
    this.#work += bytes;
  }

  /** The events ask for more than their number could need; nothing more is folded. */
  get isOverworked(): boolean {
    return this.#work < 0;
  }

  /** Something was written at that time, whatever it was. */
  seen(at: number): void {
    if (at > this.#seenAt && this.#ended === null) this.#seenAt = at;
  }

  apply(event: RunEvent): void {
    this.seen(event.at);
    // A run that has ended can only be given other tags.
    if (this.#ended !== null && event.type !== 'run.tagged' && event.type !== 'run.git') return;
    if (this.isOverworked) return;
    switch (event.type) {
      case 'run.started':
        if (this.#started !== null) return;
        this.#started = event;
        this.#tags = new Set(event.tags);
        return;
      case 'task.queued':
        this.#queue(event.step, event.task, event.at, event.from, event.opener ?? null, event.before);
        return;
      case 'tasks.queued':
        this.#queueAll(event.step, event.tasks, event.at, [event.from]);
        return;
      case 'task.started':
        this.#task(event.step, event.task)?.start(event.attempt, event.at, event.worker);
        return;
      case 'task.ended':
        this.#result(this.#task(event.step, event.task), task => task.end(event));
        return;
      case 'task.reused':
        this.#result(this.#task(event.step, event.task), task => task.reuse(event));
        return;
      case 'run.git':
        this.#git = { commit: event.commit, dirty: event.dirty };
        return;
      case 'run.tagged':
        for (const tag of event.remove) this.#tags.delete(tag);
        for (const tag of event.add) if (this.#tags.size < mostTags) this.#tags.add(tag);
        return;
      case 'run.ended':
        this.#ended = {
          at: notBefore(this.#started?.at ?? null, event.at),
          status: event.status,
          error: event.error ?? null,
        };
        this.#settle('cancelled');
        return;
      default:
        event satisfies never;
    }
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** The run so far, or null before its first event. `lost` says that the process that wrote the log is gone. */
  run(lost: boolean): Run | null {
    const started = this.#started;
    if (started === null) return null;
    const isLost = lost && this.#ended === null;
    if (isLost) this.#settle('lost');
    return {
      id: this.id,
      flow: started.flow,
      status: this.#ended?.status ?? (isLost ? 'lost' : 'running'),
      startedAt: started.at,
      endedAt: this.#ended?.at ?? null,
      seenAt: notBefore(started.at, this.#seenAt),
      parameters: started.parameters,
      values: started.values ?? null,
      secrets: started.secrets ?? {},
      tags: [...this.#tags],
      origin: started.origin,
      parent: started.parent,
      mode: started.mode,
      error: this.#ended?.error ?? null,
      file: started.file,
      code: started.code,
      git: this.#git,
      process: started.process,
      steps: this.#steps satisfies ReadonlyMap<string, StepRun>,
    };
  }

  /** Tasks that were under way or waiting when the run stopped will never end. */
  #settle(as: 'cancelled' | 'lost'): void {
    for (const step of this.#steps.values()) for (const task of step.tasks.values()) task.settle(as);
  }

  /** A state that holds what another does costs as much as that one has names. */
  #result(task: MutableTask | undefined, take: (task: MutableTask) => void): void {
    if (task === undefined) return;
    take(task);
    if (task.after !== task.before) this.#work -= keeping * sizeOf(task.after);
  }

  #task(step: string, task: string): MutableTask | undefined {
    return this.#steps.get(step)?.tasks.get(task);
  }

  #queueAll(step: string, tasks: readonly string[], at: number, from: readonly string[]): void {
    for (const task of tasks) {
      if (this.isOverworked) return;
      this.#queue(step, task, at, from, null);
    }
  }

  #queue(
    step: string,
    task: string,
    at: number,
    from: readonly string[],
    opener: string | null,
    before?: State,
  ): void {
    let entry = this.#steps.get(step);
    if (entry === undefined) {
      entry = { name: step, tasks: new Map() };
      this.#steps.set(step, entry);
    }
    if (entry.tasks.has(task)) return;
    this.#work -= aTask;
    const state = before ?? this.#before(step, task, from, opener);
    entry.tasks.set(task, new MutableTask(step, task, at, from, opener, state));
  }

  #before(step: string, task: string, from: readonly string[], opener: string | null): State {
    if (opener === null) return this.#stateAfter(from[0]);
    // Most inputs of a large join are in the state that another is in.
    const first = new Map<State, string>();
    for (const id of from) {
      const state = this.#stateAfter(id);
      if (!first.has(state)) first.set(state, id);
    }
    const arrivals: Arrival[] = [...first].map(([state, id]) => ({ id, state }));
    let most = 0;
    for (const { state } of arrivals) most = Math.max(most, sizeOf(state));
    this.#work -= from.length + joining * arrivals.length * most;
    if (this.isOverworked) return emptyState;
    const names = namesOf(arrivals);
    this.#work -= names.size * (joining * arrivals.length + keeping);
    if (this.isOverworked) return emptyState;
    return joinStates(taskId(step, task), this.#stateAfter(opener), arrivals, names, from.length);
  }

  #stateAfter(id: string | undefined): State {
    if (id === undefined) return emptyState;
    const { step, task } = parseTaskId(id);
    return this.#task(step, task)?.after ?? emptyState;
  }
}

class MutableTask implements TaskRun {
  status: TaskStatus = 'queued';
  /** A list of its own once there is one: very many tasks may wait. */
  attempts: Attempt[] | readonly never[] = nothing;
  reused = false;
  startedAt: number | null = null;
  endedAt: number | null = null;
  error: TaskError | null = null;
  after: State;
  changed: readonly string[] = nothing;
  reads: readonly string[] = nothing;
  transition: Transition | null = null;

  constructor(
    readonly step: string,
    readonly task: string,
    readonly queuedAt: number,
    readonly from: readonly string[],
    readonly opener: string | null,
    readonly before: State,
  ) {
    this.after = before;
  }

  start(attempt: number, at: number, worker: number): void {
    if (this.endedAt !== null || attempt <= (this.attempts.at(-1)?.attempt ?? -1)) return;
    this.status = 'running';
    this.startedAt ??= at;
    const begun = { attempt, startedAt: at, endedAt: null, worker, error: null };
    if (this.attempts === nothing) this.attempts = [begun];
    else (this.attempts as Attempt[]).push(begun);
  }

  end(event: TaskEnded): void {
    if (this.endedAt !== null) return;
    this.status = event.status;
    const last = this.attempts.at(-1);
    if (last !== undefined && last.endedAt === null) {
      const endedAt = notBefore(last.startedAt, event.at);
      (this.attempts as Attempt[])[this.attempts.length - 1] = {
        ...last,
        endedAt,
        error: event.error ?? null,
      };
    }
    this.error = event.error ?? null;
    if (event.status !== 'retrying') this.endedAt = notBefore(this.startedAt, event.at);
    this.#result(event);
  }

  reuse(event: TaskReused): void {
    if (this.startedAt !== null) return;
    this.status = event.status;
    this.reused = true;
    this.startedAt = event.at;
    this.endedAt = event.at;
    this.error = event.error ?? null;
    this.#result(event);
  }

  settle(as: 'cancelled' | 'lost'): void {
    if (this.status === 'running' || this.status === 'queued' || this.status === 'retrying') this.status = as;
  }

  #result(event: TaskEnded | TaskReused): void {
    this.after = advance(this.before, event.set, event.unset);
    this.changed = Object.keys(event.set ?? {});
    this.reads = event.reads ?? nothing;
    this.transition = event.transition ?? null;
  }
}

/** How many artifacts a state says something of. */
function sizeOf({ set, disputed }: State): number {
  return Object.keys(set).length + Object.keys(disputed).length;
}

/** The clock of the machine may have been set back meanwhile, but nothing ends before it begins. */
function notBefore(begin: number | null, end: number): number {
  return begin === null ? end : Math.max(begin, end);
}

export function taskId(step: string, task: string): string {
  return `${step}/${task}`;
}

export function parseTaskId(id: string): { step: string; task: string } {
  const slash = id.indexOf('/');
  return { step: id.slice(0, slash), task: id.slice(slash + 1) };
}
