/**
 * Every edit of a flow's graph, declared once: what it is called, where it is made, what is asked for, by which key. The palette, the menus,
 * the keyboard, the list of keys and the documentation read this table.
 */
import type { EditKind, FieldOf } from './edit.js';
import type { Graph } from './graph.js';

/** Where on a graph an edit is made. */
export type Site =
  | { readonly kind: 'flow' }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string };

/** What a person is asked for before the edit can be made. */
export interface Ask {
  readonly field: string;
  /**
   * How: by a step of the flow, by a new name, by an expression of TypeScript, by prose.
   */
  readonly by: 'step' | 'name' | 'code' | 'prose';
  /** What stands above the field. A step is asked for in the picture, where this comes before its name: `Connect train to`. */
  readonly label: string;
  /** What stands in the empty field. */
  readonly hint: string;
  /** It may be left empty. */
  readonly optional?: true;
  /** What it holds today. */
  readonly now?: string;
}

export type EditGroup = 'step' | 'edge' | 'shape' | 'text';

export interface EditDeclaration {
  /** One kind of edit may be offered in several ways. */
  readonly id: EditId;
  readonly kind: EditKind;
  readonly group: EditGroup;
  /** As a menu says it; with `…` where something is asked for. */
  readonly title: string;
  /** What it does, as a sentence, for the palette and the documentation. */
  readonly says: string;
  readonly on: Site['kind'];
  /** Values of `KeyboardEvent.key`, with `Mod+` before those that need Ctrl or Cmd. The first one is shown. */
  readonly keys: readonly string[];
  /** The name is changed in its place in the picture. */
  readonly inPlace?: true;
  /** The fields that the site gives. */
  given(site: Site): Readonly<Record<string, string>>;
  /** What is asked for there, in this order. */
  asks(site: Site, graph: Graph): readonly Ask[];
  /** Why it can't be made there; null when it can, as far as the picture tells; undefined where it makes no sense. */
  why(site: Site, graph: Graph): string | null | undefined;
}

export type EditId =
  | 'renameStep'
  | 'addStep'
  | 'insertStep'
  | 'connect'
  | 'moveEdge'
  | 'deleteStep'
  | 'deleteEdge';

interface Declared<Kind extends EditKind, On extends Site['kind']> {
  readonly id: EditId;
  readonly kind: Kind;
  readonly group: EditGroup;
  readonly title: string;
  readonly says: string;
  readonly on: On;
  readonly keys: readonly string[];
  readonly inPlace?: true;
  given(site: Extract<Site, { kind: On }>): Partial<Record<FieldOf<Kind>, string>>;
  asks?(
    site: Extract<Site, { kind: On }>,
    graph: Graph,
  ): readonly (Ask & { readonly field: FieldOf<Kind> })[];
  why?(site: Extract<Site, { kind: On }>, graph: Graph): string | null | undefined;
}

const name = (label: string) =>
  ({ field: 'name', by: 'name', label, hint: 'Name, or Enter for a free one', optional: true }) as const;

export const edits: readonly EditDeclaration[] = [
  declare<'renameStep', 'step'>({
    id: 'renameStep',
    kind: 'renameStep',
    group: 'step',
    title: 'Rename…',
    says: 'Renames the step wherever it is named, in all files.',
    on: 'step',
    keys: ['F2'],
    inPlace: true,
    given: ({ step }) => ({ step }),
    asks: ({ step }) => [{ field: 'name', by: 'name', label: 'Name', hint: step, now: step }],
  }),
  declare<'addStep', 'step'>({
    id: 'addStep',
    kind: 'addStep',
    group: 'step',
    title: 'Add step after…',
    says: 'Adds a step behind the selected one; behind a split, as a further branch.',
    on: 'step',
    keys: ['a'],
    given: ({ step }) => ({ after: step }),
    asks: ({ step }) => [name(`New step after ${step}`)],
  }),
  declare<'connect', 'step'>({
    id: 'connect',
    kind: 'connect',
    group: 'step',
    title: 'Connect to…',
    says: 'Has the step go on to another one too.',
    on: 'step',
    keys: ['c'],
    given: ({ step }) => ({ from: step }),
    asks: ({ step }) => [{ field: 'to', by: 'step', label: `Connect ${step} to`, hint: 'a step' }],
  }),
  declare<'deleteStep', 'step'>({
    id: 'deleteStep',
    kind: 'deleteStep',
    group: 'step',
    title: 'Delete',
    says: 'Deletes the step; those that led to it go on where it did.',
    on: 'step',
    keys: ['Delete', 'Backspace'],
    given: ({ step }) => ({ step }),
  }),
  declare<'addStep', 'edge'>({
    id: 'insertStep',
    kind: 'addStep',
    group: 'edge',
    title: 'Insert step here…',
    says: 'Puts a step between the two that the edge joins.',
    on: 'edge',
    keys: ['a'],
    given: ({ from, to }) => ({ after: from, before: to }),
    asks: ({ from, to }) => [name(`New step between ${from} and ${to}`)],
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

export function editById(id: EditId): EditDeclaration {
  const found = edits.find(each => each.id === id);
  if (!found) throw new Error(`There is no edit ${id}.`);
  return found;
}

/** Gives a declaration whose parts know their site the form in which all are read. */
function declare<Kind extends EditKind, On extends Site['kind']>({
  given,
  asks,
  why,
  ...rest
}: Declared<Kind, On>): EditDeclaration {
  const isHere = (site: Site): site is Extract<Site, { kind: On }> => site.kind === rest.on;
  return {
    ...rest,
    given: site => (isHere(site) ? onlyGiven(given(site)) : {}),
    asks: (site, graph) => (isHere(site) ? (asks?.(site, graph) ?? []) : []),
    why: (site, graph) => (isHere(site) ? (why === undefined ? null : why(site, graph)) : undefined),
  };
}

function onlyGiven(fields: Partial<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
