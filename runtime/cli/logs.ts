import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LogLine } from '../model/event.js';
import { OutputReader, RunReader } from '../store/run-reader.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { paint } from './paint.js';
import { requireStore } from './stores.js';

export const logs: Command = {
  usage: '[RUN[/STEP[/TASK]]] [--follow] [--grep TEXT] [--json]',
  summary: 'what the tasks of a run printed, in the order they did',
  help: `
  RUN            default: latest
  --follow       go on until the run ends
  --grep TEXT    only lines that contain TEXT, in capitals or not
  --json         one line of output a line: { at, stream, step, task, attempt, text }

  stepwell logs latest/train/4 --grep loss`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        follow: { type: 'boolean', short: 'f' },
        grep: { type: 'string' },
        json: { type: 'boolean' },
      },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'logs');
    const store = requireStore();
    const named = findNamed(store, positionals[0] ?? 'latest');
    const run = requireRun(store, named.run);
    // A live run may not have reached the step yet.
    if (named.step !== null && !values.follow)
      requireTask(run, named.step, named.task ?? firstTask(run.steps.get(named.step)));
    const wanted = (line: LogLine) =>
      (named.step === null || line.step === named.step) &&
      (named.task === null || line.task === named.task) &&
      (values.grep === undefined || line.text.toLowerCase().includes(values.grep.toLowerCase()));
    const oneTask = named.task !== null;
    const output = new OutputReader(store, named.run);
    const reader = new RunReader(store, named.run);
    for (;;) {
      reader.refresh();
      const { over } = reader;
      for (const line of output.read()) {
        if (wanted(line))
          process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : `${text(line, oneTask)}\n`);
      }
      if (!values.follow || over) return exit.ok;
      await wait(50);
    }
  },
};

function firstTask(step: { tasks: ReadonlyMap<string, unknown> } | undefined): string | null {
  return step?.tasks.keys().next().value ?? null;
}

function text(line: LogLine, oneTask: boolean): string {
  const said = line.stream === 'err' ? paint('red', line.text) : line.text;
  const name = oneTask ? '' : `${paint('cyan', `${line.step}/${line.task}`)} ${paint('gray', '│')} `;
  const time = new Date(line.at).toISOString().slice(11, 23);
  return `${paint('gray', time)} ${name}${said}`;
}
