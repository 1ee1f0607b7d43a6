import * as vscode from 'vscode';
import type { Graph } from '../../runtime/model/graph.js';
import { overlayOf, type RunOverlay } from '../../runtime/model/overlay.js';
import type { DocumentSnapshot, PlaceAtResult } from '../../server/protocol.js';
import type { RunStanding, ViewSnapshot, ViewSubject } from '../../webview/graph/protocol.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { isSameFile } from '../runs/same-file.js';
import { sourceOf } from '../runs/workspace-file.js';
import { label } from '../text/inert.js';
import type { Comparing } from './comparing.js';
import type { NewerCode } from './newer-code.js';
import type { PastGraphs } from './past-graphs.js';
import type { ReadOnly } from './read-only.js';
import { readableRun } from './shown-text.js';
import { standingOf } from './standing.js';
import type { Shown } from './subject-bounds.js';
import { flowSubject, pastSubject } from './subjects.js';

/** What the graph panel shows: a flow of a document with its newest run drawn over it, or a past run on the graph of then. */
export class Scene {
  #document: DocumentSnapshot | null = null;
  #flow: string | null = null;
  #activeStep: string | null = null;
  /** A run whose own graph is shown in place of the document's. */
  #past: StoredRun | null = null;
  /** The run drawn over the document's flow. */
  #overlay: StoredRun | null = null;
  readonly #dismissed = new Set<string>();
  /** What was told of the run last. A key in the text is no news of it, and its tasks may be very many. */
  #told: { readonly of: StoredRun; readonly overlay: RunOverlay } | null = null;

  constructor(
    readonly history: RunHistory,
    readonly pastGraphs: PastGraphs,
    readonly newerCode: NewerCode,
    readonly readOnly: ReadOnly,
  ) {}

  /** The flow that is shown, if it is one of a document. */
  get place(): FlowAt | null {
    return this.#document === null || this.#flow === null
      ? null
      : { uri: vscode.Uri.parse(this.#document.uri), flow: this.#flow };
  }

  /** Where the code of what is shown lies, be it a past run's; null also where that is none of this workspace's. */
  get code(): FlowAt | null {
    if (this.#past === null) return this.place;
    const source = sourceOf(this.#past);
    return source.ok ? { uri: vscode.Uri.file(source.path), flow: this.#past.run.flow } : null;
  }

  /** What the view may speak of. */
  get shown(): Shown {
    const { run } = this;
    const isFlow = this.#past === null && this.#document !== null && this.#flow !== null;
    return {
      flow: isFlow ? { uri: this.#document?.uri ?? '', flow: this.#flow ?? '' } : null,
      flows: this.#document?.flows.map(({ graph }) => graph.flow) ?? [],
      steps: this.#graph?.steps.map(({ name }) => name) ?? [],
      hasRun: (step, task) => {
        const tasks = run?.run.steps.get(step)?.tasks;
        return tasks !== undefined && (task === null || tasks.has(task));
      },
    };
  }

  /** The run that is drawn. */
  get run(): StoredRun | null {
    return this.#past ?? this.#overlay;
  }

  /** The graph that is drawn. */
  get #graph(): Graph | null {
    if (this.#past !== null) return this.pastGraphs.of(this.#past);
    return this.#document?.flows.find(each => each.graph.flow === this.#flow)?.graph ?? null;
  }

  get showsPast(): boolean {
    return this.#past !== null;
  }

  get hasDocument(): boolean {
    return this.#document !== null;
  }

  /** The document that is shown, with a flow or without. */
  get document(): vscode.Uri | null {
    return this.#document === null ? null : vscode.Uri.parse(this.#document.uri);
  }

  get title(): string {
    if (this.#past !== null) return `${this.#past.run.flow} (run)`;
    const name = this.#flow ?? 'Flow';
    return this.#isUnsaved ? `${name} ●` : name;
  }

  get #isUnsaved(): boolean {
    const uri = this.#document?.uri;
    return vscode.workspace.textDocuments.some(each => each.isDirty && each.uri.toString() === uri);
  }

  isOf(uri: vscode.Uri): boolean {
    return this.#document?.uri === uri.toString();
  }

  /**
   * Shows a document's flow: the one that is asked for, else the one that was shown of it, else its first.
   *
   * @param version of the text now; it may have gone on while its graph was asked for, and edits must be based on it
   */
  show(snapshot: DocumentSnapshot, flow: string | null, version: number): void {
    const names = snapshot.flows.map(f => f.graph.flow);
    const kept =
      this.#document?.uri === snapshot.uri && this.#flow !== null && names.includes(this.#flow)
        ? this.#flow
        : null;
    const before = this.#flow;
    this.#document = { ...snapshot, version: Math.max(snapshot.version, version) };
    this.#flow = (flow !== null && names.includes(flow) ? flow : kept) ?? names[0] ?? null;
    if (this.#flow !== before) this.#overlay = null;
    this.pickOverlay();
  }

  /** Shows a document of which nobody knows a flow. */
  showNone(uri: vscode.Uri): void {
    this.show({ uri: uri.toString(), version: 0, flows: [], broken: null }, null, 0);
  }

  /** A new graph of the document that is shown. */
  update(snapshot: DocumentSnapshot, version: number): void {
    this.show(snapshot, this.#flow, version);
  }

  pickFlow(flow: string): void {
    if (this.#document !== null) this.show(this.#document, flow, this.#document.version);
  }

  /** A new version of the text with the same graph: the view must know the version its edits are based on. */
  typed(version: number): void {
    if (this.#document !== null) this.#document = { ...this.#document, version };
  }

  /** There is no such document any more. */
  forget(): void {
    this.#document = null;
    this.#flow = null;
    this.#overlay = null;
  }

  /** @returns whether the cursor has come to another step, or to another flow */
  cursorAt(place: NonNullable<PlaceAtResult>): boolean {
    if (place.flow === this.#flow && place.step === this.#activeStep) return false;
    if (place.flow !== this.#flow) this.pickFlow(place.flow);
    this.#activeStep = place.step;
    return true;
  }

  setActiveStep(step: string | null): void {
    this.#activeStep = step;
  }

  showPast(stored: StoredRun): void {
    this.#past = stored;
  }

  leavePast(): void {
    this.#past = null;
  }

  /** One looks at the code beside a past run of it, but not at another flow's. */
  leavePastOfOthers(file: string): void {
    if (this.#past !== null && !isSameFile(this.#past.run.file, file)) this.#past = null;
  }

  /** The run that is drawn is drawn no more. */
  dismiss(): void {
    if (this.#past !== null) this.#past = null;
    else if (this.#overlay !== null) this.#dismissed.add(this.#overlay.run.id);
    this.pickOverlay();
  }

  undismiss(run: string): void {
    this.#dismissed.delete(run);
  }

  /** @returns whether this news of a run changes what is shown */
  heard(stored: StoredRun): boolean {
    const { id } = stored.run;
    if (this.#past?.run.id === id) this.#past = stored;
    else if (this.#overlay?.run.id === id) this.#overlay = stored;
    else {
      this.pickOverlay();
      return this.#overlay?.run.id === id;
    }
    return true;
  }

  /** The newest run of the flow that is shown is drawn over it, wherever it was started. */
  pickOverlay(): void {
    const { place } = this;
    if (place === null || place.uri.scheme !== 'file') {
      this.#overlay = null;
      return;
    }
    const row = this.history.latest(place.uri.fsPath, place.flow);
    if (row === null || this.#dismissed.has(row.id)) {
      this.#overlay = null;
      return;
    }
    if (this.#overlay?.run.id !== row.id || this.#overlay.run.status !== row.status)
      this.#overlay = this.history.run(row.id);
  }

  /** All of it, for a view that knows nothing. */
  snapshot(canRun: boolean, comparing: Comparing): ViewSnapshot {
    const { run } = this;
    return {
      subject: this.#subject(),
      run: run && this.#overlayOf(run),
      standing: run === null ? null : this.#standing(run),
      changes: this.#past === null ? comparing.changesOf(this.place) : null,
      activeStep: this.#past === null ? this.#activeStep : null,
      canRun,
    };
  }

  #overlayOf(of: StoredRun): RunOverlay {
    if (this.#told?.of !== of) this.#told = { of, overlay: readableRun(overlayOf(of.run)) };
    return this.#told.overlay;
  }

  #standing(stored: StoredRun): RunStanding {
    const { run, asked } = stored;
    const graph = this.#graph;
    const recorded = this.pastGraphs.of(stored);
    if (graph === null) return { asked, absent: null, gone: [], changed: 'nothing' };
    const isOver = this.#past === null;
    const isNewer = isOver && this.newerCode.is(stored, this.pastGraphs.sourcesOf(stored));
    return { asked, ...standingOf(run, graph, recorded, isNewer) };
  }

  #subject(): ViewSubject {
    if (this.#past !== null) return pastSubject(this.#past.run, this.pastGraphs.of(this.#past));
    const flow = this.#document?.flows.find(f => f.graph.flow === this.#flow);
    if (this.#document === null)
      return { kind: 'empty', message: 'Open a file with a flow class to see it here.', canBegin: true };
    if (flow === undefined) {
      const name = label(vscode.workspace.asRelativePath(vscode.Uri.parse(this.#document.uri)));
      return {
        kind: 'empty',
        message: `${name} has no flow yet: a class that extends Flow from 'stepwell'.`,
        canBegin: true,
      };
    }
    const readOnly = this.readOnly.why(vscode.Uri.parse(this.#document.uri));
    return flowSubject(this.#document, flow, readOnly);
  }
}
