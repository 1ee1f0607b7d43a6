import { durationText } from '../model/duration-text.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { type Comparison, compareRuns } from '../store/compare.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun } from '../store/runs.js';
import { shownValue } from '../store/shown-value.js';
import { load } from '../store/value.js';
import { codeDifferenceLines } from './code-page.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { columns, paint, statusText } from './paint.js';
import { requireStore } from './stores.js';
import { jsonText, print } from './terminal.js';
import { onlyRun } from './which.js';

export const diff: Command = {
  usage: 'RUN RUN',
  most: 2,
  summary: 'what differs between two runs: parameters, code, artifacts, outcome, durations',
  terms: [terms.run],
  about: [
    'Artifacts are compared by content, task by task, which the same position in both runs makes possible. What is equal is left out.',
  ],
  options: [
    {
      name: 'json',
      what: '{ runs, status, parameters, code: { steps, files, packages }, artifacts: [{ task, artifact, types }], onlyIn, tasks, durations }; durations are in milliseconds',
    },
    storeOption,
  ],
  examples: [
    ['stepwell diff TrainFlow/latest 20260314', 'the newest run of a flow with an older one'],
    ['stepwell diff 20260314t15 latest --json', 'for a program'],
  ],
  related: ['status', 'get', 'runs'],
  async run(line) {
    const [left, right] = line.positionals;
    if (left === undefined || right === undefined)
      throw new Refusal('usage', 'which two runs? Write stepwell diff RUN RUN');
    const store = requireStore(line);
    const [a, b] = [left, right].map(name => requireRun(store, onlyRun(findNamed(store, name), name)));
    if (a === undefined || b === undefined) return exit.usage;
    const objects = new Objects(store);
    const comparison = withoutEqualDurations(compareRuns(objects, a, b));
    print(line.flag('json') ? `${jsonText(comparison, 2)}\n` : page(objects, comparison, a, b));
    return exit.ok;
  },
};

function withoutEqualDurations(comparison: Comparison): Comparison {
  const differing = Object.entries(comparison.durations).filter(([, [left, right]]) => left !== right);
  return { ...comparison, durations: Object.fromEntries(differing) };
}

/** Artifacts whose values are shown; of further ones only the number. */
const mostShown = 30;

function page(objects: Objects, comparison: Comparison, a: Run, b: Run): string {
  if (a.id === b.id) return `there is no difference: both are the run ${a.id}\n`;
  const parts = [
    `${paint('red', '-')} ${a.flow} ${a.id}  ${statusText(a.status)}\n${paint('green', '+')} ${b.flow} ${b.id}  ${statusText(b.status)}`,
  ];
  const parameters = Object.entries(comparison.parameters).map(([name, [left, right]]) =>
    Object.hasOwn(a.secrets, name) && Object.hasOwn(b.secrets, name)
      ? secretChange(name, a.secrets[name] != null && b.secrets[name] != null)
      : change(name, JSON.stringify(left) ?? 'none', JSON.stringify(right) ?? 'none'),
  );
  if (parameters.length > 0) parts.push(section('parameters', parameters));
  if (comparison.code !== null) {
    parts.push(section('code', codeDifferenceLines(objects, [a, b], comparison.code)));
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
  const artifacts = comparison.artifacts
    .slice(0, mostShown)
    .map(({ task, artifact }) =>
      change(
        `${task}.${artifact}`,
        valueText(objects, a, task, artifact),
        valueText(objects, b, task, artifact),
      ),
    );
  if (artifacts.length > 0) {
    const more = comparison.artifacts.length - mostShown;
    parts.push(section('artifacts', [...artifacts, ...(more > 0 ? [`and ${more} more`] : [])]));
  }
  if (parts.length === 1) parts.push('there is no difference but in durations');
  const rows = Object.entries(comparison.durations).map(([step, [left, right]]) => [
    `  ${step || paint('bold', 'whole run')}`,
    left === null ? '–' : durationText(left),
    right === null ? '–' : durationText(right),
  ]);
  if (rows.length > 0) parts.push(`${paint('bold', 'durations')}\n${columns(rows)}`);
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return `${paint('bold', title)}\n${lines.map(line => `  ${line}`).join('\n')}`;
}

/** Of what stands on one line, in characters. */
const longest = 2_000;

function change(name: string, left: string, right: string): string {
  return `${visible(name)}  ${paint('red', visible(left, longest))} → ${paint('green', visible(right, longest))}`;
}

function secretChange(name: string, isKnown: boolean): string {
  const what = isKnown ? 'another secret' : 'a secret that may be another: no hash of it could be kept';
  return `${name}  ${paint('yellow', what)}`;
}

function valueText(objects: Objects, run: Run, id: string, artifact: string): string {
  const [step = '', task = ''] = id.split('/');
  const ref = run.steps.get(step)?.tasks.get(task)?.after.set[artifact];
  if (ref === undefined) return 'none';
  // A large value says nothing on one line, and loading it takes a while.
  if (ref.inline === undefined) return `${ref.type} ${ref.hash.slice(0, 8)}`;
  try {
    return shownValue(load(objects, ref), {
      breakLength: Number.POSITIVE_INFINITY,
      depth: 2,
      maxArrayLength: 6,
      maxStringLength: 60,
    });
  } catch (error) {
    if (error instanceof Refusal) return `${ref.type} (${error.message})`;
    throw error;
  }
}
