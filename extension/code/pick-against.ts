import * as vscode from 'vscode';
import type { RunHistory } from '../runs/history.js';
import type { FlowAt } from '../runs/launcher.js';
import { isSameFile } from '../runs/same-file.js';
import { timeWords } from '../runs/words.js';
import { label } from '../text/inert.js';
import { type Against, commitNames } from './then.js';

const mostRuns = 20;

interface Choice extends vscode.QuickPickItem {
  /** Null where there is nothing to choose. */
  readonly against: Against | null;
}

/** Asks what a flow is to be compared with: a commit, or the code of a run. */
export async function pickAgainst(at: FlowAt, history: RunHistory): Promise<Against | null> {
  const names = at.uri.scheme === 'file' ? await commitNames(at.uri.fsPath) : [];
  const choices: Choice[] = names.map(name => ({
    label: label(name),
    description: name === 'HEAD' ? 'the last commit' : '',
    iconPath: new vscode.ThemeIcon('git-commit'),
    against: { kind: 'commit', name },
  }));
  const rows = history.rows({ flow: at.flow, limit: 200 }).filter(row => isSameFile(row.file, at.uri.fsPath));
  for (const row of rows.slice(0, mostRuns)) {
    choices.push({
      label: `Run of ${timeWords(row.startedAt)}`,
      description: label(row.status),
      iconPath: new vscode.ThemeIcon('history'),
      against: { kind: 'run', id: row.id, told: `the run of ${timeWords(row.startedAt)}` },
    });
  }
  if (choices.length === 0)
    choices.push({ label: 'There is no commit of this file, and no run of the flow, yet.', against: null });
  const chosen = await vscode.window.showQuickPick(choices, {
    title: `Compare ${label(at.flow)} with`,
    placeHolder: 'A commit, a branch, or the code of a run',
    matchOnDescription: true,
  });
  return chosen?.against ?? null;
}
