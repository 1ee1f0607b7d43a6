import * as vscode from 'vscode';
import type { StoredRun } from './history.js';
import { type OwnFile, ownFile } from './own-file.js';

/** The source of a run, where it is one of this workspace; it alone is opened, and run again. */
export function sourceOf({ run, store }: StoredRun): OwnFile {
  return inWorkspace(run.file, store);
}

/** A file that a store names, such as the one in which an error was thrown. */
export function inWorkspace(file: string, store: string): OwnFile {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return ownFile(
    file,
    store,
    folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
  );
}
