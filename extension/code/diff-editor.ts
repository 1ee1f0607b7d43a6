import path from 'node:path';
import * as vscode from 'vscode';
import type { Against } from './then.js';

/** The two texts of the comparison that is in front, when its newer one is a file. */
export function openComparison(): { readonly uri: vscode.Uri; readonly against: Against } | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff) || input.modified.scheme !== 'file') return null;
  const { original, modified } = input;
  return { uri: modified, against: { kind: 'document', uri: original.toString(), told: toldOf(original) } };
}

const fullHash = /^[0-9a-f]{40}$/;

/** What a person calls the older text. VS Code's git names in the query which commit it is of; it says nothing of the index. */
function toldOf(uri: vscode.Uri): string {
  if (uri.scheme !== 'git') return path.posix.basename(uri.path);
  const ref = refOf(uri.query);
  if (ref === null || ref === '' || ref === '~') return 'the index';
  return fullHash.test(ref) ? ref.slice(0, 8) : ref;
}

function refOf(query: string): string | null {
  try {
    const said: unknown = JSON.parse(query);
    const ref: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'ref') : null;
    return typeof ref === 'string' ? ref : null;
  } catch {
    return null;
  }
}
