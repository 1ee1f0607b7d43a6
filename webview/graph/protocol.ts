/**
 * What the graph view and its host say to each other. Types only.
 *
 * The host always sends whole snapshots: a view that was hidden, or was born again, has missed nothing.
 */

import type { ArtifactField, StepData } from '../../runtime/model/data.js';
import type { Severity } from '../../runtime/model/diagnostics.js';
import type { GraphEdit } from '../../runtime/model/edit.js';
import type { Graph } from '../../runtime/model/graph.js';
import type { GraphDiff } from '../../runtime/model/graph-diff.js';
import type { RunOverlay } from '../../runtime/model/overlay.js';
import type { TaskPage } from '../../runtime/model/task-page.js';

export interface ViewSnapshot {
  /** What is shown: a document's flow as it stands, the graph of a past run, or nothing yet. */
  readonly subject: ViewSubject;
  /** The run drawn over the graph. */
  readonly run: RunOverlay | null;
  /** How that run stands to what is shown, and to those who want it to end; null without a run. */
  readonly standing: RunStanding | null;
  /** What has become another since some commit or run; null where nothing is compared. */
  readonly changes: ViewChanges | null;
  /** The step the cursor is in. */
  readonly activeStep: string | null;
  /** False in an untrusted workspace: nothing can be run. */
  readonly canRun: boolean;
}

export interface ViewChanges {
  /** What it is compared with, in words: `HEAD`, `the run of 3 May 14:02`. */
  readonly against: string;
  readonly diff: GraphDiff;
}

export interface RunStanding {
  /** It has been asked to stop; when asked again, to end at once. */
  readonly asked: 'cancel' | 'end' | null;
  /** Steps of the graph that were none of the run's. Null when nobody knows, as the run's own graph is no longer stored. */
  readonly absent: readonly string[] | null;
  /** Steps of the run that the graph has no more. */
  readonly gone: readonly string[];
  /** What is another than when the run was made: nothing, code inside the steps, or the graph too. */
  readonly changed: 'nothing' | 'code' | 'graph';
}

export type ViewSubject =
  | {
      readonly kind: 'empty';
      readonly message: string;
      /** A flow can be begun: in the file that is shown, else in a new one. */
      readonly canBegin: boolean;
    }
  | FlowSubject
  | { readonly kind: 'pastRun'; readonly fileName: string; readonly graph: Graph };

export interface FlowSubject {
  readonly kind: 'flow';
  readonly uri: string;
  readonly fileName: string;
  readonly version: number;
  readonly graph: Graph;
  /** The graph as it is written, where `graph` can't show all of that: forms begin with what there is. Null where both are the same. */
  readonly written: Graph | null;
  /** Names of all flows in the document, this one among them. */
  readonly flows: readonly string[];
  /** The text has a syntax error (its message), and the graph is the last good one. */
  readonly broken: string | null;
  readonly problems: readonly ViewProblem[];
  /** What each step reads and writes, by its name. */
  readonly data: Readonly<Record<string, StepData>>;
  /** The artifacts that its class declares, in the order of the text. */
  readonly artifacts: readonly ArtifactField[];
  /** Why the document is read-only, as a sentence; null when it is not. */
  readonly readOnly: string | null;
}

/** What the view leaves with VS Code for the time when it is brought back: the part that its host reads. */
export interface ShownFlow {
  readonly uri: string;
  readonly flow: string;
}

export interface ViewProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly step: string | null;
}

/** As what the graph can be saved: the content of a PNG is base64, of the others their text. */
export type ExportFormat = 'svg' | 'png' | 'mermaid';

export type HostMessage =
  | { readonly type: 'snapshot'; readonly snapshot: ViewSnapshot }
  | { readonly type: 'reply'; readonly id: number; readonly reply: EditReply }
  /** Null when there is nothing to tell, or something else was asked for since. */
  | { readonly type: 'tasks'; readonly id: number; readonly page: TaskPage | null }
  /** Asked for by a command of the editor's (a key, the palette). */
  | { readonly type: 'command'; readonly command: ViewCommand }
  /** The step has been selected elsewhere. */
  | { readonly type: 'select'; readonly step: string };

export type ViewCommand = 'fit' | 'addStep' | 'connect' | 'rename' | 'delete' | 'palette' | 'focusSearch';

export type EditReply =
  | { readonly ok: true; readonly step: string | null }
  | { readonly ok: false; readonly reason: string };

export type ViewMessage =
  /** Sent whenever the view is born; the host answers with a snapshot. */
  | { readonly type: 'ready' }
  /** Names what it changes: the host may show another flow by the time it reads this. */
  | {
      readonly type: 'edit';
      readonly id: number;
      readonly uri: string;
      readonly flow: string;
      readonly version: number;
      readonly edit: GraphEdit;
    }
  /** Show the step in the code. With `focus`, put the cursor there and move the keyboard to the editor. */
  | { readonly type: 'reveal'; readonly step: string; readonly focus: boolean }
  /** Another step has been selected here, or none. */
  | { readonly type: 'selected'; readonly step: string | null }
  | { readonly type: 'pickFlow'; readonly flow: string }
  | { readonly type: 'run' }
  | { readonly type: 'resume' }
  | { readonly type: 'cancel' }
  | { readonly type: 'runStep'; readonly step: string }
  | { readonly type: 'openLog'; readonly step: string; readonly task: string | null }
  /** Tell a stretch of a step's tasks in the run that is drawn: those that fit a query, `is:failed` and words. */
  | {
      readonly type: 'tasks';
      readonly id: number;
      readonly step: string;
      readonly query: string;
      readonly from: number;
      readonly count: number;
    }
  /** Draw the run that is shown on the graph that its flow had then. */
  | { readonly type: 'showRunGraph' }
  /** Stop drawing a run over the graph, or leave a past run for the document's flow. */
  | { readonly type: 'dismissRun' }
  /** Write a flow into the file that is shown, or into a new one. */
  | { readonly type: 'newFlow' }
  /** Ask what the flow is to be compared with, or compare it no more. */
  | { readonly type: 'compare'; readonly with: 'something' | 'nothing' }
  /** Show what has changed in the text; of a step, there. */
  | { readonly type: 'showChange'; readonly step: string | null }
  /** Put a text on the clipboard, which a page may not do without having the keyboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Ask where to, and save there. */
  | { readonly type: 'save'; readonly format: ExportFormat; readonly content: string }
  /** Something went wrong in the view itself; the host writes it to its log. */
  | { readonly type: 'error'; readonly message: string; readonly stack: string };
