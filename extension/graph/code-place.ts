/** A group of editors, as far as it matters to where code is shown. */
export interface Group {
  readonly column: number;
  /** The graph is the tab in front. */
  readonly showsGraph: boolean;
  /** Addresses of the text documents among its tabs. */
  readonly documents: readonly string[];
  readonly isEmpty: boolean;
  /** The address of the one in front, if it is a text document. */
  readonly inFront: string | null;
}

/** Where code may be shown: in the group of a column, in a new group beside the graph, or nowhere. */
export type CodePlace = number | 'beside' | null;

/**
 * Where to show a document that one is led to from the graph: never in front of the graph itself. Where there is no other group,
 * only somebody who asked to go to the code gets a new one; and a glance at it takes the place of other code, but of nothing else.
 */
export function codePlace(groups: readonly Group[], uri: string, going: boolean): CodePlace {
  const others = groups.filter(({ showsGraph }) => !showsGraph);
  const roomy = others.filter(({ inFront, isEmpty }) => inFront !== null || isEmpty);
  const fit = going ? [...roomy, ...others] : roomy;
  const found =
    fit.find(({ inFront }) => inFront === uri) ??
    fit.find(({ documents }) => documents.includes(uri)) ??
    fit[0];
  return found?.column ?? (going ? 'beside' : null);
}
