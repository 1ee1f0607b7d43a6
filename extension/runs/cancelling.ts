import * as vscode from 'vscode';
import { label, notice } from '../text/inert.js';
import type { RunHistory, StoredRun } from './history.js';
import type { Launcher } from './launcher.js';
import type { Asked } from './run-follower.js';
import { askedWords } from './words.js';

/** Cancels runs, and says so from the press to the run's end: tasks may take their time, and a second press ends them. */
export class Cancelling {
  /** Runs of which a notification tells. */
  readonly #told = new Set<string>();

  constructor(
    readonly history: RunHistory,
    readonly launcher: Launcher,
  ) {}

  cancel(stored: StoredRun): void {
    const { id } = stored.run;
    this.launcher.cancel(stored);
    if (this.#told.has(id)) return;
    this.#told.add(id);
    void this.#tell(stored).finally(() => this.#told.delete(id));
  }

  async #tell(stored: StoredRun): Promise<void> {
    const { id, flow } = stored.run;
    const end = this.#endOf(id);
    vscode.window.setStatusBarMessage(`$(loading~spin) Cancelling ${label(flow)} …`, end);
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
    await vscode.window.withProgress(options, async (progress, token) => {
      let said: Asked = null;
      const say = (asked: Asked) => {
        if (asked === null || asked === said) return;
        said = asked;
        progress.report({ message: notice(`${label(flow)}: ${askedWords[asked]}`) });
      };
      say('cancel');
      const listening = vscode.Disposable.from(
        // The button of the notification is the second press.
        token.onCancellationRequested(() => this.launcher.cancel(stored)),
        this.history.onDidChangeRun(({ run, asked }) => {
          if (run.id === id) say(asked);
        }),
      );
      await end.finally(() => listening.dispose());
    });
  }

  /** Resolves when the run has ended, in whatever way, or is there no more. */
  #endOf(id: string): Promise<void> {
    const isOver = () => this.history.run(id)?.run.status !== 'running';
    return new Promise(resolve => {
      const look = () => {
        if (!isOver()) return;
        listening.dispose();
        resolve();
      };
      const listening = vscode.Disposable.from(
        this.history.onDidChangeRun(({ run }) => run.id === id && look()),
        this.history.onDidChangeList(look),
      );
      look();
    });
  }
}
