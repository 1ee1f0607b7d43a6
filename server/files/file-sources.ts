import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readSource } from '../parse/source.js';
import type { SourceModule, Sources } from '../parse/sources.js';
import { candidates } from './resolve.js';

interface Kept extends SourceModule {
  /** What the file was like when it was read: its time and size, or the version of an open document. */
  readonly stamp: string;
}

/** A document that is open in an editor counts in place of its file. */
export type OpenText = (file: string) => { readonly version: number; readonly text: string } | null;

/** Modules read from disk, each once as long as it does not change. */
export class FileModules {
  readonly #kept = new Map<string, Kept>();
  readonly #openText: OpenText;

  constructor(openText: OpenText = () => null) {
    this.#openText = openText;
  }

  /** What the file at a path imports. `read` is told every path that was looked at, whether there is a file or not. */
  sourcesOf(file: string, read: (path: string) => void = () => undefined): Sources {
    return {
      module: (specifier, from) => {
        if (!specifier.startsWith('.')) return null;
        for (const path of candidates(resolve(dirname(from ?? file), specifier))) {
          const module = this.#module(path);
          if (module === null) continue;
          read(path);
          return module;
        }
        return null;
      },
    };
  }

  #module(path: string): SourceModule | null {
    try {
      const open = this.#openText(path);
      const stamp = open ? `open ${open.version}` : stampOf(path);
      if (stamp === null) return null;
      const known = this.#kept.get(path);
      if (known?.stamp === stamp) return known;
      const { tree } = readSource(open?.text ?? readFileSync(path, 'utf8'), path);
      const module = { file: path, tree, stamp };
      this.#kept.set(path, module);
      return module;
    } catch {
      // A file that can't be read, or is nested too deeply, is none that a flow can be followed into.
      return null;
    }
  }
}

function stampOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.mtimeMs} ${found.size}` : null;
}
