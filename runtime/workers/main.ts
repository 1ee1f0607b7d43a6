/** A worker process: opens one program, then executes one task at a time until its parent lets go of it. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { RawParameter, RunContext } from '../engine/pool.js';
import { defineFlow, isFlowClass } from '../flow/definition.js';
import type { Flow } from '../flow/flow.js';
import { insideTask } from '../flow/inside.js';
import { wrapLauncher } from '../flow/launch.js';
import { joined } from '../store/content.js';
import { Objects } from '../store/objects.js';
import { takeZlib } from '../store/pack.js';
import { decode, encode } from '../store/value.js';
import { checkParameters, factsOf } from './facts.js';
import { endGroup } from './group.js';
import { ItemCache } from './items.js';
import { Loading, selfSource } from './loading.js';
import { keepListeners } from './own-listeners.js';
import type { FromWorker, Program, ToWorker } from './protocol.js';
import { refusalWords } from './refusal-words.js';
import { Remains } from './remains.js';
import { exportName, resolveFrom } from './resolve.js';
import { mapStacks } from './stack.js';
import { Stall } from './stall.js';
import { Surroundings } from './surroundings.js';
import { TaskQueue } from './task-queue.js';
import { type Opened, Tasks } from './tasks.js';
import { describeError } from './thrown.js';
import { Values } from './values.js';

/** The flow and the worker must mean the same `Flow`, and one file is opened sooner than many. */
export * from '../index.js';

// It was for this process alone, and not for what a step starts.
if (process.env.NODE_COMPILE_CACHE === process.env.STEPWELL_COMPILED) delete process.env.NODE_COMPILE_CACHE;
delete process.env.STEPWELL_COMPILED;

const stall = new Stall();
const tasks = new Tasks(stall, silent);
const queue = new TaskQueue(order => tasks.execute(order, program()), tell);
const loading = new Loading(
  () => tasks.isBusy,
  flow => tell({ type: 'own-run', flow, at: describeError(new Error(flow)).at ?? null }),
  () => tell({ type: 'partly-loaded' }),
);
const exit = process.exit;
const send = process.send?.bind(process);
let opened: Opened | null = null;
/** The parent has let go of this process; without that, a parent that is gone was killed. */
let released = false;
/** Ends the work between tasks that is under way. */
let failWork: ((error: unknown) => void) | null = null;

wrapLauncher(launch => loading.guard(launch));

function tell(message: FromWorker): void {
  send?.(message);
}

async function silent(): Promise<void> {
  const leaves = await program().remains.any();
  try {
    tell({ type: 'silent', leaves });
  } catch {
    // The parent lets go of this process at this moment, and need not know any more.
  }
}

async function open(program: Program, word: string): Promise<Omit<Opened, 'remains'>> {
  mapStacks(program.bundle);
  const { href } = pathToFileURL(program.bundle);
  registerHooks({
    resolve: resolveFrom(program.importers, { url: href, folders: program.folders }),
    load: selfSource(href),
  });
  const make = await loading.of(href, module => findFlow(module, program), program.isTest);
  const objects = new Objects(program.store, true);
  const definition = defineFlow(make, program.flow);
  return {
    definition,
    objects,
    values: new Values(objects, definition.codecs),
    items: new ItemCache(objects),
    store: program.store,
    surroundings: new Surroundings(),
    word,
  };
}

/** @throws when what the module exports is not what its text promised. */
function findFlow(
  module: Readonly<Record<string, unknown>>,
  { flow: name, within }: Program,
): new () => Flow {
  const { default: whole } = module;
  // A CommonJS module is the default export of itself.
  const values = [
    ...Object.values(module),
    ...(typeof whole === 'object' && whole !== null ? Object.values(whole) : []),
  ];
  // Under its own name a class may be another than it was, by a decorator or a name of its own making.
  for (const path of [[exportName(name), ...within], [name]]) {
    for (const exports of [module, whole]) {
      const value = path.reduce<unknown>(
        (holder, key) => (isObject(holder) ? Reflect.get(holder, key) : undefined),
        exports,
      );
      if (isFlowClass(value)) return value;
    }
  }
  for (const value of values) if (isFlowClass(value) && value.name === name) return value;
  throw new Error(
    `the module gives no class ${name} that extends Flow from 'stepwell': write export class ${name} extends Flow`,
  );
}

function isObject(value: unknown): value is object {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'open':
      opened = {
        ...(await settling('its top level', () => open(message.program, message.word))),
        remains: new Remains(),
      };
      return tell({ type: 'opened', id: message.id, facts: factsOf(opened.definition) });
    case 'check': {
      const { definition } = program();
      const checked = await settling('the check of a parameter', () =>
        checkParameters(definition, decode(message.raw) as Readonly<Record<string, RawParameter>>),
      );
      return tell({ type: 'checked', id: message.id, checked: joined(encode(checked)) });
    }
    case 'run':
      return tasks.announce({
        ...message.run,
        parameters: decode(message.parameters) as RunContext['parameters'],
      });
    case 'forget':
      return tasks.forget(message.run);
    case 'abort':
      if (!tasks.abort(message.id, message.reason, message.words)) queue.abort(message.id, message.words);
      return;
    case 'tasks':
      return queue.add(message.tasks);
    case 'give-back':
      return tell({ type: 'returned', ids: queue.giveBack() });
    case 'release':
      released = true;
      return;
    default:
      message satisfies never;
  }
}

/** What the work gives, unless something beside it fails or it waits for what can never come. */
async function settling<T>(what: string, work: () => Promise<T>): Promise<T> {
  const fails = Promise.withResolvers<never>();
  failWork = fails.reject;
  stall.begin(() => {
    if (!loading.stalled())
      fails.reject(new Error(`${what} waits for a promise that nothing is left to settle`));
  });
  try {
    return await Promise.race([work(), fails.promise]);
  } finally {
    stall.end();
    failWork = null;
  }
}

function stray(error: unknown): void {
  if (failWork === null) tasks.stray(error);
  else failWork(error);
}

function program(): Opened {
  if (opened === null) throw new Error('no program has been opened');
  return opened;
}

process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);
// Signals come to a whole group, from a terminal or a service manager; the parent decides what becomes of a task.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

// What a task that has ended left behind must not end the process under the next one.
process.exit = code => {
  if (tasks.isLeftOver) throw new Error(`process.exit(${code ?? ''}) is called for a step that has ended`);
  return exit.call(process, code);
};

// The channel is ours: whoever lets go of it in a step means that of a process of their own. Node itself calls this when the parent is gone.
const disconnect = process.disconnect?.bind(process);
process.disconnect = () => {
  if (insideTask.getStore() === undefined) disconnect?.();
};

process.on('disconnect', () => {
  tasks.close();
  if (!released) endGroup(process.pid);
  exit.call(process);
});

process.on('message', (message: ToWorker) => {
  handle(message).catch((error: unknown) => {
    if ('id' in message) tell({ type: 'refused', id: message.id, message: refusalWords(error) });
  });
});

keepListeners();
takeZlib();
