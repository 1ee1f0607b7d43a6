import type { RunContext, TaskOutcome, TaskRequest } from '../engine/pool.js';
import { construct } from '../flow/construction.js';
import { setCurrent } from '../flow/current.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { Flow } from '../flow/flow.js';
import type { StepDefinition } from '../flow/steps.js';
import { ForeachTransition, NextTransition } from '../flow/transition.js';
import type { ArtifactRef } from '../model/artifact.js';
import { Refusal } from '../model/refusal.js';
import type { TaskError, Transition } from '../model/run.js';
import type { Objects } from '../store/objects.js';
import { encode, store, typeOf } from '../store/value.js';
import { ArtifactTable } from './artifacts.js';
import { makeInputs } from './inputs.js';
import { type ItemCache, storeItems } from './items.js';
import type { Secrets } from './secrets.js';
import { TempFolder } from './temp-folder.js';
import { describeError } from './thrown.js';
import type { Values } from './values.js';

export interface TaskSurroundings {
  readonly definition: FlowDefinition;
  readonly objects: Objects;
  readonly values: Values;
  readonly items: ItemCache;
  readonly run: RunContext;
  /** What must get into nothing that is kept of the task; absent where there is none. */
  readonly secrets?: Secrets | null;
  readonly signal: AbortSignal;
  /** Rejects when something outside the step's own promise fails while it runs. */
  readonly stray: Promise<never>;
  /** Adds a line to the task's log. */
  readonly note?: (text: string) => void;
  /** Is given what is to be called when the time of the task is over, before its step is told. */
  readonly atTimeout?: (keep: () => void) => void;
  /** Called when the step's code has ended, before the task's own folder is removed. */
  readonly tidy?: () => void;
}

type Done = Extract<TaskOutcome, { kind: 'done' }>;
type Failed = Extract<TaskOutcome, { kind: 'failed' }>;

export interface Executed {
  readonly outcome: TaskOutcome;
  /** The task has failed while its step was still under way, and may go on doing things. */
  readonly underWay: boolean;
}

/** Executes one attempt of a task in this process. Never rejects. */
export async function executeTask(request: TaskRequest, around: TaskSurroundings): Promise<Executed> {
  const step = around.definition.steps.get(request.step);
  if (step === undefined) {
    const error = describeError(new Error(`${around.definition.name} has no step ${request.step}`));
    return { outcome: failure(error), underWay: false };
  }
  const attempt = new Attempt(request, step, around);
  around.atTimeout?.(() => attempt.keep());
  try {
    return { outcome: await attempt.execute(), underWay: false };
  } catch (thrown) {
    return { outcome: failureOf(attempt, step, thrown, around), underWay: attempt.underWay };
  }
}

function failureOf(
  attempt: Attempt,
  step: StepDefinition,
  thrown: unknown,
  { objects, secrets = null }: TaskSurroundings,
): Failed {
  const told = describeError(thrown);
  const error = secrets?.maskedError(told) ?? told;
  const failed = { ...failure(error), reads: attempt.reads };
  if (step.options.catch === undefined) return failed;
  try {
    const kept =
      secrets === null
        ? storeThrown(objects, thrown, attempt.leave)
        : storeMasked(objects, thrown, told, secrets);
    attempt.noteLeft();
    return { ...failed, thrown: kept, set: attempt.setSoFar() };
  } catch (unwritable) {
    return { ...failed, error: describeError(unwritable) };
  }
}

function failure(error: TaskError): Failed {
  return { kind: 'failed', error, thrown: null, set: {}, reads: [] };
}

/** One attempt of a task: an instance of the flow, made to look as the run has it by now. */
export class Attempt {
  readonly #request: TaskRequest;
  readonly #step: StepDefinition;
  readonly #around: TaskSurroundings;
  readonly #reads = new Set<string>();
  #table: ArtifactTable | null = null;
  #underWay = false;
  #kept: Readonly<Record<string, ArtifactRef>> | null = null;
  readonly #left = new Set<string>();
  readonly #leave = (field: string): void => void this.#left.add(field);

  constructor(request: TaskRequest, step: StepDefinition, around: TaskSurroundings) {
    this.#request = request;
    this.#step = step;
    this.#around = around;
  }

  get reads(): string[] {
    return [...this.#reads];
  }

  /** What the step set before it failed, or before its time was over, as far as it can be stored. */
  setSoFar(): Readonly<Record<string, ArtifactRef>> {
    return this.#kept ?? this.#table?.collect(this.#step.name, true).set ?? {};
  }

  /** The step has failed now: what it does from here on changes nothing of what it has set. */
  keep(): void {
    if (this.#step.options.catch === undefined) return;
    try {
      this.#kept = this.setSoFar();
    } catch {
      // A store that can't be written is told when the task ends.
    }
  }

  /** Says once what of errors was not kept. */
  noteLeft(): void {
    if (this.#left.size === 0) return;
    this.#around.note?.(
      `stepwell: of an error, ${[...this.#left].join(', ')} ${this.#left.size === 1 ? 'is' : 'are'} not kept: only plain data is`,
    );
    this.#left.clear();
  }

  get leave(): (field: string) => void {
    return this.#leave;
  }

  /** The step's code has begun and has neither returned nor thrown. */
  get underWay(): boolean {
    return this.#underWay;
  }

  /** @throws what the step throws */
  async execute(): Promise<Done> {
    const { stray, tidy } = this.#around;
    const temp = new TempFolder();
    const restore = setEnvironment(this.#step.options.env);
    try {
      const transition = await Promise.race([this.#call(this.#makeFlow(temp)), stray]);
      const { set, unset } =
        this.#kept === null
          ? (this.#table?.collect(this.#step.name) ?? { set: {}, unset: [] })
          : { set: this.#kept, unset: [] };
      this.noteLeft();
      return { kind: 'done', set, unset, reads: this.reads, transition };
    } finally {
      restore();
      tidy?.();
      temp.remove();
    }
  }

  /** The step's method, and the items of its fan-out, which may be code of the step too. */
  async #call(flow: Flow): Promise<Transition> {
    this.#underWay = true;
    try {
      const returned = await call(flow, this.#step, this.#request, this.#around);
      return await readTransition(this.#step.name, returned, this.#around);
    } finally {
      this.#underWay = false;
    }
  }

  #makeFlow(temp: TempFolder): Flow {
    const around = this.#around;
    const { definition, run, secrets = null } = around;
    const values = around.values.of(secrets, this.#leave);
    const { step, task, attempt, index, iteration, before, first, opened } = this.#request;
    const flow = makeFlow(definition, run.parameters, this.#reads, values);
    if (first) for (const p of definition.parameters) if (p.usedByFields) this.#reads.add(p.name);
    const { flow: name, id, originRun, tags } = run;
    setCurrent(flow, {
      ...{ flow: name, run: id, step, task, attempt, index, iteration, originRun, tags },
      get signal() {
        return around.signal;
      },
      get tempDir() {
        return temp.path();
      },
    });
    const parameters = new Set(definition.parameters.map(p => p.name));
    this.#table = new ArtifactTable(flow, values, before, { parameters, first, step, opened });
    return flow;
  }
}

function storeThrown(objects: Objects, thrown: unknown, left?: (field: string) => void): ArtifactRef {
  try {
    return store(objects, encode(thrown, left), typeOf(thrown));
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const { name, message } = describeError(thrown);
    const plain = Object.assign(new Error(message), { name });
    return store(objects, encode(plain), typeOf(plain));
  }
}

/** What is thrown in a run with secrets; where one of them may be in it, only as much as its task's error tells. */
function storeMasked(objects: Objects, thrown: unknown, told: TaskError, secrets: Secrets): ArtifactRef {
  const error = secrets.maskedError(told);
  try {
    secrets.refuse(encode(thrown));
    if (error.message === told.message && error.stack === told.stack) return storeThrown(objects, thrown);
  } catch {
    // It holds a secret, or can't be stored as it is.
  }
  const { name, message, stack } = error;
  const plain = Object.assign(new Error(message), { name, stack });
  return store(objects, encode(plain), typeOf(plain));
}

/** An instance whose parameters are read-only and note that they were read. */
function makeFlow(
  definition: FlowDefinition,
  parameters: RunContext['parameters'],
  reads: Set<string>,
  values: Values,
): Flow {
  const own = new Map(
    definition.parameters.map(({ name }) => [name, once(() => values.own(name, parameters[name]))]),
  );
  const inOrder = definition.declared.map(({ name, definition: { fallback } }) =>
    name === null ? fallback : own.get(name)?.(),
  );
  const flow = construct({ kind: 'values', values: inOrder, next: 0 }, () => new definition.make());
  // A step that is bound to its flow is none of its artifacts.
  for (const name of definition.steps.keys())
    if (Object.hasOwn(flow, name)) Object.defineProperty(flow, name, { enumerable: false });
  for (const { name, definition: parameter } of definition.parameters) {
    Object.defineProperty(flow, name, {
      // What prints or copies a whole flow does not mean its secrets.
      enumerable: !parameter.secret,
      configurable: false,
      get() {
        reads.add(name);
        return own.get(name)?.();
      },
      set() {
        throw new TypeError(
          `${name} is a parameter, and parameters are read-only in steps: use an artifact of another name`,
        );
      },
    });
  }
  return flow;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

async function call(
  flow: Flow,
  step: StepDefinition,
  request: TaskRequest,
  around: TaskSurroundings,
): Promise<unknown> {
  const args: unknown[] = [];
  if (request.inputs !== null) args.push(makeInputs(around.values, request.inputs, around.run));
  else if (request.item !== null)
    args.push(
      around.values.own(step.name, around.items.get(request.item.chunk, request.item.at)),
      request.index,
    );
  return step.method.apply(flow, args);
}

async function readTransition(
  step: string,
  returned: unknown,
  { objects, values, secrets = null }: TaskSurroundings,
): Promise<Transition> {
  // What stands before `&&` is nothing to go on to: `return this.more && this.next(this.again)`.
  if (!returned) return { kind: 'end' };
  if (returned instanceof NextTransition) return { kind: 'next', to: returned.to };
  if (returned instanceof ForeachTransition) {
    const { to, concurrency } = returned;
    const { chunks, count } = await storeItems(objects, { from: step, to }, returned.items, values, secrets);
    return {
      kind: 'foreach',
      to,
      count,
      items: chunks,
      ...(concurrency === undefined ? {} : { concurrency }),
    };
  }
  throw new TypeError(
    `the step ${step} returned a value of type ${typeof returned}: return what this.next(…) or this.foreach(…) gives, or nothing`,
  );
}

function setEnvironment(env: Readonly<Record<string, string>> | undefined): () => void {
  if (env === undefined) return () => undefined;
  const before = Object.keys(env).map(name => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
