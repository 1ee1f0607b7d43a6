import { availableParallelism, hostname, userInfo } from 'node:os';
import { now } from '../clock.js';
import { Engine, type EngineResult } from '../engine/engine.js';
import type { TaskNode } from '../engine/node.js';
import type { CheckedParameters, FlowFacts, RawParameter, RunContext } from '../engine/pool.js';
import type { Reuse } from '../engine/reuse.js';
import type { ArtifactRef, Graph, ProcessInfo, Run, RunEvent, RunMode } from '../model/index.js';
import { Refusal } from '../model/refusal.js';
import { analyseScopes } from '../model/scopes.js';
import { shownSecret } from '../model/secret.js';
import { requireTags } from '../model/tags.js';
import { watchCancel } from '../store/cancel.js';
import { EventLog } from '../store/event-log.js';
import { storeFormat, unwritable } from '../store/home.js';
import { type Claim, claim } from '../store/liveness.js';
import { Objects } from '../store/objects.js';
import { makeFolder, removeEmpty, removeFile } from '../store/paths/files.js';
import { runFile, runFolder } from '../store/paths/places.js';
import { newRunId } from '../store/run-id.js';
import { secretHashes } from '../store/secret-hash.js';
import { Unstorable } from '../store/storable.js';
import { userKey } from '../store/user-key.js';
import { encode, store as storeValue, typeOf } from '../store/value.js';
import type { WorkerPool } from '../workers/pool.js';
import { gitVersion } from './git.js';
import type { PreparedFile } from './program.js';
import { recordCode } from './record-code.js';
import { refuseOther, refuseUnsendable } from './refuse.js';
import { shownParameters } from './shown-parameters.js';

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
    at: now(),
    format: storeFormat,
    id,
    flow: graph.flow,
    file: prepared.file,
    mode: plan.mode,
    parameters: shownParameters({
      ...parameters,
      ...Object.fromEntries(secret.map(name => [name, shownSecret])),
    }),
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
    if (version !== null) append({ type: 'run.git', at: now(), ...version });
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
  const result = finish(Promise.race([ending, failed.promise]), git, engine, log, append).finally(
    async () => {
      unwatch();
      lock.release();
      await pool.forget(id);
    },
  );
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
      at: now(),
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

export function defaultWorkers(): number {
  processors ??= availableParallelism();
  return processors;
}

/** Asked once, too. */
let processors: number | null = null;
