import * as vscode from 'vscode';
import type { GraphDiff } from '../../runtime/model/graph-diff.js';
import type { ViewChanges } from '../../webview/graph/protocol.js';
import type { ThenDocuments } from '../code/documents.js';
import { pickAgainst } from '../code/pick-against.js';
import { type Against, codeThen, type Then } from '../code/then.js';
import type { LanguageService } from '../language/client.js';
import type { RunHistory } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { label, notice, passage } from '../text/inert.js';
import { columnFor } from './groups.js';
import type { PastGraphs } from './past-graphs.js';
import { readableDiff } from './shown-text.js';

/** After the last key, in milliseconds: what is compared changes with each. */
const pause = 250;

interface Parts {
  readonly language: LanguageService;
  readonly history: RunHistory;
  readonly pastGraphs: PastGraphs;
  readonly thenDocuments: ThenDocuments;
}

/** What the flow that is shown is compared with, and what has become another since. */
export class Comparing implements vscode.Disposable {
  readonly #learned = new vscode.EventEmitter<void>();
  readonly onDidLearn = this.#learned.event;
  readonly #parts: Parts;
  #against: { readonly at: FlowAt; readonly with: Against } | null = null;
  #changes: ViewChanges | null = null;
  /** The code of then, as long as it can't have become another. */
  #then: Extract<Then, { ok: true }> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #asked = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#learned.dispose();
  }

  /** Null where nothing is compared, or another flow than is shown. */
  changesOf(shown: FlowAt | null): ViewChanges | null {
    return shown !== null && this.#isOf(shown) ? this.#changes : null;
  }

  /** Something may have been committed meanwhile, or another branch checked out. */
  returned(shown: FlowAt | null): void {
    this.#then = null;
    this.changed(shown);
  }

  /** The text may have become another. */
  changed(shown: FlowAt | null): void {
    if (this.#against === null || shown === null || !this.#isOf(shown)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#compare(), pause);
  }

  stop(): void {
    this.#asked++;
    this.#against = null;
    this.#changes = null;
    this.#then = null;
    this.#learned.fire();
  }

  /** Asks what the flow is to be compared with. */
  async choose(at: FlowAt): Promise<void> {
    const against = await pickAgainst(at, this.#parts.history);
    if (against !== null) await this.with(at, against);
  }

  async with(at: FlowAt, against: Against): Promise<void> {
    this.#against = { at, with: against };
    this.#changes = null;
    this.#then = null;
    await this.#compare();
  }

  /** Shows what has changed in the text; of a step, there. */
  async show(at: FlowAt, step: string | null): Promise<void> {
    const then = this.#then;
    if (then === null || !this.#isOf(at)) return;
    const before = this.#parts.thenDocuments.put(at.uri.fsPath, then.told, then.own);
    const found = step === null ? null : await this.#parts.language.locate(at.uri, at.flow, step);
    const isHere = found?.uri.toString() === at.uri.toString();
    const title = `${vscode.workspace.asRelativePath(at.uri)}: ${then.told} ↔ now`;
    await vscode.commands.executeCommand('vscode.diff', before, at.uri, label(title), {
      viewColumn: columnFor(at.uri, { going: true }) ?? vscode.ViewColumn.Beside,
      ...(found && isHere ? { selection: found.name } : {}),
    });
  }

  #isOf(shown: FlowAt): boolean {
    const at = this.#against?.at;
    return at !== undefined && at.flow === shown.flow && at.uri.toString() === shown.uri.toString();
  }

  async #compare(): Promise<void> {
    const against = this.#against;
    if (against === null) return;
    const asked = ++this.#asked;
    const { at } = against;
    const fail = (why: string) => {
      if (asked !== this.#asked) return;
      this.stop();
      void vscode.window.showWarningMessage(notice(`${at.flow} can’t be compared: ${why}`));
    };
    try {
      const { history, pastGraphs } = this.#parts;
      const then = this.#then ?? (await codeThen(against.with, at.uri.fsPath, history, pastGraphs));
      if (!then.ok) return fail(then.why);
      const found = await this.#parts.language.changes(at.uri, at.flow, then.code);
      if (asked !== this.#asked || found === null) return;
      if ('broken' in found) return fail(`the code of ${then.told} can’t be read: ${found.broken}`);
      this.#then = then;
      this.#changes = changesFrom(found, then.told);
      this.#learned.fire();
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }
}

function changesFrom(diff: GraphDiff, told: string): ViewChanges {
  return { against: passage(told), diff: readableDiff(diff) };
}
