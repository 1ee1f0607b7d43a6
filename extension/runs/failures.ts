import * as vscode from 'vscode';
import type { Run, RunError } from '../../runtime/model/run.js';
import { logUri } from '../logs/uri.js';
import { label, passage } from '../text/inert.js';
import type { RunHistory } from './history.js';
import { inWorkspace } from './workspace-file.js';

/**
 * Marks the line at which a flow's last run failed, with a way to the log. The mark goes with the next run of the
 * flow, and when the line is edited: what was wrong there may be mended.
 */
export class Failures implements vscode.Disposable {
  readonly #marks = vscode.languages.createDiagnosticCollection('stepwell-runs');
  readonly #subscriptions: vscode.Disposable;
  /** Marks that the person's edits have answered, by run. */
  readonly #answered = new Set<string>();
  readonly #runs = new Map<string, string[]>();

  constructor(readonly history: RunHistory) {
    this.#subscriptions = vscode.Disposable.from(
      this.#marks,
      history.onDidChangeList(() => this.#mark()),
      vscode.workspace.onDidChangeTextDocument(event => this.#edited(event)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #mark(): void {
    const seen = new Set<string>();
    const found = new Map<string, vscode.Diagnostic[]>();
    this.#runs.clear();
    for (const row of this.history.rows({ limit: 200 })) {
      const key = `${row.file} ${row.flow}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (row.status !== 'failed' || row.error?.at === undefined || this.#answered.has(row.id)) continue;
      // What a log names as the place of an error may be any file of the machine.
      const place = inWorkspace(row.error.at.file, row.store);
      const stored = place.ok ? this.history.run(row.id) : null;
      if (!place.ok || stored === null) continue;
      const file = place.path;
      found.set(file, [...(found.get(file) ?? []), diagnostic(stored.run, row.error)]);
      this.#runs.set(file, [...(this.#runs.get(file) ?? []), row.id]);
    }
    this.#marks.clear();
    for (const [file, marks] of found) this.#marks.set(vscode.Uri.file(file), marks);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const marks = this.#marks.get(document.uri);
    if (marks === undefined || marks.length === 0) return;
    const touched = marks.some(mark =>
      contentChanges.some(
        change =>
          change.range.start.line <= mark.range.end.line && change.range.end.line >= mark.range.start.line,
      ),
    );
    if (!touched) return;
    for (const run of this.#runs.get(document.uri.fsPath) ?? []) this.#answered.add(run);
    this.#marks.delete(document.uri);
  }
}

function diagnostic(run: Run, error: RunError): vscode.Diagnostic {
  const line = fromZero(error.at?.line);
  const range = new vscode.Range(line, fromZero(error.at?.column), line, mostColumns);
  const where = error.task === null || error.task === '0' ? error.step : `${error.step}/${error.task}`;
  const mark = new vscode.Diagnostic(
    range,
    passage(`${label(where ?? 'It')} failed here in the last run: ${label(error.name)}: ${error.message}`),
    vscode.DiagnosticSeverity.Warning,
  );
  mark.source = 'stepwell';
  const place = {
    ...(error.step ? { step: error.step } : {}),
    ...(error.task ? { task: error.task } : {}),
  };
  mark.code = { value: 'open log', target: logUri(run, place) };
  return mark;
}

/** VS Code knows no larger ones, and refuses what is no whole number together with all marks beside it. */
const mostColumns = 2 ** 31 - 1;

function fromZero(position = 1): number {
  return Number.isSafeInteger(position) ? Math.min(Math.max(0, position - 1), mostColumns) : 0;
}
