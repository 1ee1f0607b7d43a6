import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineFlow } from '../flow/definition.js';
import type { Artifacts, Flow } from '../flow/flow.js';
import type { StepName } from '../flow/inputs.js';
import type { State } from '../model/state.js';
import { Objects } from '../store/objects.js';
import { load } from '../store/value.js';
import { checkParameters } from '../workers/facts.js';
import { ItemCache, storeItems } from '../workers/items.js';
import { Attempt } from '../workers/task.js';
import { Values } from '../workers/values.js';

/**
 * What a step finds. All of it is optional.
 *
 * @example
 * await testStep(TrainFlow, 'train', { parameters: { holdout: 0.5 }, artifacts: { rows }, item: 4 });
 */
export interface StepGiven<F> {
  /** Checked as those of a run; what is not given has its default. */
  readonly parameters?: Partial<Artifacts<F>>;
  /** Artifacts as earlier steps would have left them. Fields that are not given have the values of their initialisers. */
  readonly artifacts?: Partial<Artifacts<F>>;
  /** The item, for a step that a fan-out runs. */
  readonly item?: unknown;
  /** Its position among the items. Default 0. */
  readonly index?: number;
  /** The branches' final states, for a join: the step each ended in, and its artifacts. */
  readonly inputs?: readonly { readonly step: StepName<F>; readonly artifacts: Partial<Artifacts<F>> }[];
  /** Zero at the first attempt, which is the default. */
  readonly attempt?: number;
  /** What the step sees as `this.current.signal`. Default: one that nothing aborts. */
  readonly signal?: AbortSignal;
}

/**
 * What a step did.
 *
 * @example
 * const { next, items } = await testStep(TrainFlow, 'start');
 * expect([next, items]).toEqual([['train'], [2, 4, 8]]);
 */
export interface StepResult<F> {
  /** Every artifact as the step left it. */
  readonly artifacts: Readonly<Partial<Artifacts<F>>>;
  /** Names of those that it set or changed. */
  readonly changed: readonly string[];
  /** The steps it goes on to; none when it ends the flow. */
  readonly next: readonly string[];
  /** The items of its fan-out; null when it does not fan out. */
  readonly items: readonly unknown[] | null;
}

/**
 * Runs one step of a flow in this process: no worker, no history. Artifacts are stored and loaded as in a run, so that what can't
 * be stored fails here too.
 *
 * @throws whatever the step throws, as it throws it.
 * @example
 * const { artifacts, next } = await testStep(TrainFlow, 'pick', {
 *   inputs: [{ step: 'train', artifacts: { score: 0.7 } }, { step: 'train', artifacts: { score: 0.9 } }],
 * });
 * expect(artifacts.best.score).toBe(0.9);
 */
export async function testStep<F extends Flow>(
  flow: abstract new () => F,
  step: StepName<F>,
  given: StepGiven<F> = {},
): Promise<StepResult<F>> {
  const definition = defineFlow(flow as unknown as new () => Flow);
  const found = definition.steps.get(String(step));
  if (found === undefined) throw new TypeError(`${definition.name} has no step ${String(step)}`);
  const raw = Object.entries(given.parameters ?? {}).map(([name, value]) => [name, { value }] as const);
  const checked = await checkParameters(definition, Object.fromEntries(raw));
  if (!checked.ok) throw new TypeError(checked.problems.join('; '));

  const folder = mkdtempSync(join(tmpdir(), 'stepwell-test-step-'));
  const objects = new Objects(folder, true);
  const values = new Values(objects, definition.codecs);
  const keep = (artifacts: object) => stored(values, artifacts);
  try {
    const before: State = { set: keep(given.artifacts ?? {}), disputed: {} };
    const item =
      'item' in given
        ? (await storeItems(objects, { from: found.name, to: found.name }, [given.item], values)).chunks[0]
        : undefined;
    const attempt = new Attempt(
      {
        step: found.name,
        task: '0',
        attempt: given.attempt ?? 0,
        index: item === undefined ? null : (given.index ?? 0),
        iteration: 0,
        before,
        first: true,
        item: item === undefined ? null : { chunk: item, at: 0 },
        inputs:
          given.inputs?.map((input, i) => ({
            id: `${String(input.step)}/${i}`,
            step: String(input.step),
            set: keep(input.artifacts),
            disputed: {},
          })) ?? null,
        opened: before.set,
        isolate: false,
        memory: null,
      },
      found,
      {
        definition,
        objects,
        values,
        items: new ItemCache(objects),
        run: {
          id: 'test',
          flow: definition.name,
          store: folder,
          parameters: checked.values,
          secrets: [],
          tags: [],
          originRun: null,
        },
        signal: given.signal ?? new AbortController().signal,
        stray: new Promise<never>(() => undefined),
      },
    );
    const { set, unset, transition } = await attempt.execute();
    const after = Object.entries({ ...before.set, ...set }).filter(([name]) => !unset.includes(name));
    return {
      artifacts: Object.fromEntries(after.map(([name, ref]) => [name, values.load(name, ref)])) as Partial<
        Artifacts<F>
      >,
      changed: Object.keys(set),
      next: transition.kind === 'next' ? transition.to : transition.kind === 'foreach' ? [transition.to] : [],
      items:
        transition.kind === 'foreach'
          ? transition.items
              .flatMap(chunk => load(objects, chunk.ref) as unknown[])
              .map(item => values.own(transition.to, item))
          : null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function stored(values: Values, artifacts: object): State['set'] {
  const entries = Object.entries(artifacts).map(
    ([name, value]) => [name, values.store(name, value)] as const,
  );
  return Object.fromEntries(entries);
}
