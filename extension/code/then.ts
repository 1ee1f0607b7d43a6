import path from 'node:path';
import * as vscode from 'vscode';
import { refsAround, textInCommit } from '../../runtime/git/source.js';
import { SourceTexts } from '../../runtime/store/code.js';
import { Objects } from '../../runtime/store/objects.js';
import type { CodeThen } from '../../server/protocol.js';
import type { PastGraphs } from '../graph/past-graphs.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import { sourceOf } from '../runs/workspace-file.js';

/** What a flow can be compared with. */
export type Against =
  | { readonly kind: 'commit'; readonly name: string }
  | { readonly kind: 'run'; readonly id: string; readonly told: string }
  /** The other text of a comparison that is open, of whatever scheme. */
  | { readonly kind: 'document'; readonly uri: string; readonly told: string };

export type Then =
  | { readonly ok: true; readonly code: CodeThen; readonly own: string; readonly told: string }
  | { readonly ok: false; readonly why: string };

/** The code that a flow's file had then. Of a commit, or another text, the file alone is read: what it inherits is taken as it is today. */
export async function codeThen(
  against: Against,
  file: string,
  history: Pick<RunHistory, 'run'>,
  pastGraphs: PastGraphs,
): Promise<Then> {
  if (against.kind === 'commit') return await inCommit(against.name, file);
  if (against.kind === 'document') {
    const own = (await vscode.workspace.openTextDocument(vscode.Uri.parse(against.uri))).getText();
    return { ok: true, code: { file, texts: { [file]: own } }, own, told: against.told };
  }
  const stored = history.run(against.id);
  return stored === null
    ? { ok: false, why: `There is ${against.told} no more.` }
    : inRun(stored, against.told, pastGraphs);
}

async function inCommit(name: string, file: string): Promise<Then> {
  const found = await textInCommit(name, file);
  if (!found.ok) return found;
  const own = found.text ?? '';
  return { ok: true, code: { file, texts: { [file]: own } }, own, told: name };
}

function inRun(stored: StoredRun, told: string, pastGraphs: PastGraphs): Then {
  const sources = pastGraphs.sourcesOf(stored);
  const place = sourceOf(stored);
  const [first] = sources;
  if (!first) return { ok: false, why: `The code of ${told} is no longer stored.` };
  if (!place.ok) return { ok: false, why: place.why };
  try {
    const texts = new SourceTexts(new Objects(stored.store));
    const project = path.dirname(stored.store);
    const held = Object.fromEntries(
      sources.map(source => [path.resolve(project, source.path), texts.of(source)]),
    );
    const own = held[path.resolve(project, first.path)] ?? '';
    return { ok: true, code: { file: place.path, texts: { ...held, [place.path]: own } }, own, told };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

const mostRefs = 40;

/** Names that a commit can be chosen by, likeliest first. */
export async function commitNames(file: string): Promise<readonly string[]> {
  const refs = await refsAround(file, mostRefs);
  return refs.length > 0 ? ['HEAD', ...refs] : [];
}
