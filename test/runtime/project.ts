import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { runJson } from '../../runtime/cli/run-json.js';
import { valueToJson } from '../../runtime/cli/value-json.js';
import type { RunEvent } from '../../runtime/model/index.js';
import { isClaimed } from '../../runtime/store/liveness.js';
import { Objects } from '../../runtime/store/objects.js';
import { runIds } from '../../runtime/store/run-ids.js';
import { OutputReader, readRun } from '../../runtime/store/run-reader.js';
import { findNamed, requireRun, requireTask } from '../../runtime/store/runs.js';
import { load } from '../../runtime/store/value.js';

const runtime = resolve(import.meta.dirname, '../../runtime');
const cli = join(runtime, 'bin/stepwell.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** What `status --json` gives, as far as scripts may rely on it. */
export interface StatusJson {
  readonly id: string;
  readonly flow: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly parameters: Record<string, unknown>;
  readonly tags: string[];
  readonly origin: string | null;
  readonly error: { name: string; message: string; step: string | null; task: string | null } | null;
  readonly steps: Record<
    string,
    {
      status: string;
      tasks: {
        task: string;
        status: string;
        attempts: number;
        reused: boolean;
        startedAt: string | null;
        endedAt: string | null;
        error: { name: string; message: string; at?: { file: string; line: number } } | null;
      }[];
    }
  >;
}

/** A user's project in a folder of its own, and the built command line in it. */
export class Project {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();

  constructor(files: Record<string, string> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
    this.write({ 'package.json': '{ "type": "module" }', ...files });
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  get store(): string {
    return this.path('.stepwell');
  }

  /** Makes `import … from 'stepwell'` work for a plain script, as `npm install stepwell` would. */
  install(): void {
    mkdirSync(this.path('node_modules'), { recursive: true });
    symlinkSync(runtime, this.path('node_modules/stepwell'), 'junction');
  }

  remove(): void {
    // A test that failed half-way may have left something running.
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts `stepwell …` and does not wait. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Started {
    return this.spawn([cli, ...args], env, input);
  }

  /** Runs `stepwell …` to its end. */
  stepwell(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Runs a script of the project to its end. */
  node(...args: string[]): Promise<Ended> {
    return this.spawn(args, {}).ended;
  }

  async json<T>(...args: string[]): Promise<T> {
    const { code, out, err } = await this.stepwell(...args);
    if (code !== 0) throw new Error(`stepwell ${args.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }

  /** What `status --json` prints, read in this process: a process more costs more than the rest of a test. */
  status(run = 'latest'): StatusJson {
    const { run: id } = findNamed(this.store, run);
    return JSON.parse(JSON.stringify(runJson(requireRun(this.store, id)))) as StatusJson;
  }

  /** What `get --json` prints. */
  get(name: string): unknown {
    const dot = name.lastIndexOf('.');
    const { run, step, task } = findNamed(this.store, name.slice(0, dot));
    const found = requireTask(requireRun(this.store, run), step ?? '', task);
    const ref = found.after.set[name.slice(dot + 1)];
    if (ref === undefined) throw new Error(`there is no ${name}`);
    return valueToJson(load(new Objects(this.store), ref));
  }

  /** Lines of output, each as `step/task text`. */
  log(run = 'latest'): string[] {
    const { run: id } = findNamed(this.store, run);
    return [...new OutputReader(this.store, id).read()].map(
      ({ step, task, text }) => `${step}/${task} ${text}`,
    );
  }

  /** Runs that there are, newest first. */
  runs(): string[] {
    return runIds(this.store);
  }

  events(run = this.runs()[0] ?? ''): RunEvent[] {
    const text = this.read('.stepwell', 'runs', run, 'events.jsonl');
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as RunEvent);
  }

  /** Waits until the newest run has a task of a step under way, and gives the run's id. */
  async until(step: string, status = 'running'): Promise<string> {
    for (let i = 0; i < 1200; i++) {
      const [id] = this.runs();
      const run = id === undefined ? null : readRun(this.store, id);
      const tasks = [...(run?.steps.get(step)?.tasks.values() ?? [])];
      if (id !== undefined && tasks.some(task => task.status === status)) return id;
      await wait(25);
    }
    throw new Error(`no task of ${step} became ${status}`);
  }

  isLive(run: string): boolean {
    return isClaimed(this.store, run);
  }

  /** @param input what it reads on its standard input; without it there is nothing to read */
  spawn(args: readonly string[], env: NodeJS.ProcessEnv, input?: string): Started {
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...clean(process.env), ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }) as ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };
    // It may end without having read all of it.
    child.stdin?.on('error', () => undefined).end(input);
    this.#children.add(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      err += text;
    });
    const ended = new Promise<Ended>(done => {
      child.on('exit', () => this.#children.delete(child));
      child.on('close', (code, signal) => done({ code, signal, out, err }));
    });
    return { child, ended };
  }
}

/** The test runner's own settings are no part of what is tested. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(STEPWELL_\w+|npm_\w+|NODE_OPTIONS|VITEST|NODE_ENV)$/;
  const rest = Object.entries(env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(rest), STEPWELL_CACHE: env.STEPWELL_CACHE, NO_COLOR: '1' };
}

/** A project for one test, removed after it. */
export function project(files: Record<string, string> = {}): Project {
  const made = new Project(files);
  onTestFinished(() => made.remove());
  return made;
}

/** A flow's source around its members. */
export function flow(members: string, name = 'TestFlow'): string {
  return `import { Flow, step, parameter, type Inputs } from 'stepwell';\nexport class ${name} extends Flow {\n${members}\n}\n`;
}

/** Processes that stand in a folder, where the system tells. */
export function standingIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter(pid => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

/** True while a process lives. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    if (holds()) return;
    await wait(25);
  }
  throw new Error(`it never came to be that ${what}`);
}
