/**
 * What the language server and its client say to each other beyond the Language Server Protocol. Types and
 * method names only.
 */

import type { ArtifactField, StepData } from '../runtime/model/data.js';
import type { Position, Range, Severity } from '../runtime/model/diagnostics.js';
import type { GraphEdit } from '../runtime/model/edit.js';
import type { Graph } from '../runtime/model/graph.js';
import type { GraphDiff } from '../runtime/model/graph-diff.js';
import type { RunStatus, TaskStatus } from '../runtime/model/run.js';

/** One flow class of a document, as the graph view needs it. */
export interface FlowSnapshot {
  readonly graph: Graph;
  /** The text can't be read just now, and this is the last graph that could be. */
  readonly stale: boolean;
  /** What is wrong, without positions: those travel as LSP diagnostics. */
  readonly problems: readonly SnapshotProblem[];
  /** What each step reads and writes, by its name. */
  readonly data: Readonly<Record<string, StepData>>;
  /** The artifacts that its class declares, in the order of the text. */
  readonly artifacts: readonly ArtifactField[];
}

export interface SnapshotProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly step: string | null;
}

export interface DocumentSnapshot {
  readonly uri: string;
  /** Version of the text this was read from. */
  readonly version: number;
  readonly flows: readonly FlowSnapshot[];
  /** Set when the text has a syntax error: its message. */
  readonly broken: string | null;
}

export interface FlowPlace {
  readonly uri: string;
  readonly flow: string;
  /** Absent for the class itself. */
  readonly step?: string;
}

export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

export type EditResult =
  | {
      readonly ok: true;
      /** The version the changes are made for; they must not be applied to another. */
      readonly version: number;
      readonly changes: readonly TextChange[];
      /** The step to show and select once the edit is made. */
      readonly step: string | null;
      /** What is to be on the clipboard then; null where that is left as it is. */
      readonly clipboard: string | null;
    }
  | { readonly ok: false; readonly reason: string };

/** What the last run of a flow came to, for lenses and hovers. The client owns this; the server only shows it. */
export interface FlowResult {
  readonly flow: string;
  /** Absolute path of the source the run was made from. */
  readonly file: string;
  readonly run: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly steps: Readonly<Record<string, StepResult>>;
}

export interface StepResult {
  readonly status: TaskStatus;
  readonly tasks: number;
  readonly failed: number;
  /** Milliseconds that its one task took, or the middle one of many; null while that is not known. */
  readonly duration: number | null;
  readonly error: { readonly task: string; readonly message: string } | null;
}

/** server → client: the graphs of a document changed. */
export const graphsChanged = 'stepwell/graphs';
export type GraphsChangedParams = DocumentSnapshot;

/** client → server: the graphs of a document now. Null when it holds no flow. */
export const graphsRequest = 'stepwell/graphsOf';
export interface GraphsParams {
  readonly uri: string;
}
export type GraphsResult = DocumentSnapshot | null;

/** client → server: every flow of the workspace's folders, once all of them have been looked through. */
export const flowsRequest = 'stepwell/flows';
export type FlowsResult = readonly WorkspaceFlow[];

/** server → client: `stepwell/flows` would be answered differently now. */
export const flowsChanged = 'stepwell/flowsChanged';

export interface WorkspaceFlow {
  readonly uri: string;
  readonly flow: string;
  readonly doc: string;
  /** The class's name. */
  readonly range: Range;
  /** Those that the class itself declares. */
  readonly steps: readonly { readonly name: string; readonly range: Range }[];
}

/** client → server: where a class or step stands: its name, and the whole of it. */
export const locateRequest = 'stepwell/locate';
export interface LocateParams extends FlowPlace {
  /** A parameter or an artifact of it, in place of a step. */
  readonly field?: string;
  /** Version of the document the graph was drawn from; when that is another graph by now, nothing is found. */
  readonly version?: number;
}
export type LocateResult = {
  /** Of the document it stands in: another one than was asked about, where a step is inherited from there. */
  readonly uri: string;
  readonly name: Range;
  readonly full: Range;
} | null;

/** client → server: the class and step at a position. */
export const placeAtRequest = 'stepwell/placeAt';
export interface PlaceAtParams {
  readonly uri: string;
  readonly position: Position;
  /** A flow, of this document or another one: the place counts as one of it where it is in a step that this flow has or inherits. */
  readonly heir?: { readonly uri: string; readonly flow: string };
}
export type PlaceAtResult = { readonly flow: string; readonly step: string | null } | null;

/** client → server: the text changes that make an edit of the graph, or why it can't be made. Changes nothing itself. */
export const editRequest = 'stepwell/edit';
export interface EditParams {
  readonly uri: string;
  readonly flow: string;
  /** Version of the document the graph was drawn from; an older one is refused. */
  readonly version: number;
  readonly edit: GraphEdit;
}

/** client → server: what has become another in a document's flow since its code was as is said. Null when there is no such flow. */
export const changesRequest = 'stepwell/changes';
export interface ChangesParams {
  readonly uri: string;
  readonly flow: string;
  readonly then: CodeThen;
}
export interface CodeThen {
  /** Path of the flow's own file. */
  readonly file: string;
  /** What files held, by path; one that is not there is taken as it is today, the flow's own as empty. */
  readonly texts: Readonly<Record<string, string>>;
}
/** @property broken why the code of then can't be read */
export type ChangesResult = GraphDiff | { readonly broken: string } | null;

/** client → server: the text changes that put a flow with its first step into a document that is open, and its name. */
export const newFlowRequest = 'stepwell/newFlow';
export interface NewFlowParams {
  readonly uri: string;
}
export type NewFlowResult =
  | {
      readonly ok: true;
      readonly version: number;
      readonly changes: readonly TextChange[];
      readonly flow: string;
    }
  | { readonly ok: false; readonly reason: string };

/** client → server: last results, whole, whenever they change. */
export const resultsNotification = 'stepwell/results';
export interface ResultsParams {
  readonly results: readonly FlowResult[];
}

/**
 * server → client: what an artifact held when a run ended, as one line of text; null when there is nothing to tell. Asked only of a client
 * whose initialization options say `lastValues: true`.
 */
export const lastValueRequest = 'stepwell/lastValue';
export interface LastValueParams {
  readonly run: string;
  readonly artifact: string;
}
export type LastValueResult = string | null;

/** What a client may say in `initializationOptions`. All of it may be left out. */
export interface InitializationOptions {
  /** TypeScript's own service runs beside: what it does as well (members, highlights, the outline) is left to it. */
  readonly besideTypeScript?: boolean;
  /** The client answers `stepwell/lastValue`. */
  readonly lastValues?: boolean;
}

/** Commands that lenses name; the client registers them. Each takes one `FlowPlace`, `openLog` a `LogPlace`. */
export const commands = {
  run: 'stepwell.run',
  resume: 'stepwell.resume',
  runStep: 'stepwell.runStep',
  showGraph: 'stepwell.showGraph',
  openRun: 'stepwell.openRun',
  openLog: 'stepwell.openLog',
} as const;

/** A task's log: `step` and `task` may be left out to mean the whole run, or the whole step. */
export interface LogPlace {
  readonly run: string;
  readonly step?: string;
  readonly task?: string;
}
