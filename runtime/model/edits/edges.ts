/** Edits of an edge. */
import { declare, type EditDeclaration } from './declaration.js';
import { newName } from './new-name.js';

export const edgeEdits: readonly EditDeclaration[] = [
  declare<'addStep', 'edge'>({
    id: 'insertStep',
    kind: 'addStep',
    group: 'edge',
    title: 'Insert step here…',
    says: 'Puts a step between the two that the edge joins.',
    on: 'edge',
    keys: ['a'],
    given: ({ from, to }) => ({ after: from, before: to }),
    asks: ({ from, to }) => [newName(`New step between ${from} and ${to}`)],
  }),
  declare<'moveEdge', 'edge'>({
    id: 'moveEdge',
    kind: 'moveEdge',
    group: 'edge',
    title: 'Move its end to…',
    says: 'Has the edge end in another step.',
    on: 'edge',
    keys: ['m'],
    given: ({ from, to }) => ({ from, to }),
    asks: ({ from, to }) => [
      { field: 'target', by: 'step', label: `Have ${from} go on, instead of to ${to}, to`, hint: 'a step' },
    ],
  }),
  declare<'deleteEdge', 'edge'>({
    id: 'deleteEdge',
    kind: 'deleteEdge',
    group: 'edge',
    title: 'Delete',
    says: 'Deletes the edge: the flow ends where it was taken.',
    on: 'edge',
    keys: ['Delete', 'Backspace'],
    given: ({ from, to }) => ({ from, to }),
  }),
];
