import { parseArgs } from 'node:util';
import { durationText } from '../model/duration-text.js';
import { overlayOf, type Run, type StepOverlay } from '../model/index.js';
import { findNamed, requireRun } from '../store/runs.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { columns, paint, statusText, timeText } from './paint.js';
import { runJson } from './run-json.js';
import { requireStore } from './stores.js';

export const status: Command = {
  usage: '[RUN] [--json]',
  summary: 'how a run stands, step by step',
  help: `
  RUN       default: latest
  --json    { id, flow, status, startedAt, endedAt, parameters, tags, origin, error,
              steps: { [step]: { status, tasks: [{ task, status, attempts, reused, startedAt, endedAt, error }] } } }`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'status');
    const store = requireStore();
    const run = requireRun(store, findNamed(store, positionals[0] ?? 'latest').run);
    process.stdout.write(values.json ? `${JSON.stringify(runJson(run), null, 2)}\n` : page(run));
    return exit.ok;
  },
};

function page(run: Run): string {
  const time = durationText((run.endedAt ?? Date.now()) - run.startedAt);
  const facts: [string, string][] = [
    ['started', `${timeText(run.startedAt)}  ${run.process.user}@${run.process.host}`],
    ['file', run.file],
    [
      'code',
      run.code.hash.slice(0, 12) +
        (run.git ? `  git ${run.git.commit.slice(0, 10)}${run.git.dirty ? ' with changes' : ''}` : ''),
    ],
  ];
  const parameters = Object.entries(run.parameters).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  if (parameters.length > 0) facts.push(['parameters', parameters.join('  ')]);
  if (run.tags.length > 0) facts.push(['tags', run.tags.join(' ')]);
  if (run.origin !== null) facts.push([run.mode === 'step' ? 'inputs of' : 'resumes', run.origin]);
  const head = `${paint('bold', run.flow)} ${paint('gray', run.id)}  ${statusText(run.status)} ${run.status === 'running' ? 'for' : 'in'} ${time}`;
  const error =
    run.error && run.status === 'failed'
      ? `\n${paint('red', `${run.error.step}/${run.error.task}: ${run.error.name}: ${run.error.message}`)}\n`
      : '';
  return `${head}\n${columns(facts.map(([name, value]) => [`  ${paint('gray', name)}`, value]))}\n${columns(Object.entries(overlayOf(run).steps).map(stepRow))}\n${error}`;
}

function stepRow([name, step]: [string, StepOverlay]): string[] {
  const { total, reused, retries, startedAt, endedAt } = step;
  const done = (step.counts.done ?? 0) + (step.counts.caught ?? 0);
  const notes = [
    total > 1 ? `${done}/${total} tasks` : '',
    reused > 0 ? (reused === total ? 'taken over' : `${reused} taken over`) : '',
    retries > 0 ? `${retries} ${retries === 1 ? 'retry' : 'retries'}` : '',
  ].filter(note => note !== '');
  // What was taken over took no time here.
  const time =
    startedAt !== null && endedAt !== null && reused < total ? durationText(endedAt - startedAt) : '';
  return [`  ${paint('cyan', name)}`, statusText(step.status), time, paint('gray', notes.join(', '))];
}
