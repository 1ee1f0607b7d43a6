import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { DocumentSnapshot } from '../../server/protocol.js';
import type { HostMessage, ViewSnapshot } from '../../webview/protocol.js';
import { Disposal } from '../disposal.js';
import type { LanguageService } from '../language/client.js';
import { logScheme } from '../logs/uri.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { isLocalPath } from '../runs/own-file.js';
import { sourceOf } from '../runs/workspace-file.js';
import { label } from '../text/inert.js';
import { graphView } from './groups.js';
import { receive } from './messages.js';
import { NewerCode } from './newer-code.js';
import { graphFiles, graphPage } from './page.js';
import { PastGraphs } from './past-graphs.js';
import { ReadOnly } from './read-only.js';
import { Scene } from './scene.js';
import { shownFlowFrom } from './view-message.js';

const mostComplaints = 20;

/**
 * The graph beside the code. There is one; it follows the active editor, or shows a past run until that is dismissed. It keeps
 * no picture: the view is told everything anew whenever something changes, or it is born again.
 */
export class GraphPanel implements vscode.Disposable {
  readonly #disposal = new Disposal();
  #panel: vscode.WebviewPanel | null = null;
  readonly #pastGraphs: PastGraphs;
  readonly #scene: Scene;
  #sending: NodeJS.Timeout | null = null;
  /** Numbers what is asked to be shown, and the one that is: an answer that comes late must not take the place of a newer one. */
  #asked = 0;
  #answered = 0;
  /** The document that one was last led to from the graph, by its address. */
  #led: string | null = null;
  /** What has been complained of in the view's messages. */
  readonly #complaints = new Set<string>();

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly language: LanguageService,
    readonly history: RunHistory,
    readonly output: vscode.LogOutputChannel,
  ) {
    this.#pastGraphs = new PastGraphs(output);
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    const newerCode = add(new NewerCode());
    const readOnly = add(new ReadOnly());
    this.#scene = new Scene(history, this.#pastGraphs, newerCode, readOnly);
    add(readOnly.onDidLearn(() => this.#send()));
    add(newerCode.onDidLearn(() => this.#send()));
    add(vscode.window.onDidChangeActiveTextEditor(editor => void this.#follow(editor)));
    add(vscode.window.onDidChangeTextEditorSelection(event => void this.#cursor(event)));
    add(language.onDidChangeGraphs(snapshot => this.#graphs(snapshot)));
    add(vscode.workspace.onDidChangeTextDocument(event => this.#typed(event.document)));
    add(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#scene.isOf(uri) && this.#send()));
    add(vscode.workspace.onDidCloseTextDocument(document => void this.#closed(document)));
    add(vscode.workspace.onDidRenameFiles(({ files }) => void this.#renamed(files)));
    add(history.onDidChangeList(() => this.#runs()));
    add(
      history.onDidChangeRun(stored => {
        if (this.#scene.heard(stored)) this.#send();
      }),
    );
    add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#send()));
    add(
      vscode.window.registerWebviewPanelSerializer(graphView, {
        deserializeWebviewPanel: (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
  }

  /** The panel itself stays: VS Code brings it back when the window is only being reloaded. */
  dispose(): void {
    if (this.#sending !== null) clearTimeout(this.#sending);
    this.#disposal.dispose();
  }

  /** The flow that is shown, if it is one of a document. */
  get place(): FlowAt | null {
    return this.#scene.place;
  }

  /** A past run is shown, on the graph of then. */
  get showsPast(): boolean {
    return this.#scene.showsPast;
  }

  /** What the view is told. */
  get snapshot(): ViewSnapshot {
    return this.#scene.snapshot(vscode.workspace.isTrusted);
  }

  /** The run that is drawn. */
  get shownRun(): StoredRun | null {
    return this.#scene.run;
  }

  /** Opens the panel on a flow, or on what the active editor holds. */
  async show(place?: FlowAt): Promise<void> {
    this.#led = null;
    this.#scene.leavePast();
    if (this.#panel === null) {
      this.#adopt(
        vscode.window.createWebviewPanel(
          graphView,
          'Flow',
          { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
          { enableFindWidget: false },
        ),
      );
    } else this.#panel.reveal(undefined, true);
    if (place === undefined) await this.#follow(vscode.window.activeTextEditor);
    else await this.#open(place.uri, place.flow);
  }

  /** Shows a run: over its flow when it is the newest one and the flow is still what it was, else on the graph of then. */
  async showRun(stored: StoredRun): Promise<void> {
    const { run } = stored;
    this.#scene.undismiss(run.id);
    const source = sourceOf(stored);
    const newest = source.ok && this.history.latest(source.path, run.flow)?.id === run.id;
    if (newest && (await this.#isStill(stored, source.path))) {
      await this.show({ uri: vscode.Uri.file(source.path), flow: run.flow });
      return;
    }
    if (this.#panel === null) await this.show();
    else this.#panel.reveal(undefined, true);
    this.#scene.showPast(stored);
    this.#send();
  }

  /** The flow's graph is the one it had when the run was made. */
  async #isStill(stored: StoredRun, file: string): Promise<boolean> {
    const uri = vscode.Uri.file(file);
    try {
      await vscode.workspace.openTextDocument(uri);
      const graph = (await this.language.graphs(uri))?.flows.find(
        flow => flow.graph.flow === stored.run.flow,
      )?.graph;
      return graph !== undefined && isDeepStrictEqual(graph, this.#pastGraphs.of(stored));
    } catch {
      return false;
    }
  }

  /** Gives the keyboard to the view. */
  focus(): void {
    this.#panel?.reveal(undefined, false);
  }

  /** Asks the view to do what a key or the palette asked for. */
  post(message: HostMessage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const files = graphFiles(this.context.extensionUri);
    panel.webview.options = { enableScripts: true, localResourceRoots: [files] };
    panel.iconPath = vscode.Uri.joinPath(this.context.extensionUri, 'docs', 'icon.png');
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
    // One that VS Code brings back may meet one that was opened meanwhile.
    const before = this.#panel;
    this.#panel = panel;
    before?.dispose();
    panel.webview.html = graphPage(panel.webview, files);
  }

  /** What was shown is shown again, though its code may not be open; else what is. */
  async #restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.#adopt(panel);
    const shown = shownFlowFrom(state);
    const uri = shown && vscode.Uri.parse(shown.uri);
    if (uri?.scheme === 'file' && isLocalPath(uri.fsPath) && (await exists(uri)))
      await this.#open(uri, shown?.flow ?? '');
    if (!this.#scene.hasDocument)
      await this.#follow(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
  }

  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (this.#panel === null || editor === undefined) return;
    const { uri } = editor.document;
    if (uri.scheme === logScheme || uri.scheme === 'output') return;
    // Whoever goes from a step to its code, which may be another flow's too, keeps the graph they came from.
    if (this.#led === uri.toString()) return;
    this.#led = null;
    const asked = ++this.#asked;
    const snapshot = await this.language.graphs(uri);
    // The editor of a file without a flow leaves the graph alone, so that one can look things up.
    if (snapshot === null || snapshot.flows.length === 0) {
      if (!this.#scene.hasDocument) this.#send();
      return;
    }
    const place = await this.language.placeAt(uri, editor.selection.active);
    if (vscode.window.activeTextEditor !== editor && this.#scene.hasDocument) return;
    if (!this.#isNewest(asked)) return;
    this.#scene.leavePastOfOthers(uri.fsPath);
    this.#scene.show(snapshot, place?.flow ?? null, versionOf(snapshot.uri));
    this.#scene.setActiveStep(place?.step ?? null);
    this.#send();
  }

  async #open(uri: vscode.Uri, flow: string): Promise<void> {
    const asked = ++this.#asked;
    await vscode.workspace.openTextDocument(uri);
    const snapshot = await this.language.graphs(uri);
    if (!this.#isNewest(asked)) return;
    if (snapshot !== null) this.#scene.show(snapshot, flow, versionOf(snapshot.uri));
    this.#send();
  }

  #isNewest(asked: number): boolean {
    if (asked < this.#answered) return false;
    this.#answered = asked;
    return true;
  }

  #graphs(snapshot: DocumentSnapshot): void {
    if (this.#scene.isOf(vscode.Uri.parse(snapshot.uri))) {
      this.#scene.update(snapshot, versionOf(snapshot.uri));
      this.#send();
    } else if (!this.#scene.hasDocument) void this.#follow(vscode.window.activeTextEditor);
  }

  #typed(document: vscode.TextDocument): void {
    if (!this.#scene.isOf(document.uri)) return;
    this.#scene.typed(document.version);
    this.#send();
  }

  /** The graph outlives its code's tab, but not its file: what was never saved is gone, and the rest may have been deleted. */
  async #closed({ uri }: vscode.TextDocument): Promise<void> {
    if (!this.#scene.isOf(uri)) return;
    if (uri.scheme === 'file' && (await exists(uri))) return;
    if (!this.#scene.isOf(uri)) return;
    this.#scene.forget();
    this.#send();
  }

  async #renamed(
    files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  ): Promise<void> {
    const { place } = this;
    if (place === null) return;
    for (const { oldUri, newUri } of files) {
      // A folder takes the files in it along.
      const [from, to] = [oldUri.toString(), newUri.toString()];
      const uri = place.uri.toString();
      if (uri !== from && !uri.startsWith(`${from}/`)) continue;
      await this.#open(vscode.Uri.parse(to + uri.slice(from.length)), place.flow);
      return;
    }
  }

  async #cursor({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): Promise<void> {
    const [selection] = selections;
    if (this.#panel === null || selection === undefined) return;
    const { uri } = textEditor.document;
    const shown = this.place;
    if (shown === null) return;
    const isOwn = this.#scene.isOf(uri);
    const heir = !isOwn || this.#led === uri.toString() ? shown : undefined;
    let place = await this.language.placeAt(uri, selection.active, heir);
    if (place === null && isOwn && heir !== undefined) {
      // Whoever goes on in the code from the step they were led to is followed again.
      this.#led = null;
      place = await this.language.placeAt(uri, selection.active);
    }
    if (place === null || !this.#scene.isOf(shown.uri)) return;
    if (this.#scene.cursorAt(place)) this.#send();
  }

  #runs(): void {
    this.#scene.pickOverlay();
    this.#send();
  }

  #receive(message: unknown): Promise<void> {
    return receive(message, {
      scene: this.#scene,
      language: this.language,
      output: this.output,
      post: reply => this.post(reply),
      send: () => this.#send(),
      leading: uri => {
        this.#led = uri.toString();
      },
      complain: words => this.#complain(words),
    });
  }

  /** A view that went wrong may do so many times a second; the log says it once. */
  #complain(words: string): void {
    if (this.#complaints.has(words) || this.#complaints.size >= mostComplaints) return;
    this.#complaints.add(words);
    this.output.warn(`graph view: ${label(words)}`);
  }

  /** Many things may change in one turn; the view is told once. */
  #send(): void {
    if (this.#panel === null) return;
    this.#sending ??= setTimeout(() => {
      this.#sending = null;
      this.post({ type: 'snapshot', snapshot: this.snapshot });
      if (this.#panel !== null) this.#panel.title = label(this.#scene.title);
    }, 16);
  }
}

function versionOf(uri: string): number {
  return vscode.workspace.textDocuments.find(document => document.uri.toString() === uri)?.version ?? 0;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
