import { transformSync } from 'esbuild';
import { Engine, type EngineResult } from '../../../../runtime/engine/engine.js';
import type {
  FlowFacts,
  Pool,
  RunContext,
  TaskOutcome,
  TaskRequest,
} from '../../../../runtime/engine/pool.js';
import type { Reuse } from '../../../../runtime/engine/reuse.js';
import { defineFlow, type FlowDefinition, isFlowClass } from '../../../../runtime/flow/definition.js';
import { Flow, parameter, step } from '../../../../runtime/index.js';
import type { Graph, RunEvent } from '../../../../runtime/model/index.js';
import { analyseScopes } from '../../../../runtime/model/scopes.js';
import { hashOf } from '../../../../runtime/store/content.js';
import type { Objects } from '../../../../runtime/store/objects.js';
import { encode, store } from '../../../../runtime/store/value.js';
import { factsOf } from '../../../../runtime/workers/facts.js';
import { ItemCache } from '../../../../runtime/workers/items.js';
import { executeTask } from '../../../../runtime/workers/task.js';
import { Values } from '../../../../runtime/workers/values.js';
import { parseFlows } from '../../../../server/parse/flows.js';
import { mix } from './shape.js';

/** A flow's text as the graph that is read from it and the class that it is. */
export interface Made {
  readonly graph: Graph;
  readonly problems: readonly string[];
  readonly definition: FlowDefinition;
}

export function make(text: string): Made {
  const { flows, problems } = parseFlows(text, 'made.flow.ts');
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'node22' });
  const exported: Record<string, unknown> = {};
  const load = new Function('require', 'module', 'exports', 'mix', 'read', code);
  const module = { exports: exported };
  load(() => ({ Flow, step, parameter }), module, exported, mix, read);
  const [made] = Object.values(module.exports).filter(isFlowClass);
  if (made === undefined) throw new Error('the text holds no flow');
  const errors = problems.filter(problem => problem.severity === 'error');
  return {
    graph: flows[0]!.graph,
    problems: errors.map(({ code, message }) => `${code}: ${message}`),
    definition: defineFlow(made),
  };
}

/** What a made-up step sees of an artifact: for one that has no value since a join, which join that was. */
function read(value: () => unknown): unknown {
  try {
    return value();
  } catch (error) {
    const join = /no value since the join (\S+),/.exec(String(error))?.[1];
    if (join === undefined) throw error;
    return `disputed at ${join}`;
  }
}

/** Executes tasks in this process with the code that a worker runs, each taking its own made-up time. */
class InProcess implements Pool {
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly definition: FlowDefinition,
    readonly objects: Objects,
    readonly size: number,
    readonly next: () => number,
  ) {}

  async describe(): Promise<FlowFacts> {
    return factsOf(this.definition);
  }

  async check(): Promise<never> {
    throw new Error('parameters are given as they are');
  }

  async forget(): Promise<void> {}

  room(_step: string, held: number): number {
    // Some more than it executes at once wait here, as a worker's next tasks do.
    return Math.max(0, this.size + Math.floor(this.next() * 3) - held);
  }

  execute(run: RunContext, request: TaskRequest, onStart: (worker: number) => void) {
    const outcome = this.#execute(run, request, onStart);
    // A step that does not listen: it ends as it would have.
    return { outcome, abort: () => undefined, kill: () => undefined };
  }

  async #execute(run: RunContext, request: TaskRequest, onStart: (n: number) => void): Promise<TaskOutcome> {
    if (this.#busy >= this.size) await new Promise<void>(go => this.#waiting.push(go));
    this.#busy++;
    onStart(0);
    const turns = Math.floor(this.next() * 4);
    for (let i = 0; i < turns; i++) await new Promise(setImmediate);
    const { definition, objects } = this;
    const { outcome } = await executeTask(request, {
      definition,
      objects,
      values: new Values(objects, definition.codecs),
      items: new ItemCache(objects),
      run,
      signal: new AbortController().signal,
      stray: new Promise<never>(() => undefined),
    });
    this.#busy--;
    this.#waiting.shift()?.();
    return outcome;
  }
}

export interface Play {
  readonly id: string;
  readonly objects: Objects;
  readonly next: () => number;
  readonly size: number;
  /** Others than `size`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly reuse: Reuse | null;
  /** Cancelled after so many events. */
  readonly cancelAt: number | null;
}

/** Runs a made-up flow to its end and gives every event. */
export async function play({ graph, definition }: Made, how: Play): Promise<[EngineResult, RunEvent[]]> {
  const { id, objects, next, reuse } = how;
  const events: RunEvent[] = [];
  const parameters = { size: how.size, ...how.parameters };
  const scopes = analyseScopes(graph);
  const engine: Engine = new Engine({
    graph,
    facts: factsOf(definition),
    pool: new InProcess(definition, objects, 1 + Math.floor(next() * 5), next),
    run: { id, flow: 'Made', store: '', parameters, secrets: [], tags: [], originRun: null },
    append: event => {
      events.push(event);
      if (events.length === how.cancelAt) queueMicrotask(() => engine.cancel());
    },
    reuse,
    joinOf: (from, target) => scopes.joinOf(from, target),
    storeError: ({ message }) => store(objects, encode(new Error(message)), 'Error'),
  });
  events.push({
    type: 'run.started',
    at: 1,
    format: 1,
    id,
    flow: 'Made',
    file: '/made.flow.ts',
    mode: 'run',
    parameters,
    tags: [],
    origin: null,
    parent: null,
    code: { hash: hashOf(''), snapshot: hashOf('') },
    process: { pid: 1, host: '', user: '', node: '', cwd: '' },
  });
  return [await engine.run(), events];
}
