import { writeFileSync } from 'node:fs';
import type { EngineResult } from '../engine/engine.js';
import { type PreparedFile, pickFlow, prepareFile, requireFile } from '../local/program.js';
import { type RunPlan, type StartedRun, startRun } from '../local/run.js';
import type { RunEvent } from '../model/event.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import { prepareStore } from '../store/home.js';
import { OutputReader } from '../store/run-reader.js';
import { WorkerPool } from '../workers/pool.js';
import type { Program } from '../workers/protocol.js';
import { exit } from './command.js';
import { jsonReporter } from './report-json.js';
import { type Reporter, textReporter } from './report-text.js';
import { describe, problemLines } from './source.js';

/** What `run`, `resume` and `step` have in common: a flow made ready while its first worker starts. */
export interface Ready {
  readonly prepared: PreparedFile;
  readonly graph: Graph;
  readonly pool: WorkerPool;
}

/**
 * Makes a flow ready. The first worker starts at the same time, for that takes as long.
 *
 * @throws Refusal when there is no such file or flow, or it has errors; those have been printed.
 */
export async function makeReady(
  file: string,
  flow: string | null,
  store: string,
  workers: number,
): Promise<Ready> {
  // Before a store is made: a mistyped path is to leave nothing behind.
  requireFile(file);
  prepareStore(store);
  const program = Promise.withResolvers<Program>();
  const pool = new WorkerPool(program.promise, workers);
  try {
    const prepared = await prepareFile(file, store, describe);
    const concerning = prepared.problems.filter(p => flow === null || p.flow === null || p.flow === flow);
    const errors = concerning.filter(p => p.severity === 'error');
    if (concerning.length > 0) process.stderr.write(problemLines(prepared.file, concerning));
    if (errors.length > 0) {
      const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
      throw new Refusal('invalid-flow', `${file} has ${count}: nothing was run`);
    }
    const graph = pickFlow(prepared, flow);
    program.resolve({ bundle: prepared.bundle, flow: graph.flow, importers: prepared.importers, store });
    return { prepared, graph, pool };
  } catch (error) {
    program.reject(error);
    pool.close();
    throw error;
  }
}

export interface ExecuteOptions {
  readonly json: boolean;
  readonly runIdFile: string | null;
}

/** Starts a run, shows it until its end, and gives the exit code. */
export async function execute(plan: Omit<RunPlan, 'onEvent'>, options: ExecuteOptions): Promise<number> {
  const reporter: Reporter = options.json ? jsonReporter() : textReporter();
  const early: RunEvent[] = [];
  let started: StartedRun | null = null;
  try {
    if (options.runIdFile !== null) writeRunId(options.runIdFile, '');
    started = await startRun({
      ...plan,
      onEvent: event => (started === null ? early.push(event) : reporter.event(event)),
    });
    if (options.runIdFile !== null) writeRunId(options.runIdFile, `${started.id}\n`);
    for (const event of early) reporter.event(event);
    return await follow(plan, started, reporter);
  } finally {
    reporter.end();
    plan.pool.close();
  }
}

/** Tried before anything runs, so that a run is not lost sight of for a wrong path. */
function writeRunId(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(
      'usage',
      `--run-id-file can't be written (${why}): name a file in a folder that exists`,
    );
  }
}

async function follow(
  plan: Omit<RunPlan, 'onEvent'>,
  started: StartedRun,
  reporter: Reporter,
): Promise<number> {
  const output = new OutputReader(plan.store, started.id);
  const show = () => {
    for (const line of output.read()) reporter.line(line);
    reporter.tick();
  };
  const timer = setInterval(show, 40);
  const interrupt = () => started.cancel();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const result = await started.result;
    show();
    reporter.finished(started.id, result);
    return exitCode(result);
  } finally {
    clearInterval(timer);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function exitCode(result: EngineResult): number {
  switch (result.status) {
    case 'done':
      return exit.ok;
    case 'failed':
      return exit.failed;
    case 'cancelled':
      return exit.cancelled;
  }
}
