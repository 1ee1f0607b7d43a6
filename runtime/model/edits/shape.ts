/** Edits of how a flow goes on: under a condition, for each item, in which order. */

import type { Graph } from '../graph.js';
import { declare, type EditDeclaration } from './declaration.js';
import { edgesAt, isRest, whyNotAlone } from './graph-facts.js';

export const shapeEdits: readonly EditDeclaration[] = [
  declare<'setCondition', 'edge'>({
    id: 'setCondition',
    kind: 'setCondition',
    group: 'shape',
    title: 'Change condition…',
    says: 'Writes another condition for the edge.',
    on: 'edge',
    keys: ['w'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ from, to }, graph) => [
      {
        field: 'condition',
        by: 'code',
        label: `Go from ${from} to ${to} when`,
        hint: 'this.score < 0.9',
        now: edgesAt(graph, from, to).find(({ condition }) => condition !== null)?.condition ?? '',
      },
    ],
    why: ({ from, to }, graph) =>
      edgesAt(graph, from, to).some(({ condition }) => condition !== null) ? null : undefined,
  }),
  declare<'takeAlways', 'edge'>({
    id: 'takeAlways',
    kind: 'takeAlways',
    group: 'shape',
    title: 'Always go this way',
    says: 'Takes the whole condition away: the step goes on along the edge, and no other way.',
    on: 'edge',
    keys: ['W'],
    given: ({ from, to }) => ({ from, to }),
    why: ({ from }, { edges }) =>
      edges.some(edge => edge.from === from && edge.condition !== null) ? null : undefined,
  }),
  declare<'fanOut', 'edge'>({
    id: 'fanOut',
    kind: 'fanOut',
    group: 'shape',
    title: 'Run for each…',
    says: 'Runs the step at the end of the edge once for each item of a list.',
    on: 'edge',
    keys: ['f'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ to }) => [
      { field: 'items', by: 'code', label: `Run ${to} for each of`, hint: 'this.rows' },
      { field: 'item', by: 'name', label: 'One of them is called', hint: 'item', optional: true },
    ],
    why: ({ from, to }, graph) =>
      edgesAt(graph, from, to).some(({ kind }) => kind === 'fanout') ? undefined : whyNotAlone(graph, from),
  }),
  declare<'setConcurrency', 'edge'>({
    id: 'setConcurrency',
    kind: 'setConcurrency',
    group: 'shape',
    title: 'At a time…',
    verb: 'Set',
    says: 'Sets how many tasks of the fan-out run at a time.',
    on: 'edge',
    keys: ['n'],
    given: ({ from, to }) => ({ from, to }),
    asks: () => [
      {
        field: 'count',
        by: 'code',
        label: 'Tasks at a time',
        hint: 'as many as there is room for',
        mayBeEmpty: true,
      },
    ],
    why: onFanOut,
  }),
  declare<'undoFanOut', 'edge'>({
    id: 'undoFanOut',
    kind: 'undoFanOut',
    group: 'shape',
    title: 'Run once',
    says: 'Runs the step of the fan-out once again.',
    on: 'edge',
    keys: [],
    given: ({ from, to }) => ({ from, to }),
    why: onFanOut,
  }),
  declare<'moveBranch', 'edge'>({
    id: 'moveBranchBack',
    kind: 'moveBranch',
    group: 'shape',
    title: 'Move branch back',
    says: 'Has the branch change places with the one in front of it.',
    on: 'edge',
    keys: ['['],
    given: ({ from, to }) => ({ from, to, by: 'back' }),
    why: onBranch,
  }),
  declare<'moveBranch', 'edge'>({
    id: 'moveBranch',
    kind: 'moveBranch',
    group: 'shape',
    title: 'Move branch on',
    says: 'Has the branch change places with the one behind it.',
    on: 'edge',
    keys: [']'],
    given: ({ from, to }) => ({ from, to, by: 'on' }),
    why: onBranch,
  }),
  declare<'moveArm', 'edge'>({
    id: 'moveArmBack',
    kind: 'moveArm',
    group: 'shape',
    title: 'Ask earlier',
    says: 'Has the condition of the edge change places with the one that is asked in front of it.',
    on: 'edge',
    keys: ['('],
    given: ({ from, to }) => ({ from, to, by: 'back' }),
    why: onArm,
  }),
  declare<'moveArm', 'edge'>({
    id: 'moveArm',
    kind: 'moveArm',
    group: 'shape',
    title: 'Ask later',
    says: 'Has the condition of the edge change places with the one that is asked behind it.',
    on: 'edge',
    keys: [')'],
    given: ({ from, to }) => ({ from, to, by: 'on' }),
    why: onArm,
  }),
];

/** Of several conditions one is asked first; what is left over comes last. */
function onArm({ from, to }: { from: string; to: string }, graph: Graph): null | undefined {
  const asked = graph.edges.filter(edge => edge.from === from && !isRest(edge.condition));
  return asked.length > 1 &&
    asked.some(edge => edge.to === to) &&
    edgesAt(graph, from, to).every(({ kind }) => kind !== 'split')
    ? null
    : undefined;
}

function onFanOut({ from, to }: { from: string; to: string }, graph: Graph): null | undefined {
  return edgesAt(graph, from, to).some(({ kind }) => kind === 'fanout') ? null : undefined;
}

function onBranch({ from, to }: { from: string; to: string }, graph: Graph): null | undefined {
  return edgesAt(graph, from, to).some(({ kind }) => kind === 'split') ? null : undefined;
}
