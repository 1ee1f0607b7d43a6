import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  FlowErrors,
  type PreparedFile,
  pickFlow,
  prepareFile,
  programOf,
  requireFile,
} from '../local/program.js';
import { readAhead } from '../local/record-code.js';
import { type RunPlan, startRun } from '../local/run.js';
import { concerns, type Problem } from '../model/diagnostics.js';
import type { RunEvent } from '../model/event.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { prepareStore } from '../store/home.js';
import { OutputReader } from '../store/run-reader.js';
import { whyNotCache } from '../store/user-cache.js';
import { WorkerPool } from '../workers/pool.js';
import type { Program } from '../workers/protocol.js';
import { type Option, storeOption } from './command.js';
import type { CommandLine } from './line.js';
import { jsonReporter } from './report-json.js';
import { type Reporter, textReporter } from './report-text.js';
import { missingSecrets } from './secrets.js';
import { ShownRun } from './shown-run.js';
import { describe, problemLines } from './source.js';
import { complain } from './terminal.js';

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
  isNamed: boolean,
): Promise<Ready> {
  // Before a store is made: a mistyped path is to leave nothing behind.
  requireFile(file);
  prepareStore(store, isNamed);
  const unused = whyNotCache();
  if (unused !== null) complain(`stepwell: ${unused}\n`);
  const program = Promise.withResolvers<Program>();
  const pool = new WorkerPool(program.promise, workers);
  try {
    const prepared = await prepareFile(file, store, describe);
    tell(
      file,
      prepared.problems.filter(problem => flow === null || concerns(problem, flow)),
    );
    const graph = pickFlow(prepared, flow);
    program.resolve(programOf(prepared, graph.flow, store));
    readAhead({ store, prepared, graph });
    return { prepared, graph, pool };
  } catch (error) {
    program.reject(error);
    pool.close();
    if (error instanceof FlowErrors) tell(file, error.problems);
    throw error;
  }
}

/** @throws Refusal when one of the problems is an error */
function tell(file: string, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  // What is only worth knowing is said by `check`.
  const grave = problems.filter(({ severity }) => severity !== 'information');
  if (grave.length > 0) complain(problemLines(resolve(file), grave));
  if (errors.length === 0) return;
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  throw new Refusal('invalid-flow', `${file} has ${count}: nothing was run`);
}

/** Options of every command that runs something. */
export const runOptions = {
  parameters: {
    name: 'parameters',
    value: 'FILE',
    what: 'a JSON object with values of parameters by their names; - is standard input. What is also given as --PARAM counts from there',
  },
  tag: { name: 'tag', value: 'T', many: true, what: 'a tag for the run' },
  workers: {
    name: 'workers',
    value: 'N',
    what: 'most tasks that run at once (default: the number of processors)',
  },
  json: { name: 'json', what: 'one event a line, and {"type":"log",…} for each line of output' },
  runIdFile: {
    name: 'run-id-file',
    value: 'F',
    what: "write the run's id into the file F as soon as it is known",
  },
  store: storeOption,
} as const satisfies Record<string, Option>;

interface Execution extends Omit<RunPlan, 'onEvent'> {
  /** The run it goes on from; null where it is none. */
  readonly from: Run | null;
}

/**
 * Starts a run, shows it until its end, and gives the exit code.
 *
 * @param rerun why a step runs that a resumed run might have taken over, once that is known
 */
export async function execute(
  plan: Execution,
  line: CommandLine,
  rerun: (step: string) => string | null = () => null,
): Promise<number> {
  const reporter: Reporter = line.flag('json') ? jsonReporter() : textReporter(plan.store, rerun);
  const runIdFile = line.value('run-id-file');
  const early: RunEvent[] = [];
  let shown: ShownRun | null = null;
  try {
    const { secrets } = await plan.pool.describe();
    const missing = await missingSecrets({ ...plan, secrets });
    if (runIdFile !== null) writeRunId(runIdFile, '');
    const started = await startRun({
      ...plan,
      parameters: { ...plan.parameters, ...missing },
      onEvent: event => (shown === null ? early.push(event) : shown.event(event)),
    });
    if (runIdFile !== null) writeRunId(runIdFile, `${started.id}\n`);
    shown = new ShownRun(started, new OutputReader(plan.store, started.id), reporter);
    for (const event of early) shown.event(event);
    return await shown.end();
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
