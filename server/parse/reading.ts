import type { ts } from 'ts-morph';
import type { Imports } from './imports.js';
import type { Home } from './meanings.js';
import { Occurrences } from './occurrences.js';
import type { Span } from './parsed.js';
import { fullSpanOf, spanOf } from './source.js';

/**
 * A text that a class of a flow stands in, as seen from the one that is parsed. A place in another file is, in this one, where the class
 * from there is named, and remembers where it truly is: so that whoever shows it can, and nobody takes it for text to be changed.
 */
export class Reading {
  readonly tree: ts.SourceFile;
  readonly imports: Imports;
  readonly #file: string | null;
  readonly #standIn: Span;
  #mentions: Occurrences | null = null;

  /** @param standIn where a text of another file is named in the one that is parsed */
  constructor({ file, tree, imports }: Home, standIn: Span = nowhere) {
    this.tree = tree;
    this.imports = imports;
    this.#file = file;
    this.#standIn = standIn;
  }

  /** Where a flow may be spoken of that goes by no name of its own: `this`, `super`, and the member of a type. */
  get mentions(): Occurrences {
    this.#mentions ??= new Occurrences(this.tree.text, /\b(?:this|super)\b|\[\s*['"`]/g);
    return this.#mentions;
  }

  place(span: Span): Span {
    if (this.#file === null) return span;
    return { ...this.#standIn, elsewhere: { file: this.#file, text: this.tree.text, span } };
  }

  /** A node without the blanks and comments before it. */
  span(node: ts.Node): Span {
    return this.place(spanOf(node, this.tree));
  }

  /** A node with its JSDoc. */
  full(node: ts.Node): Span {
    return this.place(fullSpanOf(node, this.tree));
  }
}

const nowhere: Span = { start: 0, end: 0 };
