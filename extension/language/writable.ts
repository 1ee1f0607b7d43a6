import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { label } from '../text/inert.js';

/** Why a document is not changed through the graph, as a sentence that names it; null when it may be. */
export async function whyReadOnly(uri: vscode.Uri): Promise<string | null> {
  const why = await obstacle(uri);
  return why && `${label(vscode.workspace.asRelativePath(uri))} ${why}`;
}

/** The same of several, which are changed together or not at all. */
export async function whyNotChangeable(uris: readonly vscode.Uri[]): Promise<string | null> {
  for (const uri of uris) {
    const why = await whyReadOnly(uri);
    if (why !== null) return why;
  }
  return null;
}

/**
 * An edit of what VS Code shows as read-only is taken by it and can then neither be saved nor undone. It tells extensions of no such
 * document, so the same is asked that it asks itself.
 */
async function obstacle(uri: vscode.Uri): Promise<string | null> {
  // It lies nowhere yet.
  if (uri.scheme === 'untitled') return null;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true)
    return 'is read-only: its file system can’t be written.';
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    if (permissions === vscode.FilePermission.Readonly) return 'is read-only.';
  } catch {
    return 'is no longer there.';
  }
  if ((await isConfigured(uri, 'readonlyInclude')) && !(await isConfigured(uri, 'readonlyExclude')))
    return 'is read-only: the setting files.readonlyInclude says so.';
  return uri.scheme === 'file' ? locked(uri.fsPath) : null;
}

/** VS Code goes by the permission of the owner, which says something even to those who may do everything. */
async function locked(path: string): Promise<string | null> {
  const why = 'is read-only: its permissions don’t let it be written.';
  try {
    await access(path, constants.W_OK);
    const { mode } = await stat(path);
    return (mode & constants.S_IWUSR) === 0 ? why : null;
  } catch {
    return why;
  }
}

/** Patterns are about the path below the folder, and where they are absolute about the whole. */
async function isConfigured(
  uri: vscode.Uri,
  setting: 'readonlyInclude' | 'readonlyExclude',
): Promise<boolean> {
  const patterns = vscode.workspace.getConfiguration('files', uri).get<Record<string, unknown>>(setting, {});
  const set = Object.keys(patterns).filter(pattern => patterns[pattern] === true);
  if (set.length === 0) return false;
  const document = await vscode.workspace.openTextDocument(uri);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return set.some(pattern => {
    const isWhole = folder === undefined || /^(?:[/\\]|[a-z]:[/\\])/i.test(pattern);
    const below = isWhole ? pattern : new vscode.RelativePattern(folder, pattern);
    return vscode.languages.match({ pattern: below }, document) > 0;
  });
}
