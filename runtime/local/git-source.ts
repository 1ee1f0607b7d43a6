import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { wayBelow } from '../store/paths/within.js';
import { findGit } from './find-git.js';
import { alone, harmless } from './git.js';

/** What a commit holds. */
export interface Commit {
  readonly id: string;
  /** What a file held; null for one that is not in it. @param path absolute */
  text(path: string): string | null;
}

/** A source is no larger. */
const mostBytes = 16 * 1024 * 1024;

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
  const top = ask(git, folder, ['rev-parse', '--show-toplevel'])?.trim();
  if (top === undefined)
    throw new Refusal('usage', `${name} names no run, and ${folder} lies in no git repository`);
  const id = ask(git, folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ])?.trim();
  if (!id)
    throw new Refusal(
      'usage',
      `${name} names neither a run nor a commit: write HEAD, a branch, a tag or a run`,
    );
  return {
    id,
    text(path) {
      const way = wayIn(top, path);
      return way === null ? null : (ask(git, top, ['cat-file', 'blob', `${id}:${way}`]) ?? null);
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

function ask(git: string, folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(git, [...harmless, ...args], {
      cwd: folder,
      env: { ...process.env, ...alone },
      encoding: 'utf8',
      timeout: 10_000,
      maxBuffer: mostBytes,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}
