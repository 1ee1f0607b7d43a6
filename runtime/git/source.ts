import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { wayBelow } from '../store/paths/within.js';
import { findGit } from './find-git.js';
import { output, outputNow } from './output.js';

/** What git is asked, by one who waits and by one who does not. A name is none of its options, whatever it begins with. */
const topOf = ['rev-parse', '--show-toplevel'] as const;
const commitOf = (name: string) =>
  ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`] as const;
const blobOf = (commit: string, way: string) => ['cat-file', 'blob', `${commit}:${way}`] as const;

/** What a commit holds. */
export interface Commit {
  readonly id: string;
  /** What a file held; null for one that is not in it. @param path absolute */
  text(path: string): string | null;
}

/**
 * The commit that a name stands for (`HEAD`, a branch, a tag, the beginning of a hash), to read files of it that lie beside one of today. Nothing that the
 * repository configures is started: what a commit holds is read as it is, through no filter.
 *
 * @throws Refusal outside git, without git, and for a name that stands for no commit
 */
export function commitNamed(name: string, file: string): Commit {
  const folder = dirname(file);
  const git = findGit(folder);
  if (git === null)
    throw new Refusal('usage', `${name} names no run, and there is no git to look for a commit with`);
  const top = outputNow(git, folder, topOf)?.trim();
  if (!top) throw new Refusal('usage', `${name} names no run, and ${folder} lies in no git repository`);
  const id = outputNow(git, folder, commitOf(name))?.trim();
  if (!id)
    throw new Refusal(
      'usage',
      `${name} names neither a run nor a commit: write HEAD, a branch, a tag or a run`,
    );
  return {
    id,
    text(path) {
      const way = wayIn(top, path);
      return way === null ? null : outputNow(git, top, blobOf(id, way));
    },
  };
}

/** As a commit names a file; null for one outside of the repository. A file that is no more has a folder still. */
function wayIn(top: string, path: string): string | null {
  for (const [root, place] of [
    [top, path],
    [real(top), real(path)],
  ] as const) {
    const way = wayBelow(root, place);
    if (way !== null) return way.split(sep).join('/');
  }
  return null;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** What a file held in a commit, for one who must not wait; a sentence where that can't be had. */
export type TextThen =
  | { readonly ok: true; readonly commit: string; readonly text: string | null }
  | { readonly ok: false; readonly why: string };

/** The same as `commitNamed`, of one file, without waiting. @returns null as text of a file that is not in it */
export async function textInCommit(name: string, file: string): Promise<TextThen> {
  const folder = dirname(file);
  const git = findGit(folder);
  if (git === null) return { ok: false, why: 'There is no git on this machine to look for a commit with.' };
  const top = (await output(git, folder, topOf))?.trim();
  if (!top) return { ok: false, why: 'The file lies in no git repository.' };
  const commit = (await output(git, folder, commitOf(name)))?.trim();
  if (!commit) return { ok: false, why: `There is no commit ${name}.` };
  const way = wayIn(top, file);
  const text = way === null ? null : await output(git, top, blobOf(commit, way));
  return { ok: true, commit, text };
}

/** Names of branches and tags, those that were committed to last first; none outside git. */
export async function refsAround(file: string, most: number): Promise<readonly string[]> {
  const folder = dirname(file);
  const git = findGit(folder);
  if (git === null) return [];
  const args = ['for-each-ref', '--sort=-committerdate', `--count=${most}`, '--format=%(refname:short)'];
  const listed = await output(git, folder, [...args, 'refs/heads', 'refs/remotes', 'refs/tags']);
  return listed?.split('\n').filter(name => name !== '') ?? [];
}
