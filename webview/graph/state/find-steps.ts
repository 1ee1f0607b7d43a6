/** Finds steps by what they are called, what they do, what is in them, and how they fare. */
import type { Step, StepKind } from '../../../runtime/model/graph.js';
import { stepState } from '../../shared/progress.js';
import type { ViewSnapshot } from '../protocol.js';
import { stepChangeOf } from './changes.js';
import { found } from './find.js';
import { partOf } from './part.js';
import { allDataOf, problemsOf, problemsOfStep } from './subject.js';

/** What is asked for with a word and a colon in front. */
const qualifiers = ['reads', 'writes', 'is'] as const;
type Qualifier = (typeof qualifiers)[number];

interface Query {
  readonly text: string;
  readonly asked: readonly { readonly by: Qualifier; readonly of: string }[];
}

/** `is:failed reads:rows load` asks for steps called so that read an artifact and have failed. */
function queryFrom(typed: string): Query {
  const asked: { by: Qualifier; of: string }[] = [];
  const words: string[] = [];
  for (const word of typed.trim().split(/\s+/)) {
    const by = qualifiers.find(one => word.toLowerCase().startsWith(`${one}:`));
    if (by === undefined) words.push(word);
    else if (word.length > by.length + 1) asked.push({ by, of: word.slice(by.length + 1).toLowerCase() });
  }
  return { text: words.join(' '), asked };
}

/** Steps that fit what was typed, best first: by their names, then by what is said of them and what they read and write. */
export function findSteps(
  steps: readonly Step[],
  typed: string,
  snapshot: ViewSnapshot | null,
): readonly Step[] {
  const { text, asked } = queryFrom(typed);
  const data = allDataOf(snapshot);
  const own = (step: Step) => (Object.hasOwn(data, step.name) ? data[step.name] : undefined);
  const fits = (step: Step) =>
    asked.every(({ by, of }) => {
      if (by === 'is') return statesOf(step, snapshot).some(state => plain(state).startsWith(plain(of)));
      return own(step)?.[by].some(artifact => artifact.toLowerCase().startsWith(of)) ?? false;
    });
  return found(
    steps.filter(fits),
    text,
    ({ name }) => name,
    step => [step.doc, ...(own(step)?.reads ?? []), ...(own(step)?.writes ?? [])].join(' '),
  );
}

/** `fanout` is `fan-out` too. */
function plain(state: string): string {
  return state.replace('-', '');
}

const kinds: Readonly<Record<StepKind, readonly string[]>> = {
  start: [],
  linear: ['linear'],
  split: ['split'],
  fanout: ['fan-out'],
  condition: ['condition'],
  join: [],
  terminal: ['end', 'terminal'],
};

/** All that a step is, as `is:` asks for it: its kind, its state in the run, what is wrong with it. */
function statesOf(step: Step, snapshot: ViewSnapshot | null): readonly string[] {
  const states = [...kinds[step.kind]];
  if (step.start) states.push('start');
  if (step.join) states.push('join');
  if (step.unknown) states.push('unknown');
  const overlay = snapshot?.run?.steps[step.name];
  if (overlay) {
    states.push(stepState(overlay));
    // Of many tasks some may have failed while the step goes on.
    for (const [status, count] of Object.entries(overlay.counts)) if (count > 0) states.push(status);
    if (overlay.retries > 0) states.push('retried');
  }
  const change = stepChangeOf(snapshot, step.name);
  // Whatever has become of it, it is not what it was.
  if (change) states.push('changed', ...(change.kind === 'changed' ? [] : [change.kind]));
  const part = partOf(snapshot, step.name);
  if (part === 'unreached' || part === 'absent') states.push(part);
  for (const { severity } of problemsOfStep(problemsOf(snapshot), step.name)) states.push(severity);
  return states;
}

/** Of what can be asked for, what there is in the flow: to be chosen from. */
export function askable(
  steps: readonly Step[],
  typed: string,
  snapshot: ViewSnapshot | null,
): readonly string[] {
  const word = typed.split(/\s+/).at(-1)?.toLowerCase() ?? '';
  const by = qualifiers.find(one => word.startsWith(`${one}:`));
  const data = Object.values(allDataOf(snapshot));
  const values: Readonly<Record<Qualifier, () => readonly string[]>> = {
    reads: () => data.flatMap(({ reads }) => reads),
    writes: () => data.flatMap(({ writes }) => writes),
    is: () => steps.flatMap(step => statesOf(step, snapshot)),
  };
  const all = by
    ? [...new Set(values[by]())].toSorted().map(value => `${by}:${value}`)
    : qualifiers.filter(one => values[one]().length > 0).map(one => `${one}:`);
  return all.filter(one => one.toLowerCase().startsWith(word) && one.toLowerCase() !== word);
}
