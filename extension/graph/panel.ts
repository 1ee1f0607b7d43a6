import * as vscode from 'vscode';
import type { ViewSnapshot } from '../../webview/graph/protocol.js';
import { Disposal } from '../disposal.js';
import { logScheme } from '../logs/uri.js';
import type { StoredRun } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { isLocalPath } from '../runs/own-file.js';
import { sourceOf } from '../runs/workspace-file.js';
import { label } from '../text/inert.js';
import { graphView } from './groups.js';
import { isSameGraph } from './standing.js';
import { exists, GraphView, type ViewParts, versionOf } from './view.js';
import { shownFlowFrom } from './view-message.js';

/** The graph beside the code. There is one; it follows the active editor, or shows a past run until that is dismissed. */
export class GraphPanel implements vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly view: GraphView;
  readonly #shown = new vscode.EventEmitter<void>();
  /** What is shown may be something else. */
  readonly onDidShow = this.#shown.event;
  /** The document that one was last led to from the graph, by its address. */
  #led: string | null = null;
  /** Counts what is asked for where the cursor is. */
  #moves = 0;

  constructor(readonly parts: ViewParts) {
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    this.view = add(
      new GraphView(parts, {
        leading: uri => {
          this.#led = uri.toString();
        },
        otherGraphs: () => {
          if (!this.view.scene.hasDocument) void this.#follow(vscode.window.activeTextEditor);
        },
        sent: () => {
          if (this.view.panel !== null) this.view.panel.title = label(this.view.scene.title);
          this.#shown.fire();
        },
      }),
    );
    add(vscode.window.onDidChangeActiveTextEditor(editor => void this.#follow(editor)));
    add(vscode.window.onDidChangeTextEditorSelection(event => void this.#cursor(event)));
    add(
      vscode.window.registerWebviewPanelSerializer(graphView, {
        deserializeWebviewPanel: (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
  }

  dispose(): void {
    this.#disposal.dispose();
  }

  /** The flow that is shown, if it is one of a document. */
  get place(): FlowAt | null {
    return this.view.flow;
  }

  /** A past run is shown, on the graph of then. */
  get showsPast(): boolean {
    return this.view.scene.showsPast;
  }

  /** What the page is told. */
  get snapshot(): ViewSnapshot {
    return this.view.snapshot;
  }

  /** The run that is drawn. */
  get shownRun(): StoredRun | null {
    return this.view.run;
  }

  /** Opens the panel on a flow, or on what the active editor holds. */
  async show(place?: FlowAt): Promise<void> {
    this.#led = null;
    this.view.scene.leavePast();
    if (this.view.panel === null) {
      this.#adopt(
        vscode.window.createWebviewPanel(
          graphView,
          'Flow',
          { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
          { enableFindWidget: false },
        ),
      );
    } else this.view.panel.reveal(undefined, true);
    if (place === undefined) await this.#follow(vscode.window.activeTextEditor);
    else await this.view.open(place.uri, place.flow);
  }

  /** Shows a run: over its flow when it is the newest one and the flow is still what it was, else on the graph of then. */
  async showRun(stored: StoredRun): Promise<void> {
    const { run } = stored;
    const { scene } = this.view;
    scene.undismiss(run.id);
    const source = sourceOf(stored);
    const newest = source.ok && this.parts.history.latest(source.path, run.flow)?.id === run.id;
    if (newest && (await this.#isStill(stored, source.path))) {
      await this.show({ uri: vscode.Uri.file(source.path), flow: run.flow });
      return;
    }
    if (this.view.panel === null) await this.show();
    else this.view.panel.reveal(undefined, true);
    scene.showPast(stored);
    this.view.send();
  }

  /** The flow's graph is the one it had when the run was made. */
  async #isStill(stored: StoredRun, file: string): Promise<boolean> {
    const uri = vscode.Uri.file(file);
    try {
      await vscode.workspace.openTextDocument(uri);
      const graph = (await this.parts.language.graphs(uri))?.flows.find(
        flow => flow.graph.flow === stored.run.flow,
      )?.graph;
      const recorded = this.parts.pastGraphs.of(stored);
      return graph !== undefined && recorded !== null && isSameGraph(graph, recorded);
    } catch {
      return false;
    }
  }

  /** Gives the keyboard to the view. */
  focus(): void {
    this.view.panel?.reveal(undefined, false);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = vscode.Uri.joinPath(this.parts.context.extensionUri, 'docs', 'icon.png');
    this.view.adopt(panel);
  }

  /** What was shown is shown again, though its code may not be open; else what is. */
  async #restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.#adopt(panel);
    const shown = shownFlowFrom(state);
    const uri = shown && vscode.Uri.parse(shown.uri);
    if (uri?.scheme === 'file' && isLocalPath(uri.fsPath) && (await exists(uri)))
      await this.view.open(uri, shown?.flow ?? '');
    if (!this.view.scene.hasDocument)
      await this.#follow(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
  }

  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (this.view.panel === null || editor === undefined) return;
    const { language } = this.parts;
    const { scene } = this.view;
    const { uri } = editor.document;
    if (uri.scheme === logScheme || uri.scheme === 'output') return;
    // Whoever goes from a step to its code, which may be another flow's too, keeps the graph they came from.
    if (this.#led === uri.toString()) return;
    this.#led = null;
    const isNewest = this.view.ask();
    const snapshot = await language.graphs(uri);
    // The editor of a file without a flow leaves the graph alone, so that one can look things up.
    if (snapshot === null || snapshot.flows.length === 0) {
      if (!scene.hasDocument) this.view.send();
      return;
    }
    const place = await language.placeAt(uri, editor.selection.active);
    if (vscode.window.activeTextEditor !== editor && scene.hasDocument) return;
    if (!isNewest()) return;
    scene.leavePastOfOthers(uri.fsPath);
    scene.show(snapshot, place?.flow ?? null, versionOf(snapshot.uri));
    scene.setActiveStep(place?.step ?? null);
    this.view.send();
  }

  async #cursor({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): Promise<void> {
    const [selection] = selections;
    if (this.view.panel === null || selection === undefined) return;
    const { language } = this.parts;
    const { scene } = this.view;
    const { uri } = textEditor.document;
    const shown = this.place;
    if (shown === null) return;
    const isOwn = scene.isOf(uri);
    const moved = ++this.#moves;
    const heir = !isOwn || this.#led === uri.toString() ? shown : undefined;
    let place = await language.placeAt(uri, selection.active, heir);
    if (place === null && isOwn && heir !== undefined) {
      // Whoever goes on in the code from the step they were led to is followed again.
      this.#led = null;
      place = await language.placeAt(uri, selection.active);
    }
    // What was asked for an older place of the cursor is no news.
    if (moved !== this.#moves || place === null || !scene.isOf(shown.uri)) return;
    if (scene.cursorAt(place)) this.view.send();
  }
}
