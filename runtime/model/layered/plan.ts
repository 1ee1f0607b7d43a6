/** What is to be laid out, and where it comes to stand. Nothing here knows what a step is, or how wide a letter. */

/** The way a flow runs across the canvas. */
export type Direction = 'DOWN' | 'RIGHT';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point, Size {}

export interface PlanNode extends Size {
  readonly id: string;
  /** Where the whole begins: nothing stands before it. */
  readonly start: boolean;
  /** A mark at the end of a line, for whose sake no way on leaves its line. */
  readonly minor: boolean;
}

export interface PlanEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** It goes back: it leaves and enters at the flank. What closes a circle without saying so is drawn like that too. */
  readonly loop: boolean;
  /** The room that its words take on the line. */
  readonly label: Size | null;
}

/** The order of nodes, and of the edges of one node, is that in which they stand beside each other. */
export interface Plan {
  readonly direction: Direction;
  /** A long flow goes on beside itself, in columns. */
  readonly wraps?: boolean;
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
}

export interface Route {
  /** From the source's border to the target's, every turn included. */
  readonly points: readonly Point[];
  readonly label: Box | null;
}

export interface Arrangement extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, Route>;
}
