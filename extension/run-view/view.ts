import * as vscode from 'vscode';
import { commands, type LogPlace } from '../../server/protocol.js';
import type { OutputPlace, RunHostMessage, RunViewMessage } from '../../webview/run/protocol.js';
import { Disposal } from '../disposal.js';
import { columnFor } from '../graph/groups.js';
import type { GraphPanel } from '../graph/panel.js';
import { OutputSource } from '../output/source.js';
import { openPage } from '../page.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { Launcher } from '../runs/launcher.js';
import { isLocalPath, ownFile } from '../runs/own-file.js';
import { TaskPages } from '../runs/task-pages.js';
import type { Selected } from '../selection/selection.js';
import { label, notice } from '../text/inert.js';
import { runMessageFrom } from './message.js';
import { sceneOf } from './scene.js';

export const runView = 'stepwell.runView';

/** The page is told no more often than it could be painted, in milliseconds. */
const frame = 16;
/** Runs of the flow that one can go to from here; older ones are found in the side bar. */
const mostRuns = 50;

export interface RunViewParts {
  readonly context: vscode.ExtensionContext;
  readonly history: RunHistory;
  readonly launcher: Launcher;
  readonly graph: GraphPanel;
  readonly selected: Selected;
  readonly output: vscode.LogOutputChannel;
}

/** What a run did and printed, in the panel area. One that is hidden costs nothing; one that is born again is told all. */
export class RunView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly #source: OutputSource;
  readonly #taskPages = new TaskPages();
  #view: vscode.WebviewView | null = null;
  #sending: NodeJS.Timeout | null = null;
  #sent = 0;
  /** Whose output the page is told of. */
  #watched = '';

  constructor(readonly parts: RunViewParts) {
    const { context, history, launcher, selected, output } = parts;
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    this.#source = add(new OutputSource(context.extensionUri.fsPath, error => output.error(error)));
    add(vscode.window.registerWebviewViewProvider(runView, this));
    add(selected.onDidChange(() => this.send()));
    add(history.onDidChangeList(() => this.send()));
    add(history.onDidChangeRun(({ run }) => run.id === selected.now.run && this.send()));
    add(launcher.onDidStart(() => void this.#opened()));
  }

  dispose(): void {
    if (this.#sending !== null) clearTimeout(this.#sending);
    this.#disposal.dispose();
  }

  /** What the page is told; for those that look inside. */
  get snapshot() {
    const { history, selected } = this.parts;
    const stored = this.#stored;
    const runs = stored === null ? [] : history.rows({ flow: stored.run.flow, limit: mostRuns });
    return sceneOf(stored, runs, selected.now, selected.isFollowing, Date.now());
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#watched = '';
    view.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    view.onDidChangeVisibility(() => this.send());
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = null;
      this.#source.rest();
    });
    openPage(view.webview, this.parts.context.extensionUri, 'run', 'Run');
  }

  /** Whoever starts a run wants to see what it prints; the keyboard stays where it is. */
  async #opened(): Promise<void> {
    const isWanted = vscode.workspace.getConfiguration('stepwell').get<boolean>('runView.openOnRun', true);
    if (!isWanted) return;
    if (this.#view !== null) this.#view.show(true);
    else await vscode.commands.executeCommand(`${runView}.open`, { preserveFocus: true });
  }

  get #stored(): StoredRun | null {
    const { run } = this.parts.selected.now;
    return run === null ? null : this.parts.history.run(run);
  }

  /** Many things may change in one turn; the page is told once. */
  send(): void {
    if (this.#view === null || this.#sending !== null) return;
    const wait = Math.max(0, this.#sent + frame - performance.now());
    this.#sending = setTimeout(() => {
      this.#sending = null;
      this.#sent = performance.now();
      if (this.#view?.visible !== true) {
        this.#watched = '';
        this.#source.rest();
        return;
      }
      this.#post({ type: 'snapshot', snapshot: this.snapshot });
      this.#watch();
    }, wait);
  }

  #watch(): void {
    const stored = this.#stored;
    const { step, task, attempt } = this.parts.selected.now;
    const place: OutputPlace | null = stored && { run: stored.run.id, step, task, attempt };
    const key = JSON.stringify([stored?.store, place]);
    if (key === this.#watched) return;
    this.#watched = key;
    if (stored === null || place === null) this.#source.rest();
    else
      this.#source.watch(outputOf(stored, place), grown =>
        this.#post({ type: 'output', state: { place, ...grown } }),
      );
  }

  #post(message: RunHostMessage): void {
    void this.#view?.webview.postMessage(message);
  }

  async #receive(said: unknown): Promise<void> {
    const message = runMessageFrom(said);
    if (message === null) {
      this.parts.output.warn('run view: it sent a message that is none of its protocol, which was dropped');
      return;
    }
    await this.#follow(message);
  }

  async #follow(message: RunViewMessage): Promise<void> {
    const { selected, history, graph, output } = this.parts;
    const stored = this.#stored;
    const run = (command: string, argument: unknown) => vscode.commands.executeCommand(command, argument);
    switch (message.type) {
      case 'ready':
        this.#watched = '';
        this.send();
        return;
      case 'select':
        selected.select(message.selected);
        return;
      case 'chooseRun': {
        selected.choose(message.run);
        const chosen = await history.whole(message.run);
        // The graph shows the run that is selected, where there is one.
        if (chosen !== null && graph.view.panel !== null) await graph.showRun(chosen);
        return;
      }
      case 'followLatest':
        selected.followLatest();
        return;
      case 'tasks': {
        const page = stored && (await this.#taskPages.page(stored, message));
        this.#post({ type: 'tasks', id: message.id, page });
        return;
      }
      case 'lines': {
        const { id, place, from, count } = message;
        const of = history.run(place.run);
        const page = of && (await this.#source.lines(outputOf(of, place), from, count));
        this.#post({ type: 'lines', id, page });
        return;
      }
      case 'find': {
        const { id, place, wanted } = message;
        const of = history.run(place.run);
        if (of !== null)
          this.#source.find(id, outputOf(of, place), wanted, found => this.#post({ type: 'found', found }));
        return;
      }
      case 'findNoMore':
        this.#source.findNoMore();
        return;
      case 'openLog':
        if (stored !== null) await run(commands.openLog, this.#logPlace(stored));
        return;
      case 'openSource':
        if (stored !== null) await openSource(stored, message);
        return;
      case 'showGraph':
        if (stored !== null) await graph.showRun(stored);
        return;
      case 'cancel':
        if (stored !== null) await run('stepwell.cancel', { run: stored.run.id });
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'error':
        output.error(`run view: ${message.message}\n${message.stack}`);
        return;
      default:
        message satisfies never;
    }
  }

  #logPlace({ run }: StoredRun): LogPlace {
    const { step, task } = this.parts.selected.now;
    return {
      run: run.id,
      ...(step === null ? {} : { step }),
      ...(step === null || task === null ? {} : { task }),
    };
  }
}

/** The output may be a stranger's, and name any file: only the project's own are opened. */
async function openSource({ store }: StoredRun, { file, line, column }: Place): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const own = isLocalPath(file) ? ownFile(file, store, folders) : null;
  if (own === null || !own.ok) {
    const why = own?.why ?? `${label(file)} is no file of this machine.`;
    void vscode.window.showWarningMessage(notice(why));
    return;
  }
  const uri = vscode.Uri.file(own.path);
  const document = await vscode.workspace.openTextDocument(uri);
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  const viewColumn = columnFor(uri, { going: true }) ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(document, { viewColumn, selection: new vscode.Range(at, at) });
}

type Place = Pick<Extract<RunViewMessage, { type: 'openSource' }>, 'file' | 'line' | 'column'>;

function outputOf({ store, run }: StoredRun, { step, task, attempt }: OutputPlace) {
  return {
    store,
    run: run.id,
    filter: {
      ...(step === null ? {} : { step }),
      ...(task === null ? {} : { task }),
      ...(attempt === null ? {} : { attempt }),
    },
  };
}
