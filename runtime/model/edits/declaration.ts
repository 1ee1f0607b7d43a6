import type { ArtifactField } from '../data.js';
import type { EditKind, FieldOf } from '../edit.js';
import type { Graph } from '../graph.js';

export type Site =
  | { readonly kind: 'flow' }
  | { readonly kind: 'step'; readonly step: string }
  /** Several steps at once. */
  | { readonly kind: 'steps'; readonly steps: readonly string[] }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string }
  /** A parameter, or an artifact with what is written of it. */
  | { readonly kind: 'field'; readonly name: string; readonly artifact?: ArtifactField };

/** What a person is asked for before the edit can be made. */
export interface Ask {
  readonly field: string;
  /**
   * How: by a step of the flow, by a new name, by an expression of TypeScript, by prose, by one of several.
   */
  readonly by: 'step' | 'name' | 'code' | 'prose' | 'choice';
  /** What can be chosen, the first where nothing is. */
  readonly choices?: readonly string[];
  /** What stands above the field. A step is asked for in the picture, where this comes before its name: `Connect train to`. */
  readonly label: string;
  /** What stands in the empty field. */
  readonly hint: string;
  /** It may be left out: nothing is said of it then. */
  readonly optional?: true;
  /** Nothing is an answer too. */
  readonly mayBeEmpty?: true;
  /** What it holds today. */
  readonly now?: string;
}

export type EditGroup = 'step' | 'edge' | 'shape' | 'option' | 'field';

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
  /** What the button says, where it is not the first word of the title. */
  readonly verb?: string;
  /** The name is changed in its place in the picture. */
  readonly inPlace?: true;
  /** The fields that the site gives. */
  given(site: Site): Readonly<Record<string, string | readonly string[]>>;
  /** What is asked for there, in this order: steps first. `answers` is what has been answered. */
  asks(site: Site, graph: Graph, answers: Readonly<Record<string, string>>): readonly Ask[];
  /** Why it can't be made there; null when it can, as far as the picture tells; undefined where it makes no sense. */
  why(site: Site, graph: Graph): string | null | undefined;
}

export type EditId =
  | EditKind
  | 'insertStep'
  | 'moveBranchBack'
  | 'moveArmBack'
  | 'moveStepBack'
  | 'deleteWithEdges'
  | 'extractStep'
  | 'deleteAllWithEdges'
  | 'pasteAfter'
  | 'pasteAfterAll'
  | `set${'Retry' | 'Timeout' | 'Catch' | 'Memory' | 'Isolate' | 'Env'}`
  | `parameter${'Default' | 'Min' | 'Max' | 'Env'}`
  | `artifact${'Type' | 'Value'}`;

/** An edit as it is declared: its parts know where it is made. */
interface Declared<Kind extends EditKind, On extends Site['kind']> {
  readonly id: EditId;
  readonly kind: Kind;
  readonly group: EditGroup;
  readonly title: string;
  readonly says: string;
  readonly on: On;
  readonly keys: readonly string[];
  readonly verb?: string;
  readonly inPlace?: true;
  given(site: Extract<Site, { kind: On }>): Partial<Record<FieldOf<Kind>, string | readonly string[]>>;
  asks?(
    site: Extract<Site, { kind: On }>,
    graph: Graph,
    answers: Readonly<Record<string, string>>,
  ): readonly (Ask & { readonly field: FieldOf<Kind> })[];
  why?(site: Extract<Site, { kind: On }>, graph: Graph): string | null | undefined;
}

/** Gives a declaration whose parts know their site the form in which all are read. */
export function declare<Kind extends EditKind, On extends Site['kind']>({
  given,
  asks,
  why,
  ...rest
}: Declared<Kind, On>): EditDeclaration {
  const isHere = (site: Site): site is Extract<Site, { kind: On }> => site.kind === rest.on;
  return {
    ...rest,
    given: site => (isHere(site) ? onlyGiven(given(site)) : {}),
    asks: (site, graph, answers) => (isHere(site) ? (asks?.(site, graph, answers) ?? []) : []),
    why: (site, graph) => (isHere(site) ? (why === undefined ? null : why(site, graph)) : undefined),
  };
}

function onlyGiven<Value>(fields: Partial<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
