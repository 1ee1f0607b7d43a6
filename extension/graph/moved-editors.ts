import * as vscode from 'vscode';
import { Disposal } from '../disposal.js';
import { graphEditor } from './groups.js';

/** Where a graph stood as an editor of a file that is renamed. */
interface Moved {
  readonly from: string;
  readonly to: vscode.Uri;
  readonly column: vscode.ViewColumn;
  /** The file's text was open beside it. */
  readonly hadText: boolean;
}

/** How long VS Code may take to put its own editor in the place of one that was moved, in milliseconds. */
const patience = 2_000;

/**
 * VS Code opens a file that is renamed as a text, whatever it was looked at through, unless its default editor is another. A graph that was an editor of it
 * stays one.
 */
export class MovedEditors implements vscode.Disposable {
  readonly #disposal = new Disposal();
  #moving: Moved[] = [];

  constructor() {
    this.#disposal.add(
      vscode.workspace.onWillRenameFiles(({ files }) => {
        this.#moving.push(...files.flatMap(({ oldUri, newUri }) => graphsOf(oldUri, newUri)));
      }),
    );
    this.#disposal.add(
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri } of files) {
          const isOf = ({ from }: Moved) => isWithin(from, oldUri.toString());
          for (const moved of this.#moving.filter(isOf)) void openAgain(moved);
          this.#moving = this.#moving.filter(moved => !isOf(moved));
        }
      }),
    );
  }

  dispose(): void {
    this.#disposal.dispose();
  }
}

/** The graphs of a file, or of all that are in a folder. */
function graphsOf(oldUri: vscode.Uri, newUri: vscode.Uri): Moved[] {
  const old = oldUri.toString();
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn: column }) =>
    tabs.flatMap(({ input }) => {
      if (!(input instanceof vscode.TabInputCustom) || input.viewType !== graphEditor) return [];
      const from = input.uri.toString();
      if (!isWithin(from, old)) return [];
      const to = vscode.Uri.parse(newUri.toString() + from.slice(old.length));
      return [{ from, to, column, hadText: tabs.some(tab => isText(tab, from)) }];
    }),
  );
}

/** It is that file, or in that folder. */
function isWithin(uri: string, old: string): boolean {
  return uri === old || uri.startsWith(`${old}/`);
}

async function openAgain({ from, to, column, hadText }: Moved): Promise<void> {
  const until = Date.now() + patience;
  const isThere = () =>
    tabsIn(column).some(
      ({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === from,
    );
  while (isThere() && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 20));
  await vscode.commands.executeCommand('vscode.openWith', to, graphEditor, { viewColumn: column });
  const inItsPlace = hadText ? [] : tabsIn(column).filter(tab => isText(tab, to.toString()));
  await vscode.window.tabGroups.close(inItsPlace);
}

function tabsIn(column: vscode.ViewColumn): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn === column)?.tabs ?? [];
}

function isText({ input }: vscode.Tab, uri: string): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === uri;
}
