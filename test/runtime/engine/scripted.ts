import { Engine, type EngineResult } from '../../../runtime/engine/engine.js';
import type {
  AbortReason,
  FlowFacts,
  Pool,
  StepFacts,
  TaskOutcome,
  TaskRequest,
} from '../../../runtime/engine/pool.js';
import type { Reuse } from '../../../runtime/engine/reuse.js';
import type { ArtifactRef, Run, RunEvent, Transition } from '../../../runtime/model/index.js';
import { RunFold } from '../../../runtime/model/index.js';
import { analyseScopes } from '../../../runtime/model/scopes.js';
import { hashOf } from '../../../runtime/store/content.js';
import { parseFlows } from '../../../server/parse/flows.js';

/** Values by their hashes. */
const values = new Map<string, unknown>();

/** A value as an artifact. */
export function ref(value: unknown): ArtifactRef {
  const hash = hashOf(JSON.stringify(value));
  values.set(hash, value);
  return { hash, size: 1, type: typeof value };
}

export function valueIn(reference: ArtifactRef | undefined): unknown {
  return reference === undefined ? undefined : structuredClone(values.get(reference.hash));
}

/** What a scripted step does: sets artifacts and says where to go on; or throws. */
export interface Doing {
  readonly set?: Record<string, unknown>;
  readonly reads?: string[];
  readonly next?: string | string[];
  readonly foreach?: [to: string, items: unknown[], concurrency?: number];
}

export interface Task extends TaskRequest {
  /** The artifact's value when the task began. */
  read(name: string): unknown;
  readonly itemValue: unknown;
  readonly aborted: Promise<AbortReason>;
}

export type Script = Record<string, (task: Task) => Doing | Promise<Doing>>;

/** A pool that executes scripts in this process, in the order in which they were handed to it. */
export class ScriptedPool implements Pool {
  /** Tasks in the order they began, as `step/task`, with the attempt when it is not the first. */
  readonly began: string[] = [];
  most = 0;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly script: Script,
    readonly facts: FlowFacts,
    readonly size: number,
  ) {}

  async describe(): Promise<FlowFacts> {
    return this.facts;
  }

  async check(): Promise<never> {
    throw new Error('not scripted');
  }

  async forget(): Promise<void> {}

  room(_step: string, held: number): number {
    return Math.max(0, this.size - held);
  }

  execute(_run: unknown, request: TaskRequest, onStart: (worker: number) => void) {
    const aborted = Promise.withResolvers<AbortReason>();
    const killed = Promise.withResolvers<TaskOutcome>();
    const work = async (): Promise<TaskOutcome> => {
      if (this.#busy >= this.size) await new Promise<void>(go => this.#waiting.push(go));
      this.#busy++;
      this.most = Math.max(this.most, this.#busy);
      const { step, task, attempt } = request;
      this.began.push(attempt === 0 ? `${step}/${task}` : `${step}/${task} attempt ${attempt}`);
      onStart(0);
      try {
        return await Promise.race([this.#perform(request, aborted.promise), killed.promise]);
      } finally {
        this.#busy--;
        this.#waiting.shift()?.();
      }
    };
    return {
      outcome: work(),
      abort: (reason: AbortReason) => aborted.resolve(reason),
      kill: () => killed.resolve(failure(new Error('killed'))),
    };
  }

  async #perform(request: TaskRequest, aborted: Promise<AbortReason>): Promise<TaskOutcome> {
    const items = request.item === null ? [] : (valueIn(request.item.chunk.ref) as unknown[]);
    try {
      const perform = this.script[request.step] ?? ((): Doing => ({}));
      const doing = await perform({
        ...request,
        read: name => valueIn(request.before.set[name]),
        itemValue: request.item === null ? undefined : items[request.item.at],
        aborted,
      });
      const set = Object.fromEntries(
        Object.entries(doing.set ?? {}).map(([name, value]) => [name, ref(value)]),
      );
      return { kind: 'done', set, unset: [], reads: doing.reads ?? [], transition: transitionOf(doing) };
    } catch (error) {
      return failure(error as Error);
    }
  }
}

function failure(error: Error): TaskOutcome {
  return {
    kind: 'failed',
    error: { name: error.name, message: error.message, stack: '' },
    thrown: ref(error.message),
    set: {},
    reads: [],
  };
}

function transitionOf(doing: Doing): Transition {
  if (doing.next !== undefined) return { kind: 'next', to: [doing.next].flat() };
  if (doing.foreach === undefined) return { kind: 'end' };
  const [to, items, concurrency] = doing.foreach;
  // Two chunks, so that an item's place has to be found.
  const half = Math.ceil(items.length / 2);
  const chunks = [items.slice(0, half), items.slice(half)].filter(chunk => chunk.length > 0);
  return {
    kind: 'foreach',
    to,
    count: items.length,
    items: chunks.map(chunk => ({ count: chunk.length, ref: ref(chunk) })),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

export interface Played {
  readonly result: EngineResult;
  readonly run: Run;
  readonly events: RunEvent[];
  readonly pool: ScriptedPool;
}

export interface PlayOptions {
  readonly size?: number;
  readonly facts?: Record<string, Partial<StepFacts>>;
  readonly reuse?: Reuse;
  readonly id?: string;
  readonly parameters?: Record<string, unknown>;
  readonly onEvent?: (event: RunEvent, engine: Engine) => void;
}

/** Runs a flow whose shape stands in TypeScript and whose steps are scripted. */
export async function play(steps: string, script: Script, options: PlayOptions = {}): Promise<Played> {
  const text = `import { Flow, step, type Inputs } from 'stepwell';\nexport class F extends Flow {\n${steps.replaceAll(/^ *(?=\w+\()/gm, '@step() ')}\n}`;
  const parsed = parseFlows(text, 'f.ts');
  const graph = parsed.flows[0]!.graph;
  const none: StepFacts = {
    retries: 0,
    delay: 0,
    backoff: 1,
    timeout: null,
    catch: null,
    isolate: false,
    memory: null,
  };
  const facts: FlowFacts = {
    flow: 'F',
    start: graph.steps.find(step => step.start)?.name ?? 'start',
    steps: Object.fromEntries(graph.steps.map(({ name }) => [name, { ...none, ...options.facts?.[name] }])),
    secrets: [],
    hasParameters: false,
  };
  const pool = new ScriptedPool(script, facts, options.size ?? 4);
  const events: RunEvent[] = [];
  const fold = new RunFold('run');
  const append = (event: RunEvent) => {
    events.push(event);
    fold.apply(event);
    options.onEvent?.(event, engine);
  };
  const id = options.id ?? 'r1';
  const parameters = options.parameters ?? {};
  const scopes = analyseScopes(graph);
  const engine: Engine = new Engine({
    graph,
    facts,
    pool,
    run: { id, flow: 'F', store: '', parameters, secrets: [], tags: [], originRun: null },
    append,
    reuse: options.reuse ?? null,
    joinOf: (step, target) => scopes.joinOf(step, target),
    storeError: error => ref(error.message),
  });
  append({
    type: 'run.started',
    at: 0,
    format: 1,
    id,
    flow: 'F',
    file: '/f.ts',
    mode: 'run',
    parameters,
    tags: [],
    origin: null,
    parent: null,
    code: { hash: hashOf(''), snapshot: hashOf('') },
    process: { pid: 1, host: '', user: '', node: '', cwd: '' },
  });
  const result = await engine.run();
  append({
    type: 'run.ended',
    at: 0,
    status: result.status,
    ...(result.status === 'done' ? {} : { error: result.error }),
  });
  return { result, run: fold.run(false)!, events, pool };
}

/** Every task with its status, by step. */
export function statuses(run: Run): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...run.steps].map(([name, step]) => [
      name,
      Object.fromEntries(
        [...step.tasks.values()].map(task => [task.task, task.reused ? 'reused' : task.status]),
      ),
    ]),
  );
}

/** The value of an artifact as it stood when a task had ended. */
export function artifact(run: Run, step: string, task: string, name: string): unknown {
  return valueIn(run.steps.get(step)?.tasks.get(task)?.after.set[name]);
}
