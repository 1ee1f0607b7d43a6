import type { Graph } from '../../runtime/model/graph.js';
import type { ParsedStep } from '../parse/parsed.js';
import { whyStays } from './deleteStep.js';
import { wayOut } from './deleteSteps.js';
import { ownStep, type Refusal, refuse, type Subject } from './draft.js';
import { methodOf } from './nodes.js';
import { whyNotElsewhere } from './standAlone.js';

/** Steps of a flow that might be a flow of their own. */
export interface Part {
  readonly ok: true;
  /** The one that is come to from outside first. */
  readonly steps: readonly ParsedStep[];
  readonly names: ReadonlySet<string>;
  /** Where they lead out to; null where they end the flow. */
  readonly to: string | null;
}

/** The steps, where one can go into them in one place and out of them in one. */
export function partOf(subject: Subject, names: readonly string[]): Part | Refusal {
  const { graph } = subject.flow;
  const chosen = new Set(names);
  const steps: ParsedStep[] = [];
  for (const name of names) {
    const own = ownStep(subject, name);
    if (!own.ok) return own;
    steps.push(own.step);
  }
  if (graph.steps.some(({ name, start }) => start && chosen.has(name)))
    return refuse('The flow would not begin any more: leave its first step out.');
  const into = graph.edges.filter(({ from, to }) => !chosen.has(from) && chosen.has(to));
  const [entry, other] = [...new Set(into.map(({ to }) => to))];
  if (entry === undefined) return refuse('Nothing leads to the steps.');
  if (other !== undefined)
    return refuse(`One comes to the steps at '${entry}' and at '${other}': a flow begins at one step.`);
  if (into.some(({ kind }) => kind === 'fanout'))
    return refuse(`'${entry}' is given an item: leave it out, or select the fan-out and its join too.`);
  if (graph.steps.some(({ name, join }) => name === entry && join))
    return refuse(`'${entry}' joins what is opened elsewhere: select that too, or leave it out.`);
  const way = wayOut(subject, steps, chosen);
  if (!way.ok) return way;
  const { to } = way;
  const [end] = endsOf(graph, step => chosen.has(step));
  if (to !== null && end !== undefined)
    return refuse(
      `'${end}' may end the flow, and others of the steps go on to '${to}': select those alone that go on.`,
    );
  for (const step of steps) {
    const { name } = step;
    const method = methodOf(subject, step);
    const beside = method && whyNotElsewhere(method);
    if (beside) return refuse(`'${name}' ${beside}: change that first, or leave it out.`);
    const stays = name === entry ? null : whyStays(subject, name);
    if (stays) return stays;
  }
  const last = graph.edges.find(edge => edge.kind === 'join' && edge.to === to && chosen.has(edge.from));
  if (last)
    return refuse(`'${last.to}' joins the branch in which the steps stand: leave '${last.from}' out.`);
  const first = steps.filter(({ name }) => name === entry);
  return { ok: true, steps: [...first, ...steps.filter(({ name }) => name !== entry)], names: chosen, to };
}

/** Steps at which a flow ends, always or at times, among some. */
export function endsOf(
  { steps, edges }: Pick<Graph, 'steps' | 'edges'>,
  isOne: (step: string) => boolean,
): readonly string[] {
  return steps
    .filter(({ name, ends }) => isOne(name) && (ends || edges.every(({ from }) => from !== name)))
    .map(({ name }) => name);
}
