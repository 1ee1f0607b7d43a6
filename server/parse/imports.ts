import { ts } from 'ts-morph';
import { type Declaration, declarationOf, declaredIn } from './declarations.js';
import type { Meaning } from './meanings.js';

/** What a file calls the things it takes from `stepwell`. */
export class Imports {
  /** What each declaration that was asked about comes to. */
  readonly #known = new Map<Declaration, string | null>();
  readonly #tree: ts.SourceFile;
  readonly #meaning: (node: ts.Node) => Meaning | null;

  constructor(tree: ts.SourceFile, meaning: (node: ts.Node) => Meaning | null) {
    this.#tree = tree;
    this.#meaning = meaning;
  }

  /** The exported name that an expression or type name stands for: `F` after `import { Flow as F }` is `Flow`. */
  exportOf(name: ts.Node): string | null {
    if (!ts.isIdentifier(name)) return this.#look(name);
    const declared = declarationOf(name.text, name);
    if (declared === null) return null;
    let exported = this.#known.get(declared);
    if (exported === undefined) {
      exported = this.#look(name);
      this.#known.set(declared, exported);
    }
    return exported;
  }

  meaningOf(node: ts.Node): Meaning | null {
    return this.#meaning(node);
  }

  /** True when a name is declared or imported from somewhere else. */
  isForeign(name: string): boolean {
    return declaredIn(this.#tree).has(name);
  }

  /** Something of the package may be meant in this file. */
  get any(): boolean {
    return (
      this.#tree.statements.some(one => ts.isImportDeclaration(one) || ts.isImportEqualsDeclaration(one)) ||
      this.#tree.text.includes('require')
    );
  }

  #look(name: ts.Node): string | null {
    if (!ts.isIdentifier(name) && !ts.isPropertyAccessExpression(name) && !ts.isQualifiedName(name))
      return null;
    const meaning = this.#meaning(name);
    return meaning?.kind === 'package' ? meaning.name : null;
  }
}
