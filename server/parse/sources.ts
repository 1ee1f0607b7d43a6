import type { ts } from 'ts-morph';

/** Gives the modules that files import: the parser itself reads nothing but what it is handed. */
export interface Sources {
  /**
   * The module that an import of another leads to, or null when there is none to be had; `from` is null for the text that is parsed.
   * Asked twice for one module, it gives the same object.
   */
  module(specifier: string, from: string | null): SourceModule | null;
}

export interface SourceModule {
  /** Absolute path. */
  readonly file: string;
  readonly tree: ts.SourceFile;
}
