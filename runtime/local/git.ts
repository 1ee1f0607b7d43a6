import { readFileSync, realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { blobIds } from '../git/blob-ids.js';
import { findGit } from '../git/find-git.js';
import { output } from '../git/output.js';
import type { GitVersion } from '../model/run.js';
import { wayBelow } from '../store/paths/within.js';
import type { PreparedFile } from './program.js';

const versions = new WeakMap<PreparedFile, Promise<GitVersion | null>>();

/**
 * The commit that a flow's sources come from, and whether they differ from it; null outside git, or without it. Asked once for
 * what was made ready once: a program that starts many runs goes on with the code it has loaded.
 */
export function gitVersion(prepared: PreparedFile): Promise<GitVersion | null> {
  let version = versions.get(prepared);
  if (version === undefined) {
    version = ask(
      dirname(prepared.file),
      prepared.sources.map(source => source.path),
    );
    versions.set(prepared, version);
  }
  return version;
}

/** Files that are asked for at once; a command line has room for no more. */
const mostSources = 200;

/**
 * A repository's own configuration can name programs: for `git status` a monitor of the file system, filters, those of submodules. A run must start none of
 * them, so git only tells what the commit holds, and the sources are compared with that here.
 */
async function ask(folder: string, sources: readonly string[]): Promise<GitVersion | null> {
  const git = findGit(folder);
  if (git === null) return null;
  const told = (await output(git, folder, ['rev-parse', 'HEAD', '--show-toplevel']))?.split('\n') ?? [];
  const [commit, top] = told;
  if (!commit || !top) return null;
  return { commit, dirty: await differs(git, top, sources) };
}

async function differs(git: string, top: string, sources: readonly string[]): Promise<boolean> {
  const files = new Map<string, string>();
  for (const source of sources) {
    const path = pathIn(top, source);
    // What lies outside the repository is in no commit of it.
    if (path === null) return true;
    files.set(path, source);
  }
  const paths = [...files.keys()];
  for (let at = 0; at < paths.length; at += mostSources) {
    const some = paths.slice(at, at + mostSources);
    const listed = await output(git, top, ['--literal-pathspecs', 'ls-tree', '-z', 'HEAD', '--', ...some]);
    // Not known to be the same.
    if (listed === null) return true;
    const ids = idsIn(listed);
    if (some.some(path => !isSame(files.get(path) ?? '', ids.get(path)))) return true;
  }
  return false;
}

/** Of `MODE TYPE ID TAB PATH NUL`, the id of each file by its path. */
function idsIn(listed: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [, id, path] of listed.matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]+)\0/g)) {
    if (id !== undefined && path !== undefined) ids.set(path, id);
  }
  return ids;
}

function isSame(source: string, id: string | undefined): boolean {
  if (id === undefined) return false;
  try {
    return blobIds(readFileSync(source), id.length).has(id);
  } catch {
    return false;
  }
}

/** As a commit names a file: below the top folder, with `/`. Null for one that is not below it. */
function pathIn(top: string, source: string): string | null {
  try {
    const way = wayBelow(realpathSync(top), realpathSync(source));
    return way === null ? null : way.split(sep).join('/');
  } catch {
    return null;
  }
}
