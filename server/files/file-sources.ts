import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readSource } from '../parse/source.js';
import type { SourceModule, Sources } from '../parse/sources.js';
import { mostSourceBytes, readBounded } from './bounded-read.js';
import { ModulePaths } from './module-paths.js';
import { candidates } from './resolve.js';

interface Kept extends SourceModule {
  /** What the file was like when it was read: its time and size, or the version of an open document. */
  readonly stamp: string;
}

/** A document that is open in an editor counts in place of its file. */
export type OpenText = (file: string) => { readonly version: number; readonly text: string } | null;

/** So many modules' trees are kept, which are large. */
const mostModules = 32;

/** Modules read from disk, each once as long as it does not change. */
export class FileModules {
  /** The one that was asked for last is last. */
  readonly #kept = new Map<string, Kept>();
  readonly #openText: OpenText;
  readonly #paths = new ModulePaths();

  constructor(openText: OpenText = () => null) {
    this.#openText = openText;
  }

  /** A tsconfig or package.json has changed. */
  forgetPaths(): void {
    this.#paths.forget();
  }

  /** What the file at a path imports. `read` is told every path of which it matters what is there, or that nothing is. */
  sourcesOf(file: string, read: (path: string) => void = () => undefined): Sources {
    return {
      module: (specifier, from) => {
        const paths = this.#pathsOf(specifier, from ?? file);
        for (const path of paths) {
          const module = this.#module(path);
          if (module === null) continue;
          read(path);
          return module;
        }
        for (const path of paths) read(path);
        return null;
      },
    };
  }

  /** The files that an import may mean, likeliest first. */
  #pathsOf(specifier: string, from: string): string[] {
    if (specifier.startsWith('.')) return candidates(resolve(dirname(from), specifier));
    const path = this.#paths.resolve(specifier, from);
    return path === null ? [] : [path];
  }

  #module(path: string): SourceModule | null {
    try {
      const open = this.#openText(path);
      const stamp = open ? `open ${open.version}` : stampOf(path);
      if (stamp === null) return null;
      const known = this.#kept.get(path);
      const module = known?.stamp === stamp ? known : this.#read(path, stamp, open?.text);
      if (module === null) return null;
      this.#kept.delete(path);
      this.#kept.set(path, module);
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined && this.#kept.size > mostModules) this.#kept.delete(oldest);
      return module;
    } catch {
      // A file that can't be read, or is nested too deeply, is none that a flow can be followed into.
      return null;
    }
  }

  #read(path: string, stamp: string, text = readBounded(path, mostSourceBytes)): Kept | null {
    return text === null ? null : { file: path, tree: readSource(text, path).tree, stamp };
  }
}

function stampOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.mtimeMs} ${found.size}` : null;
}
