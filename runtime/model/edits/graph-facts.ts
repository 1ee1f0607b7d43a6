/** What the table of edits asks of a graph. */
import type { Edge, Graph, Parameter, Step } from '../graph.js';
import { analyseScopes } from '../scopes.js';

export function stepAt(graph: Graph, step: string): Step | undefined {
  return graph.steps.find(one => one.name === step);
}

export function parameterAt(graph: Graph, name: string): Parameter | undefined {
  return graph.parameters.find(one => one.name === name);
}

export function edgesAt(graph: Graph, from: string, to: string): readonly Edge[] {
  return graph.edges.filter(edge => edge.from === from && edge.to === to);
}

/** Why a step does not simply go on to one other or several. */
export function whyNotPlain(graph: Graph, step: string): string | null {
  const ways = graph.edges.filter(({ from }) => from === step);
  if (ways.length === 0) return `${step} ends the flow: add a step after it first.`;
  if (ways.some(({ kind }) => kind === 'fanout')) return `${step} opens a fan-out, which leads to one step.`;
  if (ways.some(({ condition }) => condition !== null))
    return `${step} decides between several ways: write the branch in the code.`;
  return null;
}

export function whyNotAlone(graph: Graph, step: string): string | null {
  const why = whyNotPlain(graph, step);
  if (why !== null) return why;
  const isOne = graph.edges.filter(({ from }) => from === step).length === 1;
  return isOne ? null : `${step} opens a split: fan out from one of its branches.`;
}

/** A literal as one would type it. */
export function codeOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(codeOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => {
    const isPlain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);
    return `${isPlain ? key : codeOf(key)}: ${codeOf(each)}`;
  });
  return `{ ${entries.join(', ')} }`;
}

/** What is left over where no other condition holds: nothing is asked for it. */
export function isRest(condition: string | null): boolean {
  return condition === null || condition === 'else' || condition === 'default';
}

/** Whether a step that goes on may end the flow too, as far as the graph tells: the cases of a switch may be all that there are. */
export function mayEndAt(graph: Graph, step: string): boolean {
  if (stepAt(graph, step)?.ends) return true;
  const own = graph.edges.filter(({ from, unreached }) => from === step && !unreached);
  return own.length > 0 && own.every(({ condition }) => !isRest(condition));
}

/** Why a step needs no join; undefined where it opens nothing that could be joined. */
export function whyNoJoin(graph: Graph, step: string): string | null | undefined {
  const opens = graph.edges.some(
    ({ from, kind }) => from === step && (kind === 'split' || kind === 'fanout'),
  );
  if (!opens) return undefined;
  const join = analyseScopes(graph).joinOf(step);
  return join === null ? null : `${step} is joined by ${join} already.`;
}
