import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Codecs, codecsOf } from '../flow/codec.js';
import { insideTask } from '../flow/inside.js';
import { type FinishedRun, type LiveRun, RunFailed, type RunOptions } from '../flow/launch.js';
import { sourceOf } from '../flow/source.js';
import { metadataOf } from '../flow/step.js';
import { concerns } from '../model/diagnostics.js';
import type { RunEvent } from '../model/event.js';
import { Refusal } from '../model/refusal.js';
import type { RunError, RunStatus } from '../model/run.js';
import { builtFile } from '../place.js';
import { lastTask, lazyArtifacts } from '../store/history.js';
import { prepareStore, storePathFor } from '../store/home.js';
import { Objects } from '../store/objects.js';
import { linesOf, readRun } from '../store/run-reader.js';
import { WorkerPool } from '../workers/pool.js';
import { Values } from '../workers/values.js';
import { type Describe, FlowErrors, type PreparedFile, pickFlow, prepareFile, programOf } from './program.js';
import { defaultWorkers, type StartedRun, startRun } from './run.js';

type AnyFlow = abstract new () => object;

/** Starts a run of a flow class from the process that holds it. The steps run in worker processes all the same. */
export async function launchFromCode(
  flow: AnyFlow,
  parameters: object,
  options: RunOptions,
): Promise<LiveRun<object>> {
  const feed = new Feed();
  const parent = insideTask.getStore() ?? null;
  const store = options.store ?? parent?.store ?? storePathFor(dirname(fileOf(flow)));
  const signals = [options.signal, parent?.signal].filter(signal => signal !== undefined);
  const signal = AbortSignal.any(signals);
  signal.throwIfAborted();
  prepareStore(store, options.store !== undefined || process.env.STEPWELL_STORE !== undefined);
  const prepared = await prepare(fileOf(flow), store);
  // A class that its text does not name so may be any: what keeps the file from being understood is why.
  const isNamed = prepared.flows.some(one => one.flow === flow.name);
  const wrong = prepared.problems.filter(problem => !isNamed || concerns(problem, flow.name));
  if (wrong.some(({ severity }) => severity === 'error')) throw new FlowErrors(prepared.file, wrong);
  const graph = pickFlow(prepared, flow.name);
  const started = await startRun({
    store,
    prepared,
    graph,
    pool: poolFor(prepared, flow.name, store, options.workers ?? defaultWorkers()),
    mode: 'run',
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
    tags: options.tags ?? [],
    origin: null,
    parent: parent && { run: parent.run, step: parent.step, task: parent.task },
    reuse: null,
    only: null,
    onEvent: event => feed.push(event),
  });
  const cancel = () => started.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const result = finish(store, started, codecsOf(flow)).finally(() => {
    signal.removeEventListener('abort', cancel);
    feed.close();
  });
  return {
    id: Promise.resolve(started.id),
    result,
    events: () => feed.read(),
    async cancel() {
      started.cancel();
      await started.result;
    },
  };
}

function fileOf(flow: AnyFlow): string {
  const file = sourceOf(flow.prototype, metadataOf(flow.prototype));
  if (file !== null) return file;
  throw new Refusal(
    'no-such-file',
    `the source of ${flow.name} is not known, for no step of its own tells where it stands: declare one in it, as in @step() override start() { return super.start(); }, and keep source maps when you compile it`,
  );
}

async function finish(store: string, started: StartedRun, codecs: Codecs): Promise<FinishedRun<object>> {
  await started.result;
  const run = readRun(store, started.id);
  if (run === null) throw new Refusal('damaged', `the run ${started.id} can't be read back from ${store}`);
  if (run.status !== 'done')
    throw new RunFailed(run.id, run.status, run.error, lastLines(store, run.id, run.error));
  const values = new Values(new Objects(store, true), codecs);
  return {
    id: run.id,
    flow: run.flow,
    status: run.status satisfies RunStatus,
    startedAt: new Date(run.startedAt),
    endedAt: new Date(run.endedAt ?? run.startedAt),
    parameters: started.parameters,
    tags: run.tags,
    artifacts: Object.defineProperties(
      lazyArtifacts(lastTask(run)?.after.set ?? {}, (name, ref) => values.load(name, ref)),
      // As they are: secrets are not enumerable.
      Object.getOwnPropertyDescriptors(started.parameters),
    ),
  };
}

function lastLines(store: string, run: string, error: RunError | null): string[] {
  const lines: string[] = [];
  for (const line of linesOf(store, run)) {
    if (line.step === error?.step && line.task === error.task) lines.push(line.text);
    if (lines.length > 20) lines.shift();
  }
  return lines;
}

const pools = new Map<string, WorkerPool>();

/** One pool a code version, kept for the next run. */
function poolFor(prepared: PreparedFile, flow: string, store: string, size: number): WorkerPool {
  const key = `${prepared.bundle} ${flow} ${size}`;
  let pool = pools.get(key);
  if (pool === undefined || pool.isRefused) {
    pool?.close();
    pool = new WorkerPool(Promise.resolve(programOf(prepared, flow, store)), size);
    pools.set(key, pool);
  }
  return pool;
}

const preparing = new Map<string, Promise<PreparedFile>>();

/** A process runs the code it has loaded: its flows are made ready once, and again only if someone has emptied the cache. */
async function prepare(file: string, store: string): Promise<PreparedFile> {
  const key = `${store} ${file}`;
  let preparation = preparing.get(key);
  if (preparation === undefined) {
    preparation = prepareFile(file, store, describeElsewhere);
    preparing.set(key, preparation);
    preparation.catch(() => preparing.delete(key));
  }
  const prepared = await preparation;
  if (existsSync(prepared.bundle)) return prepared;
  if (preparing.get(key) === preparation) preparing.delete(key);
  return prepare(file, store);
}

/** The parser is large, and a server that starts runs should not have to hold it: another process reads the flow, once a code version. */
const describeElsewhere: Describe = (_text, file) =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [builtFile('cli.js'), 'describe', file],
      { maxBuffer: 64 * 1024 * 1024, windowsHide: true },
      (error, out, err) => {
        if (error === null) return resolve(JSON.parse(out) as Awaited<ReturnType<Describe>>);
        const said = err.trim().split('\n').at(-1) || error.message;
        reject(new Refusal('load-failed', said.replace(/^stepwell: /, ''), { cause: error }));
      },
    );
  });

/** Events for any number of readers, each from the first on. */
class Feed {
  readonly #events: RunEvent[] = [];
  #closed = false;
  #news = Promise.withResolvers<void>();

  push(event: RunEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }

  async *read(): AsyncIterable<RunEvent> {
    for (let at = 0; ; at++) {
      while (at >= this.#events.length) {
        if (this.#closed) return;
        await this.#news.promise;
      }
      const event = this.#events[at];
      if (event !== undefined) yield event;
    }
  }
}
