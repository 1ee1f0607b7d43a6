import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { StoredRun } from './history.js';
import { type OwnFile, ownFile, whyForeign } from './own-file.js';

/** The source of a run, where it is one of this workspace; it alone is opened, and run again. */
export function sourceOf({ run, store }: StoredRun): OwnFile {
  return inWorkspace(run.file, store);
}

/** Whether a file that a store names may be one of this workspace, by its path alone. */
export function mayRead(file: string, store: string): boolean {
  return whyForeign(file, [dirname(store), ...localFolders()]) === null;
}

/** A file that a store names, such as the one in which an error was thrown. */
export function inWorkspace(file: string, store: string): OwnFile {
  return ownFile(file, store, localFolders());
}

function localFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
