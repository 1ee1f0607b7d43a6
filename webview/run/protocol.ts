/** What the page of the run view and its host say to each other. Types only. */
import type { FindText } from '../../runtime/model/find-text.js';
import type { StepOverlay } from '../../runtime/model/overlay.js';
import type { RunMode, RunStatus } from '../../runtime/model/run.js';
import type { TaskPage, TaskRow } from '../../runtime/model/task-page.js';

/** All that is shown, but for the tasks and the output that are asked for as they are looked at. */
export interface RunSnapshot {
  /** Null where there is no run to show, with what can be done then. */
  readonly run: RunHead | null;
  /** Runs of the same flow, newest first, this one among them. */
  readonly runs: readonly RunChoice[];
  /** In the order in which they began. */
  readonly steps: readonly StepLine[];
  readonly selected: Selected;
  /** The newest run is shown as soon as there is one. */
  readonly isFollowing: boolean;
  /** The host's clock: a run's times come from there. */
  readonly now: number;
}

export interface Selected {
  readonly step: string | null;
  readonly task: string | null;
  readonly attempt: number | null;
}

export interface RunHead {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly mode: RunMode;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** `name value`, a parameter each. */
  readonly parameters: readonly string[];
  readonly tags: readonly string[];
  readonly error: {
    readonly step: string | null;
    readonly task: string | null;
    readonly message: string;
  } | null;
  /** Whether it has been asked to stop, once or again. */
  readonly asked: 'cancel' | 'end' | null;
}

export interface RunChoice {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  /** What tells it from the others. */
  readonly about: string;
}

export interface StepLine {
  readonly name: string;
  readonly overlay: StepOverlay;
  /** When its first task came up. */
  readonly queuedAt: number;
  /** Its only task; null where it has several. */
  readonly task: TaskRow | null;
}

/** Whose output is meant: of a run, a step, a task, or one attempt. */
export interface OutputPlace extends Selected {
  readonly run: string;
}

export interface OutputLine {
  readonly at: number;
  readonly stream: 'out' | 'err';
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  readonly text: string;
  /** How much of it is not shown, about so many characters. */
  readonly more: number;
  /** Lines of sources that it names, as stack frames do, in their order. */
  readonly places: readonly NamedPlace[];
}

/** A stretch of what a line says, without its colours. */
export interface NamedPlace {
  readonly start: number;
  readonly end: number;
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly column: number;
}

export interface OutputPage {
  readonly total: number;
  readonly found: number;
  readonly from: number;
  /** Null for a line that can't be read any more. */
  readonly rows: readonly (OutputLine | null)[];
}

/** How much has been printed. */
export interface OutputState {
  readonly place: OutputPlace;
  readonly total: number;
  /** Lines that have no end yet. */
  readonly open: readonly OutputLine[];
  /** All that is there has been read. */
  readonly isWhole: boolean;
}

/** Where something is, as far as it has been looked for. */
export interface Found {
  readonly id: number;
  /** In how many lines. */
  readonly count: number;
  /** Those lines, by their numbers among the lines that are shown; of very many the first ones. */
  readonly lines: readonly number[];
  /** All that is there has been looked through. */
  readonly isWhole: boolean;
}

export type RunHostMessage =
  | { readonly type: 'snapshot'; readonly snapshot: RunSnapshot }
  | { readonly type: 'output'; readonly state: OutputState }
  /** Null when there is nothing to tell, or something else was asked for since. */
  | { readonly type: 'tasks'; readonly id: number; readonly page: TaskPage | null }
  | { readonly type: 'lines'; readonly id: number; readonly page: OutputPage | null }
  | { readonly type: 'found'; readonly found: Found };

export type RunViewMessage =
  /** Sent whenever the view is born; the host answers with a snapshot. */
  | { readonly type: 'ready' }
  | { readonly type: 'select'; readonly selected: Selected }
  | { readonly type: 'chooseRun'; readonly run: string }
  | { readonly type: 'followLatest' }
  | {
      readonly type: 'tasks';
      readonly id: number;
      readonly step: string;
      readonly query: string;
      readonly from: number;
      readonly count: number;
    }
  | {
      readonly type: 'lines';
      readonly id: number;
      readonly place: OutputPlace;
      readonly from: number;
      readonly count: number;
    }
  /** Look for something in the output of a place, and tell as it is found and as there is more, until something else is wanted. */
  | { readonly type: 'find'; readonly id: number; readonly place: OutputPlace; readonly wanted: FindText }
  | { readonly type: 'findNoMore' }
  /** Open what is shown as a document. */
  | { readonly type: 'openLog' }
  /** Go to a line of a source that the output names. */
  | { readonly type: 'openSource'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly type: 'showGraph' }
  | { readonly type: 'cancel' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'error'; readonly message: string; readonly stack: string };
