import * as vscode from 'vscode';

/**
 * Whether something may be run or changed here. Where the workspace is not trusted the person is told so, with a way to
 * trust it; what was asked for is not done then, for it was asked of another workspace.
 */
export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const picked = await vscode.window.showWarningMessage(
    'This workspace is not trusted, so nothing of it is run, and its runs are left as they are.',
    manage,
  );
  if (picked === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
