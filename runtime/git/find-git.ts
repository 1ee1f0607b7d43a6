import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, parse } from 'node:path';
import { real, wayBelow } from '../store/paths/within.js';

/**
 * The absolute path of the `git` that PATH leads to; null when there is none. One that lies in the flow's own project is not meant: whoever wrote the project
 * would choose what runs. npm puts its `node_modules/.bin` before everything else, and Windows looks in the working folder first.
 */
export function findGit(folder: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const projects = projectsAround(folder);
  for (const entry of (env.PATH ?? env.Path ?? '').split(delimiter)) {
    if (!isAbsolute(entry) || entry.split(/[\\/]/).includes('node_modules')) continue;
    const path = join(entry, process.platform === 'win32' ? 'git.exe' : 'git');
    if (isProgram(path) && !isIn(projects, path)) return path;
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The nearest folders with a `package.json` and a `.git`, as they are named and as they really are. */
function projectsAround(folder: string): string[] {
  const found: string[] = [];
  for (const start of new Set([folder, real(folder)])) {
    for (const sign of ['package.json', '.git']) {
      const home = nearest(start, sign);
      // A container may have its project at the root, and then everything would lie in it.
      if (home !== null && home !== parse(home).root) found.push(home);
    }
  }
  return found.length > 0 ? found : [folder, real(folder)];
}

function nearest(folder: string, sign: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, sign))) return at;
    if (at === dirname(at)) return null;
  }
}

function isIn(folders: readonly string[], path: string): boolean {
  const places = [path, real(path)];
  return folders.some(folder => places.some(place => wayBelow(folder, place) !== null));
}
