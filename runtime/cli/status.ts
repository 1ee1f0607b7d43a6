import { durationText } from '../model/duration-text.js';
import { overlayOf, type Run, type StepOverlay, type StepRun, type TaskRun } from '../model/index.js';
import { visible } from '../model/visible-text.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { failureText } from './failure.js';
import { columns, paint, parametersText, statusText, timeText } from './paint.js';
import { runJson } from './run-json.js';
import { requireStore } from './stores.js';
import { fitted, print, printJson } from './terminal.js';

export const status: Command = {
  usage: '[RUN[/STEP]]',
  most: 1,
  summary: 'how a run stands, step by step, or a step task by task',
  terms: [[terms.run[0], `${terms.run[1]}; without it latest`], terms.step],
  about: [
    'A run is running, done, failed, cancelled, or lost: its process died without saying how it ended. A step shows what says most about its tasks, which may also be queued, retrying, or caught: failed, and the error kept by catch.',
  ],
  options: [
    {
      name: 'json',
      what: '{ id, flow, status, startedAt, endedAt, parameters, tags, origin, error, steps: { [step]: { status, tasks: [{ task, status, attempts, reused, startedAt, endedAt, error }] } } }',
    },
    storeOption,
  ],
  examples: [
    ['stepwell status', 'the newest run'],
    ['stepwell status TrainFlow/latest/train', 'each task of a step'],
  ],
  related: ['runs', 'logs', 'get', 'resume'],
  async run(line) {
    const store = requireStore(line);
    const named = findNamed(store, line.positionals[0] ?? 'latest');
    const run = requireRun(store, named.run);
    const step = named.step === null ? null : stepOf(run, named.step, named.task);
    const shown = step === null ? run : { ...run, steps: new Map([[step.name, step]]) };
    if (line.flag('json')) printJson(runJson(shown), 2);
    else print(step === null ? page(run, store) : `${head(run)}\n${taskTable(step)}\n`);
    return exit.ok;
  },
};

function stepOf(run: Run, name: string, task: string | null): StepRun {
  const tasks = run.steps.get(name)?.tasks;
  // What is not there is refused in the same words everywhere.
  const found = requireTask(run, name, task ?? tasks?.keys().next().value ?? null);
  return { name, tasks: task === null && tasks ? tasks : new Map([[found.task, found]]) };
}

function head(run: Run): string {
  const time = durationText(
    (run.endedAt ?? (run.status === 'lost' ? run.seenAt : Date.now())) - run.startedAt,
  );
  const verb = run.status === 'running' ? 'for' : 'in';
  return `${paint('bold', run.flow)} ${paint('gray', run.id)}  ${statusText(run.status)} ${verb} ${time}`;
}

function page(run: Run, store: string): string {
  const facts: [string, string][] = [
    ['started', `${timeText(run.startedAt)}  ${visible(`${run.process.user}@${run.process.host}`)}`],
    ['file', visible(run.file)],
    [
      'code',
      run.code.hash.slice(0, 12) +
        (run.git ? `  git ${run.git.commit.slice(0, 10)}${run.git.dirty ? ' with changes' : ''}` : ''),
    ],
  ];
  if (Object.keys(run.parameters).length > 0) facts.push(['parameters', parametersText(run.parameters)]);
  if (run.tags.length > 0) facts.push(['tags', visible(run.tags.join(' '), 1_000)]);
  if (run.origin !== null) facts.push([run.mode === 'step' ? 'inputs of' : 'resumes', run.origin]);
  if (run.parent !== null)
    facts.push(['started by', `${run.parent.run}/${run.parent.step}/${run.parent.task}`]);
  const about = columns(facts.map(([name, value]) => [`  ${paint('gray', name)}`, value]));
  const steps = columns(Object.entries(overlayOf(run).steps).map(stepRow));
  const failure = run.error && run.status === 'failed' ? `\n${failureText(run.error, run.id, store)}\n` : '';
  return `${head(run)}\n${about}\n${steps}\n${failure}`;
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

function taskTable({ name, tasks }: StepRun): string {
  const rows = columns([...tasks.values()].sort(byPosition).map(task => taskRow(name, task))).split('\n');
  return rows.map(row => fitted(row)).join('\n');
}

function byPosition(a: TaskRun, b: TaskRun): number {
  return a.task.localeCompare(b.task, 'en', { numeric: true });
}

function taskRow(step: string, task: TaskRun): string[] {
  const { startedAt, endedAt, attempts, reused, error } = task;
  const time = startedAt !== null && endedAt !== null && !reused ? durationText(endedAt - startedAt) : '';
  const notes = [
    reused ? 'taken over' : '',
    attempts.length > 1 ? `${attempts.length} attempts` : '',
    error === null ? '' : paint('red', visible(`${error.name}: ${error.message.split('\n')[0]}`, 300)),
  ].filter(note => note !== '');
  return [
    `  ${paint('cyan', `${step}/${task.task}`)}`,
    statusText(task.status),
    time,
    paint('gray', notes.join(', ')),
  ];
}
