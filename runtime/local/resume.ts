import type { FlowFacts, RawParameter } from '../engine/pool.js';
import { Reuse } from '../engine/reuse.js';
import { type Graph, Refusal, type Run } from '../model/index.js';
import { hashOf } from '../store/content.js';
import { Objects } from '../store/objects.js';
import { readRun } from '../store/run-reader.js';
import { getSnapshot } from '../store/snapshot.js';
import { encode, load } from '../store/value.js';
import type { PreparedFile } from './program.js';
import type { CheckedValues } from './run.js';

/** Refuses what can't be resumed, before anything is started. */
export function refuseUnresumable(
  store: string,
  origin: Run,
  asked: { readonly from: string | null; readonly changes: boolean },
): void {
  if (origin.mode === 'step') {
    let whole: Run | null = origin;
    const seen = new Set<string>();
    while (whole?.mode === 'step') {
      const next: string | null = seen.has(whole.id) ? null : whole.origin;
      seen.add(whole.id);
      whole = next === null ? null : readRun(store, next);
    }
    throw new Refusal(
      'usage',
      `the run ${origin.id} ran a single step and has nothing to go on to: resume ${whole?.id ?? 'the run it came from'}`,
    );
  }
  if (origin.status === 'running') throw new Refusal('usage', `the run ${origin.id} is still running`);
  if (origin.status === 'done' && asked.from === null && !asked.changes) {
    throw new Refusal(
      'usage',
      `the run ${origin.id} is done and nothing of it is left to run: use --from STEP to run that step and all after it again`,
    );
  }
}

/** The values of a run's parameters, for another run of the flow as its code is now. */
export function parametersOf(store: string, origin: Run, graph: Graph): Record<string, RawParameter> {
  const values =
    origin.values === null
      ? null
      : (load(new Objects(store, true), origin.values) as Record<string, unknown>);
  const kept: Record<string, RawParameter> = {};
  for (const { name } of graph.parameters) {
    // Of a secret there is only a hash.
    if (Object.hasOwn(origin.secrets, name)) continue;
    if (values !== null && Object.hasOwn(values, name)) kept[name] = { value: values[name], checked: true };
    else if (Object.hasOwn(origin.parameters, name)) kept[name] = { value: origin.parameters[name] };
  }
  return kept;
}

/** What a resumed run takes over, decided once its parameters are known. */
export function planReuse(
  origin: Run,
  from: string | null,
  facts: FlowFacts,
  parameters: CheckedValues,
  before: Readonly<Record<string, RawParameter>>,
): Reuse {
  if (from !== null && !Object.hasOwn(facts.steps, from)) {
    throw new Refusal(
      'no-such-step',
      `${facts.flow} has no step ${from}: its steps are ${Object.keys(facts.steps).join(', ')}`,
    );
  }
  if (from === null) refuseDeadEnd(origin, facts);
  const { values, secrets } = parameters;
  const names = new Set([...Object.keys(values), ...Object.keys(origin.parameters)]);
  const changed = [...names].filter(name => {
    if (Object.hasOwn(secrets, name) || Object.hasOwn(origin.secrets, name))
      return !isSameSecret(secrets, origin.secrets, name);
    const old = before[name];
    return (
      old === undefined || !('value' in old) || hashOf(encode(values[name])) !== hashOf(encode(old.value))
    );
  });
  return new Reuse(origin, {
    rerun: new Set(from === null ? [] : [from]),
    changedParameters: new Set(changed),
  });
}

/** @throws Refusal when what would be taken over goes on to a step that the flow has no more, under that name */
function refuseDeadEnd(origin: Run, facts: FlowFacts): void {
  for (const step of origin.steps.values()) {
    for (const { status, transition } of step.tasks.values()) {
      if ((status !== 'done' && status !== 'caught') || transition === null || transition.kind === 'end')
        continue;
      const to = transition.kind === 'next' ? transition.to : [transition.to];
      const gone = to.find(name => !Object.hasOwn(facts.steps, name));
      if (gone === undefined || !Object.hasOwn(facts.steps, step.name)) continue;
      throw new Refusal(
        'no-such-step',
        `${step.name} went on to ${gone}, and ${facts.flow} has no step of that name any more: --from ${step.name} runs it again, and all after it`,
      );
    }
  }
}

/** One of which there is no hash counts as another. */
function isSameSecret(a: Run['secrets'], b: Run['secrets'], name: string): boolean {
  return Object.hasOwn(a, name) && Object.hasOwn(b, name) && a[name] !== null && a[name] === b[name];
}

/** Steps whose own text is not what it was when the origin ran. */
export function changedSteps(store: string, origin: Run, prepared: PreparedFile): string[] {
  try {
    const before = getSnapshot(new Objects(store), origin.code.snapshot).steps;
    const now = prepared.code[origin.flow] ?? {};
    return Object.keys(now).filter(step => before[step] !== undefined && before[step] !== now[step]);
  } catch {
    // A snapshot that is gone can't be compared with; the tasks can still be taken over.
    return [];
  }
}
