import * as vscode from 'vscode';
import { commands, type FlowPlace, type LogPlace } from '../../server/protocol.js';
import { label, notice } from '../text/inert.js';
import type { RunHistory, StoredRun } from './history.js';
import type { Launcher } from './launcher.js';
import { sourceOf } from './workspace-file.js';

/** Says how a run that was started here has ended, when it did not end well. */
export class Notices implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  readonly #told = new Set<string>();

  constructor(history: RunHistory, launcher: Launcher) {
    const consider = (stored: StoredRun) => {
      const { id, status } = stored.run;
      if (status === 'running' || this.#told.has(id) || !launcher.startedHere(id)) return;
      this.#told.add(id);
      if (status === 'failed' || status === 'lost') void this.#tell(stored);
    };
    this.#subscription = vscode.Disposable.from(
      history.onDidChangeRun(consider),
      // One that was quick may have ended before it was known to be ours.
      launcher.onDidStart(id => {
        const stored = history.run(id);
        if (stored !== null) consider(stored);
      }),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #tell(stored: StoredRun): Promise<void> {
    const { run } = stored;
    const { error } = run;
    const task = error?.task === '0' ? '' : ` (task ${label(error?.task ?? '')})`;
    const where = error?.step ? ` in ${label(error.step)}${task}` : '';
    const what =
      run.status === 'lost' ? 'was lost: its process has ended' : `failed${where}: ${error?.message ?? ''}`;
    const openLog = 'Open Log';
    const showGraph = 'Show Graph';
    const source = sourceOf(stored);
    const picked = await vscode.window.showErrorMessage(
      notice(`${label(run.flow)} ${what}`),
      ...(source.ok ? [openLog, showGraph] : [openLog]),
    );
    if (picked === openLog) {
      const place: LogPlace = {
        run: run.id,
        ...(error?.step ? { step: error.step } : {}),
        ...(error?.task ? { task: error.task } : {}),
      };
      await vscode.commands.executeCommand(commands.openLog, place);
    } else if (picked === showGraph && source.ok) {
      const place: FlowPlace = { uri: vscode.Uri.file(source.path).toString(), flow: run.flow };
      await vscode.commands.executeCommand(commands.showGraph, place);
    }
  }
}
