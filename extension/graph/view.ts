import * as vscode from 'vscode';
import type { DocumentSnapshot } from '../../server/protocol.js';
import type { HostMessage, ViewSnapshot } from '../../webview/graph/protocol.js';
import type { ThenDocuments } from '../code/documents.js';
import { Disposal } from '../disposal.js';
import type { LanguageService } from '../language/client.js';
import { openPage } from '../page.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { TaskPages } from '../runs/task-pages.js';
import type { Selected } from '../selection/selection.js';
import { label } from '../text/inert.js';
import { Comparing } from './comparing.js';
import { receive } from './messages.js';
import { NewerCode } from './newer-code.js';
import type { PastGraphs } from './past-graphs.js';
import { ReadOnly } from './read-only.js';
import { Scene } from './scene.js';

const mostComplaints = 20;
/** The page is told no more often than it could be painted, in milliseconds. */
const frame = 16;
/** A text that was typed in is told of after so long: mostly its graph comes before that, and is told with it. */
const graphComes = 120;

/** What every view of a flow works with. */
export interface ViewParts {
  readonly context: vscode.ExtensionContext;
  readonly language: LanguageService;
  readonly history: RunHistory;
  readonly output: vscode.LogOutputChannel;
  readonly pastGraphs: PastGraphs;
  readonly thenDocuments: ThenDocuments;
  readonly selected: Selected;
}

/** What the place that a view stands in has to say. */
export interface ViewPlace {
  /** A document is about to be shown to somebody who looks at the graph. */
  leading(uri: vscode.Uri): void;
  /** There are new graphs of a document that is not shown. */
  otherGraphs(snapshot: DocumentSnapshot): void;
  /** The page has been told anew what is shown. */
  sent(): void;
}

/**
 * One picture of a flow: a page, and the scene that it is told of. It keeps no picture itself: the page is told everything anew whenever something changes, or it
 * is born again. What is shown is for whoever has the view to say.
 */
export class GraphView implements vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly scene: Scene;
  readonly comparing: Comparing;
  readonly #taskPages = new TaskPages();
  #panel: vscode.WebviewPanel | null = null;
  #sending: NodeJS.Timeout | null = null;
  #due = Number.POSITIVE_INFINITY;
  #sent = 0;
  /** Numbers what is asked to be shown, and the one that is: an answer that comes late must not take the place of a newer one. */
  #asked = 0;
  #answered = 0;
  #reveals = 0;
  /** The step that the page knows to be selected. */
  #selectedStep: string | null = null;
  /** What has been complained of in the page's messages. */
  readonly #complaints = new Set<string>();

  constructor(
    readonly parts: ViewParts,
    readonly place: ViewPlace,
  ) {
    const { language, history, pastGraphs } = parts;
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    const newerCode = add(new NewerCode());
    const readOnly = add(new ReadOnly());
    this.scene = new Scene(history, pastGraphs, newerCode, readOnly);
    this.comparing = add(new Comparing(parts));
    add(this.comparing.onDidLearn(() => this.send()));
    add(readOnly.onDidLearn(() => this.send()));
    add(newerCode.onDidLearn(() => this.send()));
    add(language.onDidChangeGraphs(snapshot => this.#graphs(snapshot)));
    add(vscode.workspace.onDidChangeTextDocument(event => this.#typed(event.document)));
    add(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.scene.isOf(uri) && this.send()));
    add(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.comparing.returned(this.flow)));
    add(vscode.workspace.onDidCloseTextDocument(document => void this.#closed(document)));
    add(vscode.workspace.onDidRenameFiles(({ files }) => void this.#renamed(files)));
    add(history.onDidChangeList(() => this.#runs()));
    add(
      history.onDidChangeRun(stored => {
        if (this.scene.heard(stored)) this.send();
      }),
    );
    add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.send()));
    add(parts.selected.onDidChange(({ step }) => this.#select(step)));
  }

  /** The page's own panel stays: VS Code brings it back when the window is only being reloaded. */
  dispose(): void {
    if (this.#sending !== null) clearTimeout(this.#sending);
    this.#disposal.dispose();
  }

  get panel(): vscode.WebviewPanel | null {
    return this.#panel;
  }

  /** The flow that is shown, if it is one of a document. */
  get flow(): FlowAt | null {
    return this.scene.place;
  }

  /** The run that is drawn. */
  get run(): StoredRun | null {
    return this.scene.run;
  }

  /** What the page is told. */
  get snapshot(): ViewSnapshot {
    return this.scene.snapshot(vscode.workspace.isTrusted, this.comparing);
  }

  /** Puts the page into a panel, in place of the one that it is in. */
  adopt(panel: vscode.WebviewPanel): void {
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
    // One that VS Code brings back may meet one that was opened meanwhile.
    const before = this.#panel;
    this.#panel = panel;
    before?.dispose();
    openPage(panel.webview, this.parts.context.extensionUri, 'graph', 'Flow graph');
  }

  /** Shows a document's flow; without a name the one that was shown of it, else its first. */
  async open(uri: vscode.Uri, flow: string | null): Promise<void> {
    const isNewest = this.ask();
    await vscode.workspace.openTextDocument(uri);
    const snapshot = await this.parts.language.graphs(uri);
    if (!isNewest()) return;
    if (snapshot !== null) this.scene.show(snapshot, flow, versionOf(snapshot.uri));
    this.send();
  }

  /** Something is asked for that is to be shown. @returns what says, when it is there, whether nothing newer has been shown meanwhile */
  ask(): () => boolean {
    const asked = ++this.#asked;
    return () => {
      if (asked < this.#answered) return false;
      this.#answered = asked;
      return true;
    };
  }

  /** Asks the page to do what a key or the palette asked for. */
  post(message: HostMessage): void {
    void this.#panel?.webview.postMessage(message);
  }

  /**
   * Many things may change in one turn; the page is told once.
   *
   * @param within in milliseconds, at the latest
   */
  send(within = 0): void {
    if (this.#panel === null) return;
    const now = performance.now();
    const due = Math.max(now + within, this.#sent + frame);
    if (due >= this.#due) return;
    if (this.#sending !== null) clearTimeout(this.#sending);
    this.#due = due;
    this.#sending = setTimeout(() => {
      this.#sending = null;
      this.#due = Number.POSITIVE_INFINITY;
      this.#sent = performance.now();
      this.post({ type: 'snapshot', snapshot: this.snapshot });
      this.place.sent();
    }, due - now);
  }

  #graphs(snapshot: DocumentSnapshot): void {
    if (this.scene.isOf(vscode.Uri.parse(snapshot.uri))) {
      this.scene.update(snapshot, versionOf(snapshot.uri));
      this.comparing.changed(this.flow);
      this.send();
    } else this.place.otherGraphs(snapshot);
  }

  #typed(document: vscode.TextDocument): void {
    if (!this.scene.isOf(document.uri)) return;
    this.scene.typed(document.version);
    this.comparing.changed(this.flow);
    this.send(graphComes);
  }

  /** The graph outlives its code's tab, but not its file: what was never saved is gone, and the rest may have been deleted. */
  async #closed({ uri }: vscode.TextDocument): Promise<void> {
    if (!this.scene.isOf(uri)) return;
    if (uri.scheme === 'file' && (await exists(uri))) return;
    if (!this.scene.isOf(uri)) return;
    this.scene.forget();
    this.send();
  }

  async #renamed(
    files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  ): Promise<void> {
    const { flow } = this;
    if (flow === null) return;
    for (const { oldUri, newUri } of files) {
      // A folder takes the files in it along.
      const [from, to] = [oldUri.toString(), newUri.toString()];
      const uri = flow.uri.toString();
      if (uri !== from && !uri.startsWith(`${from}/`)) continue;
      await this.open(vscode.Uri.parse(to + uri.slice(from.length)), flow.flow);
      return;
    }
  }

  /** Another surface has selected a step: it is selected here too, where there is such a one. */
  #select(step: string | null): void {
    if (step === null || step === this.#selectedStep) return;
    this.#selectedStep = step;
    if (this.scene.shown.steps.includes(step)) this.post({ type: 'select', step });
  }

  #runs(): void {
    this.scene.pickOverlay();
    this.send();
  }

  #receive(message: unknown): Promise<void> {
    return receive(message, {
      scene: this.scene,
      comparing: this.comparing,
      language: this.parts.language,
      taskPages: this.#taskPages,
      output: this.parts.output,
      post: reply => this.post(reply),
      send: () => this.send(),
      revealing: () => {
        const reveal = ++this.#reveals;
        return () => reveal === this.#reveals;
      },
      leading: uri => this.place.leading(uri),
      selected: step => {
        this.#selectedStep = step;
        this.parts.selected.select(step === null ? {} : { step });
      },
      complain: words => this.#complain(words),
    });
  }

  /** A page that went wrong may do so many times a second; the log says it once. */
  #complain(words: string): void {
    if (this.#complaints.has(words) || this.#complaints.size >= mostComplaints) return;
    this.#complaints.add(words);
    this.parts.output.warn(`graph view: ${label(words)}`);
  }
}

/** The text's version now: it may have gone on while its graph was asked for. */
export function versionOf(uri: string): number {
  return vscode.workspace.textDocuments.find(document => document.uri.toString() === uri)?.version ?? 0;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
