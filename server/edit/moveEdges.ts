import type { EditOf } from '../../runtime/model/edit.js';
import { deleteEdge } from './deleteEdge.js';
import { type Draft, refuse, type Subject } from './draft.js';
import { inTurns } from './inTurns.js';
import { moveEdge } from './moveEdge.js';

/** Has all that leads to a step lead to another one, but for that one itself. A split that has a branch there already has no second one. */
export function moveEdges(subject: Subject, { to, target }: EditOf<'moveEdges'>): Draft {
  const { edges, flow } = subject.flow.graph;
  if (target === to) return refuse(`'${to}' is led to already.`);
  const befores = new Set(
    edges.filter(edge => edge.to === to && edge.from !== target).map(({ from }) => from),
  );
  if (befores.size === 0) return refuse(`Nothing else in ${flow} leads to '${to}'.`);
  const moved = inTurns(
    subject,
    [...befores].map(from => now => {
      const branches = now.flow.graph.edges.filter(edge => edge.from === from && edge.kind === 'split');
      return [to, target].every(name => branches.some(edge => edge.to === name))
        ? deleteEdge(now, { kind: 'deleteEdge', from, to })
        : moveEdge(now, { kind: 'moveEdge', from, to, target });
    }),
  );
  return moved.ok ? { ...moved, step: target } : moved;
}
