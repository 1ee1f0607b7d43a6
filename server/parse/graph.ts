import type { Edge, EdgeKind, Graph, Parameter, Step, StepKind } from '../../runtime/model/graph.js';
import type { ParsedTransition } from './parsed.js';
import type { StepReading } from './steps.js';

/**
 * The graph of a flow's steps. An edge to something that is no step is left out: the problem list has it. An edge out of
 * a split or fan-out is of that kind even where it leads to a join, since it opens a branch first.
 */
export function graphOf(
  flow: { readonly name: string; readonly doc: string; readonly parameters: readonly Parameter[] },
  readings: readonly StepReading[],
): Graph {
  const first = startsOf(readings);
  const steps = readings.map(reading => stepOf(reading, first.has(reading.name)));
  return {
    flow: flow.name,
    doc: flow.doc,
    parameters: flow.parameters,
    steps,
    edges: withLoops(steps, edgesOf(readings)),
  };
}

/** The steps that a run may begin at: those that are marked, or else the one called `start`. */
export function startsOf(readings: readonly StepReading[]): ReadonlySet<string> {
  const marked = readings.filter(({ options }) => options.start);
  const first = marked.length > 0 ? marked : readings.filter(({ name }) => name === 'start');
  return new Set(first.map(({ name }) => name));
}

function stepOf(reading: StepReading, isStart: boolean): Step {
  const { name, doc, options, unknown, inputs } = reading;
  const ends = [...new Set(reading.ends)];
  return {
    name,
    kind: kindOf(reading, isStart),
    start: isStart,
    join: inputs !== null,
    unknown,
    doc,
    options,
    ...(ends.length > 0 ? { ends } : {}),
  };
}

function kindOf(reading: StepReading, isStart: boolean): StepKind {
  const returned = reading.transitions.filter(transition => transition.returned);
  if (returned.some(isSplit)) return 'split';
  if (returned.some(({ kind }) => kind === 'foreach')) return 'fanout';
  if (reading.outcomes > 1 && (returned.length > 0 || reading.unknown)) return 'condition';
  if (reading.inputs !== null) return 'join';
  if (isStart) return 'start';
  return returned.length === 0 && !reading.unknown ? 'terminal' : 'linear';
}

function isSplit({ kind, targets }: ParsedTransition): boolean {
  return kind === 'next' && targets.length > 1;
}

type PlainEdge = Omit<Edge, 'loop'>;

/** Every arm has its own edge; arms that say the same thing share one. */
function edgesOf(readings: readonly StepReading[]): PlainEdge[] {
  const byName = new Map(readings.map(reading => [reading.name, reading]));
  const edges = new Map<string, PlainEdge>();
  for (const { name: from, transitions } of readings) {
    for (const transition of transitions) {
      if (!transition.returned) continue;
      for (const { name: to } of transition.targets) {
        const target = to === null ? undefined : byName.get(to);
        if (to === null || !target) continue;
        const edge = { from, to, kind: edgeKind(transition, target), condition: transition.condition };
        const key = JSON.stringify(edge);
        // Written twice, it is reached if one of the places is.
        if (transition.behind === null) edges.set(key, edge);
        else if (!edges.has(key)) edges.set(key, { ...edge, unreached: true });
      }
    }
  }
  return [...edges.values()];
}

function edgeKind(transition: ParsedTransition, target: StepReading): EdgeKind {
  if (transition.kind === 'foreach') return 'fanout';
  if (isSplit(transition)) return 'split';
  return target.inputs !== null ? 'join' : 'next';
}

/**
 * Marks the edges that go back to a step on the way from the start: depth first, in source order, with a stack of its
 * own, as flows may be longer than the machine's.
 */
function withLoops(steps: readonly Step[], edges: readonly PlainEdge[]): Edge[] {
  const out = new Map<string, PlainEdge[]>(steps.map(({ name }) => [name, []]));
  for (const edge of edges) out.get(edge.from)?.push(edge);
  const loops = new Set<PlainEdge>();
  const state = new Map<string, 'open' | 'done'>();
  const roots = [...steps.filter(({ start }) => start), ...steps];
  for (const { name: root } of roots) {
    if (state.has(root)) continue;
    const path = [{ name: root, next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = out.get(top.name)?.[top.next++];
      if (!edge) {
        state.set(top.name, 'done');
        path.pop();
      } else if (state.get(edge.to) === 'open') {
        loops.add(edge);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        path.push({ name: edge.to, next: 0 });
      }
    }
  }
  return edges.map(edge => ({ ...edge, loop: loops.has(edge) }));
}
