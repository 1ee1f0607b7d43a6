import * as vscode from 'vscode';
import type { GraphPanel } from '../graph/panel.js';
import type { RunHistory } from '../runs/history.js';
import type { Launcher } from '../runs/launcher.js';
import type { Selected } from './selection.js';

/** The flow whose newest run is meant, by the file that holds it. */
interface Meant {
  readonly file: string;
  readonly flow: string;
}

/** Has the newest run of the flow that one looks at selected, unless a person has chosen another; one that is started here is meant, whatever was chosen. */
export class Newest implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #meant: Meant | null = null;
  /** The past run that the graph shows. */
  #past: string | null = null;

  constructor(
    readonly history: RunHistory,
    readonly graph: GraphPanel,
    readonly selected: Selected,
    launcher: Launcher,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      launcher.onDidStart(id => this.#started(id)),
      history.onDidChangeList(() => this.#follow()),
      graph.onDidShow(() => this.#shown()),
      selected.onDidChange(() => this.#follow()),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #started(id: string): void {
    const run = this.history.run(id)?.run;
    const isSameFlow = run !== undefined && run.flow === this.#flow;
    if (run !== undefined) this.#meant = { file: run.file, flow: run.flow };
    this.selected.followLatest();
    this.selected.follow(id, isSameFlow);
  }

  #shown(): void {
    const { run, scene, flow } = this.graph.view;
    const past = scene.showsPast && run !== null ? run.run.id : null;
    const before = this.#past;
    this.#past = past;
    if (past !== null) {
      if (past !== before) this.selected.choose(past);
      return;
    }
    if (flow !== null && flow.uri.scheme === 'file') this.#meant = { file: flow.uri.fsPath, flow: flow.flow };
    // Who leaves the past looks at the present.
    if (before !== null && before === this.selected.now.run) this.selected.followLatest();
    this.#follow();
  }

  #follow(): void {
    if (!this.selected.isFollowing || this.#meant === null) return;
    const { file, flow } = this.#meant;
    const row = this.history.latest(file, flow);
    if (row === null) return;
    const { run } = this.selected.now;
    const isSameFlow = this.#flow === flow;
    // A run that has begun this moment may not stand in the list yet.
    if (isSameFlow && run !== null && row.id < run) return;
    this.selected.follow(row.id, isSameFlow);
  }

  /** The flow of the run that is selected. */
  get #flow(): string | null {
    const { run } = this.selected.now;
    return run === null ? null : (this.history.run(run)?.run.flow ?? null);
  }
}
