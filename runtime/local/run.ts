import { readFileSync } from 'node:fs';
import { availableParallelism, hostname, userInfo } from 'node:os';
import { dirname, relative, sep } from 'node:path';
import { inspect } from 'node:util';
import { Engine, type EngineResult } from '../engine/engine.js';
import type { TaskNode } from '../engine/node.js';
import type { CheckedParameters, FlowFacts, RawParameter, RunContext } from '../engine/pool.js';
import type { Reuse } from '../engine/reuse.js';
import type { ArtifactRef, Graph, ProcessInfo, Run, RunEvent, RunMode } from '../model/index.js';
import { Refusal } from '../model/refusal.js';
import { analyseScopes } from '../model/scopes.js';
import { shownSecret } from '../model/secret.js';
import { requireTags } from '../model/tags.js';
import { wayOn } from '../model/way-on.js';
import { watchCancel } from '../store/cancel.js';
import { hashOf } from '../store/content.js';
import { EventLog } from '../store/event-log.js';
import { storeFormat, unwritable } from '../store/home.js';
import { type Claim, claim } from '../store/liveness.js';
import { Objects } from '../store/objects.js';
import { makeFolder, removeEmpty, removeFile } from '../store/paths/files.js';
import { runFile, runFolder } from '../store/paths/places.js';
import { newRunId } from '../store/run-id.js';
import { secretHashes } from '../store/secret-hash.js';
import { shownValue } from '../store/shown-value.js';
import { snapshotBytes } from '../store/snapshot.js';
import { loadSqlite } from '../store/sqlite.js';
import { Unstorable } from '../store/storable.js';
import { userKey } from '../store/user-key.js';
import { encode, store as storeValue, typeOf } from '../store/value.js';
import { isSparse } from '../store/value-looks.js';
import type { WorkerPool } from '../workers/pool.js';
import { gitVersion } from './git.js';
import { versionsOf } from './packages.js';
import type { PreparedFile } from './program.js';

/** What one run is started with. */
export interface RunPlan {
  readonly store: string;
  readonly prepared: PreparedFile;
  readonly graph: Graph;
  readonly pool: WorkerPool;
  readonly mode: RunMode;
  readonly parameters: Readonly<Record<string, RawParameter>>;
  readonly tags: readonly string[];
  readonly origin: string | null;
  readonly parent: { readonly run: string; readonly step: string; readonly task: string } | null;
  readonly reuse: ((facts: FlowFacts, parameters: CheckedValues) => Reuse) | null;
  /** Run this task alone. */
  readonly only: ((facts: FlowFacts) => TaskNode) | null;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A run's parameters, and by the name of each that is a secret what is kept of it. */
export interface CheckedValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: Run['secrets'];
}

export interface StartedRun {
  readonly id: string;
  /** With the secrets, which are no enumerable properties. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly result: Promise<EngineResult>;
  /** Asks the run to stop; called again, stops it at once. */
  cancel(): void;
}

/**
 * Starts a run on this machine. By the time it resolves the run is recorded and its first task is under way.
 *
 * @throws Refusal when the flow can't be loaded, a parameter is wrong or the store can't be written; nothing is recorded then.
 */
export async function startRun(plan: RunPlan): Promise<StartedRun> {
  const { pool, prepared, graph, store } = plan;
  requireTags(plan.tags);
  const facts = await pool.describe();
  refuseOther(plan, facts);
  refuseUnsendable(plan.parameters);
  const isPlain = !facts.hasParameters && Object.keys(plan.parameters).length === 0;
  const checked: CheckedParameters = isPlain ? { ok: true, values: {} } : await pool.check(plan.parameters);
  if (!checked.ok) throw new Refusal('invalid-parameter', checked.problems.join('; '));
  const parameters = checked.values;
  const secret = facts.secrets.map(({ name }) => name);
  const secrets = secret.length === 0 ? {} : secretHashes(userKey(), secret, parameters);
  const shown = withoutSecrets(parameters, secret);
  // Both may refuse, and nothing must have been recorded then.
  const reuse = plan.reuse?.(facts, { values: parameters, secrets }) ?? null;
  const only = plan.only?.(facts) ?? null;

  const objects = new Objects(store);
  const id = newRunId();
  const folder = runFolder(store, id);
  const snapshot = recordCode(objects, plan);
  const values = recordValues(objects, shown);
  let lock: Claim;
  try {
    if (!makeFolder(store, folder)) throw new Error(`${folder} is there already`);
    lock = claim(store, id);
  } catch (cause) {
    throw unwritable(store, cause);
  }
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const log = new EventLog(store, id, failed.reject);
  const append = (event: RunEvent) => {
    log.append(event);
    plan.onEvent?.(event);
  };
  append({
    type: 'run.started',
    at: Date.now(),
    format: storeFormat,
    id,
    flow: graph.flow,
    file: prepared.file,
    mode: plan.mode,
    parameters: asJson({ ...parameters, ...Object.fromEntries(secret.map(name => [name, shownSecret])) }),
    values,
    ...(secret.length === 0 ? {} : { secrets }),
    tags: plan.tags,
    origin: plan.origin,
    parent: plan.parent,
    code: { hash: prepared.hash, snapshot },
    process: processInfo(),
  });
  try {
    log.flush();
  } catch (cause) {
    lock.release();
    removeFile(store, runFile(store, id, 'events.jsonl'));
    removeEmpty(store, folder);
    throw cause;
  }
  const git = gitVersion(prepared).then(version => {
    if (version !== null) append({ type: 'run.git', at: Date.now(), ...version });
  });
  const run: RunContext = {
    id,
    flow: graph.flow,
    store,
    parameters,
    secrets: secret,
    tags: plan.tags,
    originRun: plan.origin,
  };
  const scopes = analyseScopes(graph);
  const engine = new Engine({
    graph,
    facts,
    pool,
    run,
    append,
    reuse,
    joinOf: (step, target) => scopes.joinOf(step, target),
    storeError: error => {
      const value = Object.assign(new Error(error.message), {
        name: error.name,
        stack: error.stack || `${error.name}: ${error.message}`,
      });
      return storeValue(objects, encode(value), typeOf(value));
    },
  });
  const ending = only === null ? engine.run() : engine.runOne(only);
  const unwatch = watchCancel(store, id, () => engine.cancel());
  const result = finish(Promise.race([ending, failed.promise]), git, engine, log, append).finally(() => {
    unwatch();
    pool.forget(id);
    lock.release();
  });
  return { id, parameters: withHidden(shown, parameters, secret), result, cancel: () => engine.cancel() };
}

async function finish(
  ending: Promise<EngineResult>,
  git: Promise<void>,
  engine: Engine,
  log: EventLog,
  append: (event: RunEvent) => void,
): Promise<EngineResult> {
  try {
    const result = await ending;
    append({
      type: 'run.ended',
      at: Date.now(),
      status: result.status,
      ...(result.status === 'done' ? {} : { error: result.error }),
    });
    // Told after the end: git takes its time in a large repository, and who waits for the run need not.
    await git;
    log.close();
    return result;
  } catch (error) {
    // The log can't be written any more: nothing that happens now could be recorded.
    engine.cancel();
    engine.cancel();
    throw error;
  }
}

/**
 * The graph is read from the text, and the steps are those of the code: a run whose steps are not the ones that are drawn would do what
 * nobody can see.
 *
 * @throws Refusal when they differ
 */
function refuseOther({ graph, prepared }: RunPlan, facts: FlowFacts): void {
  const drawn = new Set(graph.steps.map(({ name }) => name));
  // What a flow has from a class that can't be read is not drawn, which was told.
  const isOpen = prepared.problems.some(
    ({ code, flows }) => code === 'unknown-base' && flows.includes(graph.flow),
  );
  const more = isOpen ? [] : Object.keys(facts.steps).filter(name => !drawn.has(name));
  const less = [...drawn].filter(name => !Object.hasOwn(facts.steps, name));
  const start = graph.steps.find(one => one.start)?.name ?? facts.start;
  // Options that only code knows can ask for what no run can do.
  const caught = graph.steps.find(
    ({ name, unknown }) =>
      !unknown && (facts.steps[name]?.catch ?? null) !== null && wayOn(graph, name) === null,
  );
  const differs =
    more.length > 0
      ? `has steps that its text does not show (${more.join(', ')}): mark each with @step() above its method`
      : less.length > 0
        ? `lacks steps that its text shows (${less.join(', ')}), which something takes away when it is loaded: leave them as they are written`
        : start !== facts.start && !isOpen
          ? `begins with ${facts.start}, which its text does not show: write @step({ start: true }) above it`
          : caught !== undefined
            ? `has ${caught.name} catch errors, which its text does not show, and there is no single step to go on to then: move the decision into the step behind it`
            : null;
  if (differs !== null) throw new Refusal('invalid-flow', `the code of ${graph.flow} ${differs}`);
}

/** @throws Refusal when code gives a parameter something that can't reach the processes that run the steps. */
function refuseUnsendable(raw: Readonly<Record<string, RawParameter>>): void {
  for (const [name, given] of Object.entries(raw)) {
    if (!('value' in given)) continue;
    try {
      encode(given.value);
    } catch (cause) {
      if (!(cause instanceof Unstorable)) throw cause;
      const what = cause.path === '' ? 'it' : `its ${cause.path}`;
      throw new Refusal(
        'invalid-parameter',
        `the parameter ${name} can't be given to a run, because ${what} is ${cause.what}: give plain data`,
      );
    }
  }
}

function withoutSecrets(
  parameters: Readonly<Record<string, unknown>>,
  secret: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !secret.includes(name)));
}

/** So that who logs or serialises a result does not tell its secrets. */
function withHidden(
  shown: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, unknown>>,
  secret: readonly string[],
): Record<string, unknown> {
  const hidden = secret.map(name => [name, { value: parameters[name] }] as const);
  return Object.defineProperties({ ...shown }, Object.fromEntries(hidden));
}

/** @throws Refusal when a schema made something of a parameter that can't be stored. */
function recordValues(objects: Objects, parameters: Readonly<Record<string, unknown>>): ArtifactRef {
  try {
    return storeValue(objects, encode(parameters), typeOf(parameters));
  } catch (cause) {
    if (!(cause instanceof Unstorable)) throw cause;
    throw new Refusal(
      'invalid-parameter',
      `the parameter ${cause.path.slice(1)} can't be kept, because it is ${cause.what}: let its schema give plain data`,
    );
  }
}

/** Keeps the sources and the graph; gives the hash of the object that lists them. */
function recordCode(objects: Objects, plan: Recorded): string {
  for (const { path, hash } of plan.prepared.sources) {
    if (!objects.holds(hash)) objects.put([sourceBytes(path, hash)], hash);
  }
  return objects.put([snapshotOf(plan)]);
}

type Recorded = Pick<RunPlan, 'store' | 'prepared' | 'graph'>;

function snapshotOf({ prepared, graph, store }: Recorded): Buffer {
  const root = dirname(store);
  return snapshotBytes({
    flow: graph.flow,
    graph,
    steps: prepared.code[graph.flow] ?? {},
    sources: prepared.sources.map(({ path, hash }) => ({
      path: relative(root, path).split(sep).join('/'),
      object: hash,
    })),
    packages: versionsOf(prepared.packages),
  });
}

/**
 * Does what starting a run takes and what changes nothing, while the first worker starts: it asks git, looks whether the code is stored already,
 * and loads what is needed for the first time then.
 */
export function readAhead(plan: Recorded): void {
  void gitVersion(plan.prepared);
  loadSqlite();
  const objects = new Objects(plan.store);
  try {
    for (const { hash } of plan.prepared.sources) objects.holds(hash);
    objects.holds(hashOf(snapshotOf(plan)));
  } catch {
    // Whatever is wrong is told when it is asked for.
  }
}

/** @throws Refusal when it is not any more what the bundle was made of */
function sourceBytes(path: string, hash: string): Buffer {
  const bytes = readFileSync(path);
  if (hashOf(bytes) === hash) return bytes;
  throw new Refusal('bundle-failed', `${path} was changed while the run was started: start it again`);
}

function processInfo(): ProcessInfo {
  me ??= userName();
  return { pid: process.pid, host: hostname(), user: me, node: process.version, cwd: process.cwd() };
}

/** Asked once, for the system looks through files for it. */
let me: string | null = null;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list has no name.
    return '';
  }
}

function asShown(part: unknown): unknown {
  if (typeof part === 'bigint') return `${part}n`;
  if (typeof part === 'number') return Number.isFinite(part) && !Object.is(part, -0) ? part : inspect(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) {
    // JSON would have a word for each place in which there is nothing.
    return isSparse(part) ? `(a list of ${part.length}, with ${Object.keys(part).length} in it)` : part;
  }
  const prototype: unknown = Object.getPrototypeOf(part);
  if (part instanceof Date || prototype === Object.prototype || prototype === null) return part;
  // Of all else JSON has fields at most.
  return shownValue(part, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10 }).split(
    '\n',
  )[0];
}

/** Characters of JSON of one parameter that lists and pages show; its value is kept whole beside. */
const mostShown = 100_000;

/** Parameters as they are shown; what JSON can't say, or says at too great a length, is shown as text. */
function asJson(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const json = JSON.stringify({ value }, function (this: Readonly<Record<string, unknown>>, key, part) {
      const own = asShown(this[key]);
      // A thing may say itself what stands for it.
      return own === this[key] ? part : own;
    }).slice('{"value":'.length, -1);
    if (json === '') continue;
    // By its hash another value of the same length is told from it.
    shown[name] =
      json.length <= mostShown
        ? JSON.parse(json)
        : `(${json.length} characters of JSON, sha256 ${hashOf(json).slice(0, 16)})`;
  }
  return shown;
}

export function defaultWorkers(): number {
  processors ??= availableParallelism();
  return processors;
}

/** Asked once, too. */
let processors: number | null = null;
