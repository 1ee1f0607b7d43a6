import * as vscode from 'vscode';

type Edits = vscode.WorkspaceEdit | null;

/**
 * Joins this extension's renames with TypeScript's. Each knows places the other does not: other files and types, and names in
 * the strings of options. The editor asks only one of them.
 */
export class Renames {
  /** TypeScript is being asked, and must not be answered by the one who asks. */
  #isAsking = false;

  async edits(
    document: vscode.TextDocument,
    position: vscode.Position,
    name: string,
    own: () => Promise<Edits | undefined>,
  ): Promise<Edits> {
    if (this.#isAsking) return null;
    const ours = await own();
    if (!ours) return null;
    const theirs = await this.#askOthers(document.uri, position, name);
    return theirs ? joined(ours, theirs) : ours;
  }

  async #askOthers(uri: vscode.Uri, position: vscode.Position, name: string): Promise<Edits> {
    this.#isAsking = true;
    try {
      return await vscode.commands.executeCommand<Edits>(
        'vscode.executeDocumentRenameProvider',
        uri,
        position,
        name,
      );
    } catch {
      // Nobody else can rename it, such as a name in a string.
      return null;
    } finally {
      this.#isAsking = false;
    }
  }
}

/** Ours, and what the others change elsewhere: where both change a place, ours knows the whole of it. */
function joined(ours: vscode.WorkspaceEdit, theirs: vscode.WorkspaceEdit): vscode.WorkspaceEdit {
  for (const [uri, edits] of theirs.entries()) {
    const known = ours.get(uri);
    const more = edits.filter(edit => !known.some(one => one.range.intersection(edit.range) !== undefined));
    if (more.length > 0) ours.set(uri, [...known, ...more]);
  }
  return ours;
}
