/** A worker process: opens one program, then executes one task at a time until its parent lets go of it. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { AbortReason, RunContext, TaskOutcome } from '../engine/pool.js';
import { defineFlow, type FlowDefinition, isFlowClass } from '../flow/definition.js';
import type { Flow } from '../flow/flow.js';
import { type Inside, insideTask } from '../flow/inside.js';
import { Objects } from '../store/objects.js';
import { OutputLog } from '../store/output-log.js';
import { Capture, type Speaker } from './capture.js';
import { checkParameters, factsOf } from './facts.js';
import { ItemCache } from './items.js';
import type { FromWorker, Program, ToWorker } from './protocol.js';
import { refusalWords } from './refusal-words.js';
import { resolveFrom } from './resolve.js';
import { describeError, mapStacks } from './stack.js';
import { executeTask } from './task.js';
import { Values } from './values.js';

interface Opened {
  readonly definition: FlowDefinition;
  readonly objects: Objects;
  readonly values: Values;
  readonly items: ItemCache;
  readonly store: string;
}

const capture = new Capture();
/** A run's log is opened for its first task here, so that what prevents it can be told as that task's error. */
const runs = new Map<string, { readonly context: RunContext; log: OutputLog | null }>();
let opened: Opened | null = null;
let running: { id: number; inside: Inside; abort: AbortController; fail: (error: unknown) => void } | null =
  null;
const speakers = new WeakMap<Inside, Speaker>();

function send(message: FromWorker): void {
  process.send?.(message);
}

async function open(program: Program): Promise<Opened> {
  mapStacks(program.bundle);
  registerHooks({ resolve: resolveFrom(program.importers) });
  const module: Record<string, unknown> = await import(pathToFileURL(program.bundle).href);
  const make = findFlow(module, program.flow);
  const objects = new Objects(program.store);
  const definition = defineFlow(make);
  return {
    definition,
    objects,
    values: new Values(objects, definition.codecs),
    items: new ItemCache(objects),
    store: program.store,
  };
}

/** @throws when what the module exports is not what its text promised. */
function findFlow(module: Record<string, unknown>, name: string): new () => Flow {
  const { default: whole } = module;
  // A CommonJS module is the default export of itself.
  const values = [
    ...Object.values(module),
    ...(typeof whole === 'object' && whole !== null ? Object.values(whole) : []),
  ];
  for (const value of values) if (isFlowClass(value) && value.name === name) return value;
  throw new Error(
    `the module gives no class ${name} that extends Flow from 'stepwell': write export class ${name} extends Flow`,
  );
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'open':
      opened = await open(message.program);
      return send({ type: 'opened', id: message.id, facts: factsOf(opened.definition) });
    case 'check':
      return send({
        type: 'checked',
        id: message.id,
        checked: await checkParameters(program().definition, message.raw),
      });
    case 'run':
      runs.set(message.run.id, { context: message.run, log: null });
      return;
    case 'forget':
      runs.get(message.run)?.log?.close();
      runs.delete(message.run);
      return;
    case 'abort':
      if (running?.id === message.id) running.abort.abort(abortError(message.reason, message.words));
      return;
    case 'task':
      return execute(message);
  }
}

async function execute({ id, run: runId, request }: Extract<ToWorker, { type: 'task' }>): Promise<void> {
  const { definition, objects, values, items } = program();
  const run = runs.get(runId);
  if (run === undefined) throw new Error(`the run ${runId} was not announced`);
  try {
    run.log ??= new OutputLog(program().store, run.context.folder);
  } catch (error) {
    return send({ type: 'ended', id, outcome: unrecorded({ error }) });
  }
  const abort = new AbortController();
  const { step, task, attempt } = request;
  const inside: Inside = { run: runId, step, task, store: program().store, signal: abort.signal };
  const stray = new Promise<never>((_resolve, reject) => {
    running = { id, inside, abort, fail: reject };
  });
  stray.catch(() => undefined);
  let lost: { error: unknown } | null = null;
  const speaker: Speaker = {
    log: run.log,
    step,
    task,
    attempt,
    lost: error => {
      lost ??= { error };
      if (running?.inside === inside) running.fail(error);
    },
  };
  speakers.set(inside, speaker);
  capture.begin(speaker);
  const outcome = await insideTask.run(inside, () =>
    executeTask(request, {
      definition,
      objects,
      values,
      items,
      run: run.context,
      signal: abort.signal,
      stray,
    }),
  );
  if (outcome.kind === 'failed') process.stderr.write(`${outcome.error.stack || outcome.error.message}\n`);
  capture.finish();
  running = null;
  send({ type: 'ended', id, outcome: lost === null ? outcome : unrecorded(lost) });
}

function program(): Opened {
  if (opened === null) throw new Error('no program has been opened');
  return opened;
}

/**
 * A failure outside any step's own promise ends the task whose code it is of; when that has ended already, there is nothing
 * to tell but its log.
 */
function stray(error: unknown): void {
  const from = insideTask.getStore();
  if (running !== null && (from === undefined || from === running.inside)) {
    running.fail(error);
    return;
  }
  const { stack, message } = describeError(error);
  capture.note(`after the step had ended: ${stack || message}`, from && speakers.get(from));
}

/** A task whose output could not be kept has not ended well. */
function unrecorded({ error }: { readonly error: unknown }): TaskOutcome {
  return { kind: 'failed', error: describeError(error), thrown: null, set: {}, reads: [] };
}

function abortError(reason: AbortReason, words: string): Error {
  return Object.assign(new Error(words), { name: reason === 'timeout' ? 'TimeoutError' : 'AbortError' });
}

process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);
process.on('disconnect', () => process.exit());
// The terminal sends Ctrl+C to the whole group; the parent decides what becomes of a task.
process.on('SIGINT', () => undefined);

capture.install();
process.on('message', (message: ToWorker) => {
  handle(message).catch((error: unknown) => {
    if ('id' in message) send({ type: 'refused', id: message.id, message: refusalWords(error) });
  });
});
