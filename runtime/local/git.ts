import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import type { GitVersion } from '../model/run.js';
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

/** Files whose state is asked for; a command line has room for no more. */
const mostSources = 200;

async function ask(folder: string, sources: readonly string[]): Promise<GitVersion | null> {
  const commit = await git(folder, ['rev-parse', 'HEAD']);
  if (commit === null) return null;
  const paths = sources.slice(0, mostSources);
  const status = await git(folder, ['status', '--porcelain', '--untracked-files=all', '--', ...paths]);
  return { commit: commit.trim(), dirty: status !== null && status.trim() !== '' };
}

function git(folder: string, args: readonly string[]): Promise<string | null> {
  return new Promise(resolve => {
    const options = { timeout: 5_000, windowsHide: true };
    const child = execFile('git', ['-C', folder, ...args], options, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
    child.on('error', () => resolve(null));
  });
}
