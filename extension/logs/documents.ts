import * as vscode from 'vscode';
import type { Run, TaskError } from '../../runtime/model/run.js';
import type { LogPlace } from '../../server/protocol.js';
import { columnFor } from '../graph/groups.js';
import type { RunHistory } from '../runs/history.js';
import { label } from '../text/inert.js';
import { LogText } from './log-text.js';
import { logScheme, logUri, placeOf } from './uri.js';

/** How often open logs are read on, in milliseconds; a long one only every so many turns. */
const pace = 75;

/** Logs as read-only documents that grow while their run goes on. */
export class LogDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  readonly #timer: NodeJS.Timeout;
  #turn = 0;

  constructor(readonly history: RunHistory) {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(logScheme, this),
      this.#changed,
      // A log that stayed empty says something else once its run is over.
      history.onDidChangeRun(({ run }) => run.status !== 'running' && this.#over(run.id)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
    this.#timer = setInterval(() => this.#grow(), pace);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscriptions.dispose();
  }

  /** The logs that are open, by address. */
  readonly #texts = new Map<string, LogText>();

  /** Reads on in the logs that are open. What has ended may still have been read only in part. */
  #grow(): void {
    this.#turn++;
    for (const document of vscode.workspace.textDocuments) {
      const text = this.#texts.get(document.uri.toString());
      if (text !== undefined && this.#turn % text.turns > 0) continue;
      if (text?.refresh()) this.#changed.fire(document.uri);
    }
  }

  #over(run: string): void {
    for (const document of vscode.workspace.textDocuments) {
      if (placeOf(document.uri)?.run === run) this.#changed.fire(document.uri);
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const place = placeOf(uri);
    if (place === null) return 'This address names no log: open one from the runs view.\n';
    const stored = this.history.run(place.run);
    if (stored === null) return `There is no run ${place.run}.\n`;
    const key = uri.toString();
    const known = this.#texts.get(key) ?? new LogText(stored.store, place);
    this.#texts.set(key, known);
    known.refresh();
    return known.text || emptyText(stored.run, place);
  }

  /** Opens a log, at the line where its task failed when it did. */
  async open(place: LogPlace): Promise<void> {
    const stored = this.history.run(place.run);
    if (stored === null) return;
    const document = await vscode.workspace.openTextDocument(logUri(stored.run, place));
    await vscode.languages.setTextDocumentLanguage(document, 'log');
    const line = failingLine(document, stored.run, place);
    const editor = await vscode.window.showTextDocument(document, {
      preview: true,
      viewColumn: logColumn(document.uri),
    });
    if (line === null) return;
    const range = document.lineAt(line).range;
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
  }
}

/** A log must not hide the graph it was opened from. */
function logColumn(uri: vscode.Uri): vscode.ViewColumn {
  const active = vscode.window.tabGroups.activeTabGroup;
  if (!(active.activeTab?.input instanceof vscode.TabInputWebview)) return vscode.ViewColumn.Active;
  return columnFor(uri, { going: true }) ?? vscode.ViewColumn.Beside;
}

function emptyText(run: Run, place: LogPlace): string {
  const who =
    place.step === undefined
      ? 'The run'
      : place.task === undefined
        ? `The step ${label(place.step)}`
        : label(`${place.step}/${place.task}`);
  return run.status === 'running' ? `${who} has printed nothing yet.\n` : `${who} printed nothing.\n`;
}

/** The line that says the error, else the last one. */
function failingLine(document: vscode.TextDocument, run: Run, place: LogPlace): number | null {
  const error = errorAt(run, place);
  if (error === null) return null;
  const headline = `${error.name}: ${error.message.split('\n', 1)[0]}`.slice(0, 1_000);
  for (let line = document.lineCount - 1; line >= 0; line--) {
    if (document.lineAt(line).text.includes(headline)) return line;
  }
  return Math.max(0, document.lineCount - 2);
}

function errorAt(run: Run, place: LogPlace): TaskError | null {
  if (place.step === undefined) return run.error;
  const tasks = run.steps.get(place.step)?.tasks;
  if (tasks === undefined) return null;
  if (place.task !== undefined) return tasks.get(place.task)?.error ?? null;
  return [...tasks.values()].find(task => task.error !== null)?.error ?? null;
}
