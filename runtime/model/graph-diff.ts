/** What has become another between two graphs of one flow. */
import { endWords } from './ends.js';
import type { Edge, Graph, Parameter, Step } from './graph.js';

export interface GraphDiff {
  readonly flow: string;
  /** Only those that are not as they were, in the order of the newer graph, removed ones behind. */
  readonly steps: readonly StepChange[];
  readonly edges: readonly EdgeChange[];
  readonly parameters: readonly ParameterChange[];
}

export type StepChange =
  | { readonly kind: 'added' | 'removed'; readonly step: Step }
  | {
      readonly kind: 'changed';
      readonly step: Step;
      /** What of it is another in the graph, in words: `was a split`, `retry: 2 instead of 3`. */
      readonly structure: readonly string[];
      /** Its code is another, ways on apart: they are edges. */
      readonly code: boolean;
    };

export type EdgeChange =
  | { readonly kind: 'added' | 'removed'; readonly edge: Edge }
  | { readonly kind: 'changed'; readonly edge: Edge; readonly was: Edge };

export type ParameterChange =
  | { readonly kind: 'added' | 'removed'; readonly name: string }
  | { readonly kind: 'changed'; readonly name: string; readonly structure: readonly string[] };

/** A graph with the code of its steps, by name, in a form in which layout and comments don't count. */
export interface Coded {
  readonly graph: Graph;
  readonly code: Readonly<Record<string, string>>;
}

export function diffGraphs(before: Coded, after: Coded): GraphDiff {
  return {
    flow: after.graph.flow,
    steps: stepChanges(before, after),
    edges: edgeChanges(before.graph, after.graph),
    parameters: parameterChanges(before.graph.parameters, after.graph.parameters),
  };
}

export function isEqual({ steps, edges, parameters }: GraphDiff): boolean {
  return steps.length + edges.length + parameters.length === 0;
}

/** Both graphs in one: the newer, and what it has no more. */
export function unionOf(after: Graph, diff: GraphDiff): Graph {
  const names = new Set(after.steps.map(({ name }) => name));
  const steps = diff.steps.flatMap(change => (change.kind === 'removed' ? [change.step] : []));
  const all = new Set([...names, ...steps.map(({ name }) => name)]);
  const edges = diff.edges.flatMap(change => (change.kind === 'removed' ? [change.edge] : []));
  return {
    ...after,
    // What is gone stands where it stood as far as the edges tell; it begins no run.
    steps: [...after.steps, ...steps.map(step => ({ ...step, start: false }))],
    edges: [...after.edges, ...edges.filter(({ from, to }) => all.has(from) && all.has(to))],
  };
}

function stepChanges(before: Coded, after: Coded): StepChange[] {
  const old = new Map(before.graph.steps.map(step => [step.name, step]));
  const now = new Set(after.graph.steps.map(({ name }) => name));
  const changes = after.graph.steps.flatMap((step): StepChange[] => {
    const was = old.get(step.name);
    if (!was) return [{ kind: 'added', step }];
    const structure = structureOf(was, step);
    const code = own(before.code, step.name) !== own(after.code, step.name);
    return structure.length > 0 || code ? [{ kind: 'changed', step, structure, code }] : [];
  });
  const gone = before.graph.steps.filter(({ name }) => !now.has(name));
  return [...changes, ...gone.map(step => ({ kind: 'removed', step }) as const)];
}

const kindWords = {
  start: 'an ordinary step',
  linear: 'an ordinary step',
  split: 'a split',
  fanout: 'a fan-out',
  condition: 'a condition',
  join: 'an ordinary step',
  terminal: 'an end',
} as const;

function structureOf(was: Step, step: Step): string[] {
  const words: string[] = [];
  const [before, after] = [kindWords[was.kind], kindWords[step.kind]];
  if (before !== after) words.push(`${after}, was ${before}`);
  if (was.start !== step.start) words.push(step.start ? 'runs begin here' : 'runs begin here no more');
  if (was.join !== step.join) words.push(step.join ? 'joins branches' : 'joins branches no more');
  words.push(...differences(was.options, step.options));
  const [ended, ends] = [endWords(was), endWords(step)];
  if (ended !== ends) words.push(ends === null ? 'always goes on' : `here the flow ${ends}`);
  if (was.doc !== step.doc) words.push('described otherwise');
  return words;
}

/** Names that the two give different values to, with both. */
function differences(was: object, now: object): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(now)]);
  return [...names].flatMap(name => {
    const [before, after] = [own(was, name), own(now, name)].map(shown);
    if (before === after) return [];
    if (before === undefined) return [`${name}: ${after}`];
    return [after === undefined ? `no ${name}, was ${before}` : `${name}: ${after}, was ${before}`];
  });
}

function shown(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Edges between the same two steps are told apart by when they are taken; what is left over is taken for the same edge, changed. */
function edgeChanges(before: Graph, after: Graph): EdgeChange[] {
  const left = [...before.edges];
  const take = (fits: (edge: Edge) => boolean): Edge | undefined => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const isSamePair = (one: Edge, other: Edge): boolean => one.from === other.from && one.to === other.to;
  const fresh = after.edges.filter(edge => !take(one => isSamePair(one, edge) && isSameEdge(one, edge)));
  const changes = fresh.map((edge): EdgeChange => {
    const was = take(one => isSamePair(one, edge));
    return was ? { kind: 'changed', edge, was } : { kind: 'added', edge };
  });
  return [...changes, ...left.map(edge => ({ kind: 'removed', edge }) as const)];
}

function isSameEdge(one: Edge, other: Edge): boolean {
  return (
    one.condition === other.condition &&
    one.kind === other.kind &&
    one.loop === other.loop &&
    (one.unreached ?? false) === (other.unreached ?? false)
  );
}

function parameterChanges(before: readonly Parameter[], after: readonly Parameter[]): ParameterChange[] {
  const old = new Map(before.map(parameter => [parameter.name, parameter]));
  const now = new Set(after.map(({ name }) => name));
  const changes = after.flatMap((parameter): ParameterChange[] => {
    const was = old.get(parameter.name);
    if (!was) return [{ kind: 'added', name: parameter.name }];
    const structure = differences(was, parameter);
    return structure.length > 0 ? [{ kind: 'changed', name: parameter.name, structure }] : [];
  });
  const gone = before.filter(({ name }) => !now.has(name));
  return [...changes, ...gone.map(({ name }) => ({ kind: 'removed', name }) as const)];
}

function own(of: object, name: string): unknown {
  return Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** How an edge has become another, in words. */
export function edgeWords({ edge, was }: Extract<EdgeChange, { kind: 'changed' }>): string {
  const when = (condition: string | null) => (condition === null ? 'always' : `when ${condition}`);
  const words: string[] = [];
  if (edge.condition !== was.condition) words.push(`${when(edge.condition)}, was ${when(was.condition)}`);
  if ((edge.unreached ?? false) !== (was.unreached ?? false))
    words.push(edge.unreached ? 'not reached any more' : 'reached again');
  if (edge.loop !== was.loop) words.push(edge.loop ? 'leads back now' : 'leads back no more');
  if (edge.kind !== was.kind && words.length === 0) words.push(edgeKinds[edge.kind]);
  return words.join('; ');
}

const edgeKinds = {
  next: 'taken plainly now',
  split: 'a branch of a split now',
  fanout: 'once for each item now',
  join: 'into a join now',
} as const;
