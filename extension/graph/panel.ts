import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { overlayOf } from '../../runtime/model/overlay.js';
import type { DocumentSnapshot } from '../../server/protocol.js';
import { commands } from '../../server/protocol.js';
import type {
  HostMessage,
  ShownFlow,
  ViewMessage,
  ViewSnapshot,
  ViewSubject,
} from '../../webview/protocol.js';
import { Disposal } from '../disposal.js';
import type { LanguageService } from '../language/client.js';
import { logScheme } from '../logs/uri.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { isSameFile } from '../runs/same-file.js';
import { applyEdit } from './edits.js';
import { graphFiles, graphPage } from './page.js';
import { PastGraphs } from './past-graphs.js';
import { revealStep } from './reveal.js';
import { flowSubject, pastSubject } from './subjects.js';

export const graphView = 'stepwell.graph';

/**
 * The graph beside the code. There is one; it follows the active editor, or shows a past run until that is dismissed. It keeps what
 * to show and no picture: the view is told everything anew whenever something changes, or it is born again.
 */
export class GraphPanel implements vscode.Disposable {
  readonly #disposal = new Disposal();
  #panel: vscode.WebviewPanel | null = null;
  #document: DocumentSnapshot | null = null;
  #flow: string | null = null;
  #activeStep: string | null = null;
  /** A run whose own graph is shown in place of the document's. */
  #past: StoredRun | null = null;
  /** The run drawn over the document's flow. */
  #overlay: StoredRun | null = null;
  readonly #pastGraphs: PastGraphs;
  readonly #dismissed = new Set<string>();
  #sending: NodeJS.Timeout | null = null;
  /** Numbers what is asked to be shown, and the one that is: an answer that comes late must not take the place of a newer one. */
  #asked = 0;
  #answered = 0;

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly language: LanguageService,
    readonly history: RunHistory,
    readonly output: vscode.LogOutputChannel,
  ) {
    this.#pastGraphs = new PastGraphs(output);
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    add(vscode.window.onDidChangeActiveTextEditor(editor => void this.#follow(editor)));
    add(vscode.window.onDidChangeTextEditorSelection(event => void this.#cursor(event)));
    add(language.onDidChangeGraphs(snapshot => this.#graphs(snapshot)));
    add(vscode.workspace.onDidChangeTextDocument(event => this.#typed(event.document)));
    add(vscode.workspace.onDidCloseTextDocument(document => void this.#closed(document)));
    add(vscode.workspace.onDidRenameFiles(({ files }) => void this.#renamed(files)));
    add(history.onDidChangeList(() => this.#runs()));
    add(history.onDidChangeRun(stored => this.#run(stored)));
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
    return this.#document === null || this.#flow === null
      ? null
      : { uri: vscode.Uri.parse(this.#document.uri), flow: this.#flow };
  }

  /** The run that is drawn. */
  get shownRun(): StoredRun | null {
    return this.#past ?? this.#overlay;
  }

  /** Opens the panel on a flow, or on what the active editor holds. */
  async show(place?: FlowAt): Promise<void> {
    this.#past = null;
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
    this.#dismissed.delete(run.id);
    const newest = this.history.latest(run.file, run.flow)?.id === run.id;
    if (newest && (await this.#isStill(stored))) {
      await this.show({ uri: vscode.Uri.file(run.file), flow: run.flow });
      return;
    }
    if (this.#panel === null) await this.show();
    else this.#panel.reveal(undefined, true);
    this.#past = stored;
    this.#send();
  }

  /** The flow's graph is the one it had when the run was made. */
  async #isStill(stored: StoredRun): Promise<boolean> {
    const uri = vscode.Uri.file(stored.run.file);
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
    panel.webview.onDidReceiveMessage((message: ViewMessage) => void this.#receive(message));
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
    const shown = shownFlow(state);
    const uri = shown && vscode.Uri.parse(shown.uri);
    if (uri?.scheme === 'file' && (await exists(uri))) await this.#open(uri, shown?.flow ?? '');
    if (this.#document === null)
      await this.#follow(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
  }

  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (this.#panel === null || editor === undefined) return;
    const { uri } = editor.document;
    if (uri.scheme === logScheme || uri.scheme === 'output') return;
    const asked = ++this.#asked;
    const snapshot = await this.language.graphs(uri);
    // The editor of a file without a flow leaves the graph alone, so that one can look things up.
    if (snapshot === null || snapshot.flows.length === 0) {
      if (this.#document === null) this.#send();
      return;
    }
    const place = await this.language.placeAt(uri, editor.selection.active);
    if (vscode.window.activeTextEditor !== editor && this.#document !== null) return;
    if (!this.#isNewest(asked)) return;
    // One looks at the code beside a past run of it, but not at another flow's.
    if (this.#past !== null && !isSameFile(this.#past.run.file, uri.fsPath)) this.#past = null;
    this.#show(snapshot, place?.flow ?? null);
    this.#activeStep = place?.step ?? null;
    this.#send();
  }

  async #open(uri: vscode.Uri, flow: string): Promise<void> {
    const asked = ++this.#asked;
    await vscode.workspace.openTextDocument(uri);
    const snapshot = await this.language.graphs(uri);
    if (!this.#isNewest(asked)) return;
    if (snapshot !== null) this.#show(snapshot, flow);
    this.#send();
  }

  #isNewest(asked: number): boolean {
    if (asked < this.#answered) return false;
    this.#answered = asked;
    return true;
  }

  #show(snapshot: DocumentSnapshot, flow: string | null): void {
    const names = snapshot.flows.map(f => f.graph.flow);
    const kept =
      this.#document?.uri === snapshot.uri && this.#flow !== null && names.includes(this.#flow)
        ? this.#flow
        : null;
    const before = this.#flow;
    this.#document = { ...snapshot, version: Math.max(snapshot.version, versionOf(snapshot.uri)) };
    this.#flow = (flow !== null && names.includes(flow) ? flow : kept) ?? names[0] ?? null;
    if (this.#flow !== before) this.#overlay = null;
    this.#pickOverlay();
  }

  #graphs(snapshot: DocumentSnapshot): void {
    if (this.#document?.uri === snapshot.uri) {
      this.#show(snapshot, this.#flow);
      this.#send();
    } else if (this.#document === null) void this.#follow(vscode.window.activeTextEditor);
  }

  /** A new version of the text with the same graph: the view must know the version its edits are based on. */
  #typed(document: vscode.TextDocument): void {
    if (this.#document?.uri !== document.uri.toString()) return;
    this.#document = { ...this.#document, version: document.version };
    this.#send();
  }

  /** The graph outlives its code's tab, but not its file: what was never saved is gone, and the rest may have been deleted. */
  async #closed({ uri }: vscode.TextDocument): Promise<void> {
    if (this.#document?.uri !== uri.toString()) return;
    if (uri.scheme === 'file' && (await exists(uri))) return;
    if (this.#document?.uri !== uri.toString()) return;
    this.#document = null;
    this.#flow = null;
    this.#overlay = null;
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
    const uri = textEditor.document.uri;
    if (uri.toString() !== this.#document?.uri) return;
    const place = await this.language.placeAt(uri, selection.active);
    if (place === null || this.#document?.uri !== uri.toString()) return;
    if (place.flow === this.#flow && place.step === this.#activeStep) return;
    if (place.flow !== this.#flow) this.#show(this.#document, place.flow);
    this.#activeStep = place.step;
    this.#send();
  }

  #runs(): void {
    this.#pickOverlay();
    this.#send();
  }

  #run(stored: StoredRun): void {
    const { id } = stored.run;
    if (this.#past?.run.id === id) this.#past = stored;
    else if (this.#overlay?.run.id === id) this.#overlay = stored;
    else {
      this.#pickOverlay();
      if (this.#overlay?.run.id !== id) return;
    }
    this.#send();
  }

  /** The newest run of the flow that is shown is drawn over it, wherever it was started. */
  #pickOverlay(): void {
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

  /** Many things may change in one turn; the view is told once. */
  #send(): void {
    if (this.#panel === null) return;
    this.#sending ??= setTimeout(() => {
      this.#sending = null;
      this.post({ type: 'snapshot', snapshot: this.#snapshot() });
      if (this.#panel !== null) this.#panel.title = this.#title();
    }, 16);
  }

  #title(): string {
    if (this.#past !== null) return `${this.#past.run.flow} (run)`;
    return this.#flow ?? 'Flow';
  }

  #snapshot(): ViewSnapshot {
    const stored = this.shownRun;
    return {
      subject: this.#subject(),
      run: stored === null ? null : overlayOf(stored.run),
      activeStep: this.#past === null ? this.#activeStep : null,
      canRun: vscode.workspace.isTrusted,
    };
  }

  #subject(): ViewSubject {
    if (this.#past !== null) return pastSubject(this.#past.run, this.#pastGraphs.of(this.#past));
    const document = this.#document;
    const flow = document?.flows.find(f => f.graph.flow === this.#flow);
    if (document === null || flow === undefined) {
      return { kind: 'empty', message: 'Open a file with a flow class to see it here.' };
    }
    return flowSubject(document, flow);
  }

  async #receive(message: ViewMessage): Promise<void> {
    const { place } = this;
    const run = (command: string, argument: unknown) => vscode.commands.executeCommand(command, argument);
    const flowPlace = place === null ? null : { uri: place.uri.toString(), flow: place.flow };
    switch (message.type) {
      case 'ready':
        this.#send();
        return;
      case 'edit': {
        const at = { uri: vscode.Uri.parse(message.uri), flow: message.flow };
        const reply = await applyEdit(this.language, at, message.version, message.edit);
        this.post({ type: 'reply', id: message.id, reply });
        return;
      }
      case 'reveal': {
        const at =
          this.#past === null
            ? place
            : { uri: vscode.Uri.file(this.#past.run.file), flow: this.#past.run.flow };
        if (at !== null) await revealStep(this.language, at, message.step, message.focus);
        return;
      }
      case 'pickFlow':
        if (this.#document !== null) this.#show(this.#document, message.flow);
        this.#send();
        return;
      case 'run':
        if (flowPlace !== null) await run(commands.run, flowPlace);
        return;
      case 'resume':
        if (this.shownRun !== null) await run(commands.resume, { run: this.shownRun.run.id });
        return;
      case 'cancel':
        if (this.shownRun !== null) await run('stepwell.cancel', { run: this.shownRun.run.id });
        return;
      case 'runStep':
        if (flowPlace !== null) await run(commands.runStep, { ...flowPlace, step: message.step });
        return;
      case 'openLog':
        if (this.shownRun !== null) {
          const task = message.task === null ? {} : { task: message.task };
          await run(commands.openLog, { run: this.shownRun.run.id, step: message.step, ...task });
        }
        return;
      case 'dismissRun':
        if (this.#past !== null) this.#past = null;
        else if (this.#overlay !== null) this.#dismissed.add(this.#overlay.run.id);
        this.#pickOverlay();
        this.#send();
        return;
      case 'error':
        this.output.error(`graph view: ${message.message}\n${message.stack}`);
        return;
      default:
        message satisfies never;
    }
  }
}

/** The text may have gone on while its graph was asked for; edits must be based on what it is now. */
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

function shownFlow(state: unknown): ShownFlow | null {
  const shown: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'shown') : null;
  if (typeof shown !== 'object' || shown === null || !('uri' in shown) || !('flow' in shown)) return null;
  const { uri, flow } = shown;
  return typeof uri === 'string' && typeof flow === 'string' ? { uri, flow } : null;
}
