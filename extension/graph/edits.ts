import * as vscode from 'vscode';
import { changesNothing, type GraphEdit } from '../../runtime/model/edit.js';
import type { EditReply } from '../../webview/graph/protocol.js';
import { type LanguageService, toRange } from '../language/client.js';
import { whyNotChangeable, whyReadOnly } from '../language/writable.js';
import type { FlowAt } from '../runs/launcher.js';

/** Why an edit is not made, for the person who asked. */
class Refused extends Error {}

const changedMeanwhile = 'The code has changed meanwhile: look again, and try again.';

/**
 * Makes an edit of the graph as one text edit, on exactly the text it was worked out for, so that one undo takes it back; or says why
 * not. A step is renamed the way it is in the code, in every file that means it.
 */
export async function applyEdit(
  language: LanguageService,
  at: FlowAt,
  version: number,
  edit: GraphEdit,
): Promise<EditReply> {
  try {
    // Both take their time, and neither needs the other.
    const [whyNot, worked] = await Promise.allSettled([
      changesNothing(edit.kind) ? null : whyReadOnly(at.uri),
      isRename(edit)
        ? renaming(language, at, version, edit)
        : withClipboard(edit).then(given => editing(language, at, version, given)),
    ]);
    if (whyNot.status === 'rejected') throw whyNot.reason;
    if (whyNot.value !== null) throw new Refused(`Nothing was changed. ${whyNot.value}`);
    if (worked.status === 'rejected') throw worked.reason;
    const { changes, step, clipboard, isCurrent } = worked.value;
    const others = changes.entries().flatMap(([uri]) => (uri.toString() === at.uri.toString() ? [] : [uri]));
    const why = await whyNotChangeable(others);
    if (why !== null) throw new Refused(`Nothing was changed. ${why}`);
    // Asked last: VS Code makes the edit on the text as it is now, and what it was worked out for is only known here.
    if (!isCurrent()) throw new Refused(changedMeanwhile);
    // As with F2, VS Code saves the files of a rename over several ones, where the setting files.refactoring.autoSave says so.
    const isApplied =
      changes.size === 0 || (await vscode.workspace.applyEdit(changes, { isRefactoring: isRename(edit) }));
    if (isApplied && clipboard !== null) await vscode.env.clipboard.writeText(clipboard);
    return isApplied
      ? { ok: true, step }
      : { ok: false, reason: 'Nothing was changed: VS Code did not take the edit.' };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Worked {
  readonly changes: vscode.WorkspaceEdit;
  /** The step to show once the edit is made. */
  readonly step: string | null;
  /** What is to be on the clipboard then. */
  readonly clipboard: string | null;
  /** The texts are still those that it was worked out for. */
  isCurrent(): boolean;
}

/** What is pasted is on the clipboard, which only the editor reads. */
async function withClipboard(edit: GraphEdit): Promise<GraphEdit> {
  return edit.kind === 'pasteSteps' && edit.text === undefined
    ? { ...edit, text: await vscode.env.clipboard.readText() }
    : edit;
}

async function editing(
  language: LanguageService,
  { uri, flow }: FlowAt,
  version: number,
  edit: GraphEdit,
): Promise<Worked> {
  const document = await vscode.workspace.openTextDocument(uri);
  const result = await language.edit(uri, flow, version, edit);
  if (!result.ok) throw new Refused(result.reason);
  const changes = new vscode.WorkspaceEdit();
  if (result.changes.length > 0)
    changes.set(
      uri,
      result.changes.map(change => new vscode.TextEdit(toRange(change.range), change.text)),
    );
  const isCurrent = () => document.version === result.version;
  return { changes, step: result.step, clipboard: result.clipboard, isCurrent };
}

/** A member is renamed as it is in the code: wherever it is meant, in all files. */
type Renaming = Extract<GraphEdit, { kind: 'renameStep' | 'renameField' }>;

function isRename(edit: GraphEdit): edit is Renaming {
  return edit.kind === 'renameStep' || edit.kind === 'renameField';
}

async function renaming(
  language: LanguageService,
  { uri, flow }: FlowAt,
  version: number,
  edit: Renaming,
): Promise<Worked> {
  await vscode.workspace.openTextDocument(uri);
  const isStep = edit.kind === 'renameStep';
  const [old, name] = isStep ? [edit.step, edit.name] : [edit.name, edit.to];
  const found = isStep
    ? await language.locate(uri, flow, old, version)
    : await language.locate(uri, flow, undefined, version, old);
  if (found === null) throw new Refused(changedMeanwhile);
  const document = await vscode.workspace.openTextDocument(found.uri);
  const before = versions();
  const changes = await language.rename(document, found.name.start, name);
  if (changes === null) throw new Refused(`${old} can’t be renamed here: rename it in the code.`);
  const isCurrent = () => {
    const now = versions();
    return changes.entries().every(([each]) => {
      const known = before.get(each.toString());
      return known === undefined || known === now.get(each.toString());
    });
  };
  return { changes, step: isStep ? name : null, clipboard: null, isCurrent };
}

/** Of the texts that are open: what is worked out for one must not be applied to another. */
function versions(): ReadonlyMap<string, number> {
  return new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
}
