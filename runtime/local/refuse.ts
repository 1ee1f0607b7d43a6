import type { FlowFacts, RawParameter } from '../engine/pool.js';
import { Refusal } from '../model/refusal.js';
import { wayOn } from '../model/way-on.js';
import { Unstorable } from '../store/storable.js';
import { encode } from '../store/value.js';
import type { RunPlan } from './run.js';

/**
 * The graph is read from the text, and the steps are those of the code: a run whose steps are not the ones that are drawn would do what
 * nobody can see.
 *
 * @throws Refusal when they differ
 */
export function refuseOther(
  { graph, prepared }: Pick<RunPlan, 'graph' | 'prepared'>,
  facts: FlowFacts,
): void {
  const drawn = new Set(graph.steps.map(({ name }) => name));
  // What a flow has from a class that can't be read is not drawn, which was told.
  const isOpen = prepared.problems.some(
    ({ code, flows }) => code === 'unknown-base' && flows.includes(graph.flow),
  );
  const more = isOpen ? [] : Object.keys(facts.steps).filter(name => !drawn.has(name));
  const less = [...drawn].filter(name => !Object.hasOwn(facts.steps, name));
  const start = graph.steps.find(one => one.start)?.name ?? facts.start;
  // Options that only code knows can ask for what no run can do.
  const caught = graph.steps.find(
    ({ name, unknown }) =>
      !unknown && (facts.steps[name]?.catch ?? null) !== null && wayOn(graph, name) === null,
  );
  const differs =
    more.length > 0
      ? `has steps that its text does not show (${more.join(', ')}): mark each with @step() above its method`
      : less.length > 0
        ? `lacks steps that its text shows (${less.join(', ')}), which something takes away when it is loaded: leave them as they are written`
        : start !== facts.start && !isOpen
          ? `begins with ${facts.start}, which its text does not show: write @step({ start: true }) above it`
          : caught !== undefined
            ? `has ${caught.name} catch errors, which its text does not show, and there is no single step to go on to then: move the decision into the step behind it`
            : null;
  if (differs !== null) throw new Refusal('invalid-flow', `the code of ${graph.flow} ${differs}`);
}

/** @throws Refusal when code gives a parameter something that can't reach the processes that run the steps. */
export function refuseUnsendable(raw: Readonly<Record<string, RawParameter>>): void {
  for (const [name, given] of Object.entries(raw)) {
    if (!('value' in given)) continue;
    try {
      encode(given.value);
    } catch (cause) {
      if (!(cause instanceof Unstorable)) throw cause;
      const what = cause.path === '' ? 'it' : `its ${cause.path}`;
      throw new Refusal(
        'invalid-parameter',
        `the parameter ${name} can't be given to a run, because ${what} is ${cause.what}: give plain data`,
      );
    }
  }
}
