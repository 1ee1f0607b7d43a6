/** What can be done to a flow through its graph. Steps are named, never numbered. */
export type GraphEdit =
  /** A new step behind `after`; with `before`, on that one edge. Without a name a free one is chosen. */
  | { readonly kind: 'addStep'; readonly after: string; readonly before?: string; readonly name?: string }
  | { readonly kind: 'renameStep'; readonly step: string; readonly name: string }
  /** A further transition; it turns a linear step into a split and gives a terminal one its first. */
  | { readonly kind: 'connect'; readonly from: string; readonly to: string }
  | { readonly kind: 'deleteEdge'; readonly from: string; readonly to: string }
  /** The edge ends in `target` instead. */
  | { readonly kind: 'moveEdge'; readonly from: string; readonly to: string; readonly target: string }
  /** The steps that led to it go on where it did. */
  | { readonly kind: 'deleteStep'; readonly step: string };
