import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Inside } from '../../../extension/main.js';
import type { StoredRun } from '../../../extension/runs/history.js';
import type { RunsItem } from '../../../extension/runs/tree.js';
import { eventually } from './eventually.js';

export function extension(): vscode.Extension<Inside> {
  const found = vscode.extensions.getExtension<Inside>('stepwell.vscode-stepwell');
  assert.ok(found, 'VS Code does not know stepwell.vscode-stepwell');
  return found;
}

/** The running extension from the inside. */
export async function inside(): Promise<Inside> {
  const found = await extension().activate();
  assert.ok(found, 'the extension gives its inside only where it is tested');
  return found;
}

export function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'no folder is open');
  return first.uri.fsPath;
}

export function file(name: string): vscode.Uri {
  return vscode.Uri.file(path.join(folder(), name));
}

export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = file(name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

export async function openFlow(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(file(name));
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The labels of all tabs. */
export function tabs(): string[] {
  return vscode.window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.label));
}

/** Starts a flow as the lens above its class does, and waits until the run has ended. */
export async function runToItsEnd(name: string, flow: string): Promise<StoredRun> {
  const on = await inside();
  const before = new Set(on.history.rows({ flow }).map(row => row.id));
  await vscode.commands.executeCommand('stepwell.run', { uri: file(name).toString(), flow });
  return eventually(() => {
    const row = on.history.rows({ flow }).find(each => !before.has(each.id));
    assert.ok(row, `no new run of ${flow} beside ${[...before].join()}; ${problemsOf(name)}`);
    assert.notEqual(row.status, 'running');
    const stored = on.history.run(row.id);
    assert.ok(stored);
    return stored;
  });
}

/** What may have kept a flow from being run. */
function problemsOf(name: string): string {
  const found = vscode.languages
    .getDiagnostics(file(name))
    .map(({ source, message }) => `${source}: ${message}`);
  return found.length > 0 ? found.join('; ') : `there is nothing wrong with ${name}`;
}

export interface Terminal {
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs the command line as a terminal would: a process that knows nothing of this VS Code. */
export function inTerminal(...args: string[]): Terminal {
  return inTerminalWith({}, ...args);
}

/** The same, in an environment that has these as well. */
export function inTerminalWith(more: NodeJS.ProcessEnv, ...args: string[]): Terminal {
  const cli = path.join(extension().extensionPath, 'runtime/bin/stepwell.js');
  const env = { ...process.env, ...more };
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder(), stdio: 'ignore', env });
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    }),
  };
}

/** What the runs view shows for a run: its line, and the lines below it. */
export async function treeOf(run: string): Promise<{ item: vscode.TreeItem; steps: vscode.TreeItem[] }> {
  const { tree } = await inside();
  const found = tree.getChildren().find((item): item is RunsItem & { kind: 'run' } => {
    return item.kind === 'run' && item.row.id === run;
  });
  assert.ok(found, `the runs view does not show ${run}`);
  return {
    item: tree.getTreeItem(found),
    steps: tree.getChildren(found).map(step => tree.getTreeItem(step)),
  };
}
