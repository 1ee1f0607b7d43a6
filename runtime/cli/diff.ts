import { inspect, parseArgs } from 'node:util';
import { durationText } from '../model/duration-text.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { type Comparison, compareRuns } from '../store/compare.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun } from '../store/runs.js';
import { load } from '../store/value.js';
import { type Command, exit } from './command.js';
import { columns, paint, statusText } from './paint.js';
import { requireStore } from './stores.js';

export const diff: Command = {
  usage: 'RUN RUN [--json]',
  summary: 'what differs between two runs: parameters, code, artifacts, outcome, durations',
  help: `
  --json    { runs, status, parameters, code: { steps, files }, artifacts: [{ task, artifact, types }],
              onlyIn, tasks, durations }; what is equal is left out, durations are in milliseconds

Artifacts are compared by content, task by task.

  stepwell diff TrainFlow/latest 20260314`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [left, right] = positionals;
    if (left === undefined || right === undefined || positionals.length > 2) {
      throw new Refusal('usage', 'which two runs? Write stepwell diff RUN RUN');
    }
    const store = requireStore();
    const a = requireRun(store, findNamed(store, left).run);
    const b = requireRun(store, findNamed(store, right).run);
    const objects = new Objects(store);
    const comparison = compareRuns(objects, a, b);
    process.stdout.write(
      values.json ? `${JSON.stringify(comparison, null, 2)}\n` : page(objects, comparison, a, b),
    );
    return exit.ok;
  },
};

/** Artifacts whose values are shown; of further ones only the number. */
const mostShown = 30;

function page(objects: Objects, comparison: Comparison, a: Run, b: Run): string {
  const parts = [
    `${paint('red', '-')} ${a.flow} ${a.id}  ${statusText(a.status)}\n${paint('green', '+')} ${b.flow} ${b.id}  ${statusText(b.status)}`,
  ];
  const parameters = Object.entries(comparison.parameters).map(([name, [left, right]]) =>
    change(name, JSON.stringify(left) ?? 'none', JSON.stringify(right) ?? 'none'),
  );
  if (parameters.length > 0) parts.push(section('parameters', parameters));
  if (comparison.code !== null) {
    const { steps, files } = comparison.code;
    parts.push(
      section('code', [`steps: ${steps.join(', ') || 'none'}`, `files: ${files.join(', ') || 'none'}`]),
    );
  }
  const tasks = comparison.tasks.map(({ task, status: [left, right] }) => change(task, left, right));
  if (tasks.length > 0) parts.push(section('outcome', tasks.slice(0, mostShown)));
  for (const [i, sign] of ['only in -', 'only in +'].entries()) {
    const only = comparison.onlyIn[i] ?? [];
    if (only.length > 0)
      parts.push(
        section(sign, [only.slice(0, 10).join(', ') + (only.length > 10 ? ` … (${only.length})` : '')]),
      );
  }
  const artifacts = comparison.artifacts.map(({ task, artifact }) =>
    change(
      `${task}.${artifact}`,
      valueText(objects, a, task, artifact),
      valueText(objects, b, task, artifact),
    ),
  );
  if (artifacts.length > 0) {
    const more = artifacts.length - mostShown;
    parts.push(
      section('artifacts', [...artifacts.slice(0, mostShown), ...(more > 0 ? [`and ${more} more`] : [])]),
    );
  }
  const rows = Object.entries(comparison.durations).map(([step, [left, right]]) => [
    `  ${step || paint('bold', 'whole run')}`,
    left === null ? '–' : durationText(left),
    right === null ? '–' : durationText(right),
  ]);
  parts.push(`${paint('bold', 'durations')}\n${columns(rows)}`);
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return `${paint('bold', title)}\n${lines.map(line => `  ${line}`).join('\n')}`;
}

function change(name: string, left: string, right: string): string {
  return `${name}  ${paint('red', left)} → ${paint('green', right)}`;
}

function valueText(objects: Objects, run: Run, id: string, artifact: string): string {
  const [step = '', task = ''] = id.split('/');
  const ref = run.steps.get(step)?.tasks.get(task)?.after.set[artifact];
  if (ref === undefined) return 'none';
  // A large value says nothing on one line, and loading it takes a while.
  if (ref.inline === undefined) return `${ref.type} ${ref.hash.slice(0, 8)}`;
  return inspect(load(objects, ref), {
    breakLength: Number.POSITIVE_INFINITY,
    depth: 2,
    maxArrayLength: 6,
    maxStringLength: 60,
  });
}
