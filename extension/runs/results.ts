import * as vscode from 'vscode';
import { overlayOf, takenBy } from '../../runtime/model/overlay.js';
import type { Run } from '../../runtime/model/run.js';
import type { DocumentSnapshot, FlowResult, StepResult } from '../../server/protocol.js';
import type { LanguageService } from '../language/client.js';
import type { RunHistory } from './history.js';

/** Lenses are read, not watched: while a run goes on they follow it at this pace, in milliseconds. */
const pace = 500;

/** Tells the language server what the last run of each flow that it knows came to, for its lenses. */
export function sendResults(history: RunHistory, language: LanguageService): vscode.Disposable {
  const results = new NewestResults(history);
  let waiting: NodeJS.Timeout | null = null;
  const send = () => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    language.results(results.read());
  };
  const soon = () => {
    waiting ??= setTimeout(send, pace);
  };
  return vscode.Disposable.from(
    history.onDidChangeList(send),
    history.onDidChangeRun(({ run }) => (run.status === 'running' ? soon() : send())),
    language.onDidChangeGraphs(snapshot => {
      if (results.ask(snapshot)) send();
    }),
    // A server that took the place of another knows nothing.
    language.onDidStart(send),
    { dispose: () => waiting !== null && clearTimeout(waiting) },
  );
}

/** The newest run of every flow that has been looked at, runs of single steps left out. What has ended is read once. */
class NewestResults {
  readonly #flows = new Map<string, readonly string[]>();
  readonly #settled = new Map<string, FlowResult>();

  constructor(readonly history: RunHistory) {}

  /** Takes in which flows a document holds; true when that is news. */
  ask({ uri, flows }: DocumentSnapshot): boolean {
    const { scheme, fsPath } = vscode.Uri.parse(uri);
    const names = flows.map(({ graph }) => graph.flow);
    if (scheme !== 'file' || this.#flows.get(fsPath)?.join() === names.join()) return false;
    this.#flows.set(fsPath, names);
    // It may lie outside the workspace, and so may its runs.
    this.history.storeOf(fsPath);
    return true;
  }

  read(): FlowResult[] {
    const newest: FlowResult[] = [];
    for (const [file, flows] of this.#flows) {
      for (const flow of flows) {
        const row = this.history.latest(file, flow, { steps: false });
        const result = row && this.#result(row.id);
        if (result) newest.push(result);
      }
    }
    const shown = new Set(newest.map(({ run }) => run));
    for (const id of this.#settled.keys()) if (!shown.has(id)) this.#settled.delete(id);
    return newest;
  }

  #result(id: string): FlowResult | null {
    const known = this.#settled.get(id);
    if (known !== undefined) return known;
    const stored = this.history.run(id);
    if (stored === null) return null;
    const result = flowResult(stored.run);
    if (result.status !== 'running') this.#settled.set(id, result);
    return result;
  }
}

function flowResult(run: Run): FlowResult {
  const overlay = overlayOf(run);
  const steps: Record<string, StepResult> = {};
  for (const [name, step] of Object.entries(overlay.steps)) {
    steps[name] = {
      status: step.status,
      tasks: step.total,
      failed: step.counts.failed ?? 0,
      duration: takenBy(step),
      error: step.failure,
    };
  }
  const { flow, file, status, startedAt, endedAt } = run;
  return { flow, file, run: run.id, status, startedAt, endedAt, steps };
}
