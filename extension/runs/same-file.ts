import * as vscode from 'vscode';

/** Two paths of one file: on Windows a terminal and VS Code write its drive differently. */
export function isSameFile(one: string, other: string): boolean {
  return one === other || vscode.Uri.file(one).fsPath === vscode.Uri.file(other).fsPath;
}
