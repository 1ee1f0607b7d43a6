import { ts } from 'ts-morph';
import { Imports } from './imports.js';
import { isStepwell } from './package-name.js';

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

/** A text in which names have a meaning: the one that is parsed, or a module that it leads to. */
export interface Home {
  /** Null for the text that is parsed. */
  readonly file: string | null;
  readonly tree: ts.SourceFile;
  readonly imports: Imports;
}

/** What an imported name stands for in the end: something of the package, or a class of another file. */
export type Meaning =
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'class'; readonly node: ts.ClassLikeDeclaration; readonly home: Home };

const mostModules = 64;

/** Follows names through imports and re-exports. */
export class Meanings {
  readonly #sources: Sources;
  readonly #homes = new Map<SourceModule, Home>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  home({ file, tree }: Pick<Home, 'file' | 'tree'>): Home {
    return {
      file,
      tree,
      imports: new Imports(tree, (specifier, name) => this.packageName(specifier, name, file)),
    };
  }

  /** What the package calls a name that a file imports from another of its files. */
  packageName(specifier: string, name: string, from: string | null): string | null {
    const meaning = this.#exported(specifier, name, from, new Set());
    return meaning?.kind === 'package' ? meaning.name : null;
  }

  /** The class that a name behind `extends` means, which may be one of a whole module: `extends bases.Train`. */
  classBehind(expression: ts.Expression, home: Home): Meaning | null {
    if (ts.isIdentifier(expression)) return this.classNamed(expression.text, home);
    if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
    const specifier = moduleOf(expression.expression.text, home.tree);
    return specifier === null ? null : this.#exported(specifier, expression.name.text, home.file, new Set());
  }

  /** The class that a name means at the top of a file: its own, or one that it imports. */
  classNamed(name: string, { file, tree, imports }: Home): Meaning | null {
    for (const statement of tree.statements) {
      if (ts.isClassDeclaration(statement) && statement.name?.text === name) {
        return { kind: 'class', node: statement, home: { file, tree, imports } };
      }
    }
    const imported = importOf(name, tree);
    return imported && this.#exported(imported.specifier, imported.name, file, new Set());
  }

  /** What a module exports under a name. */
  #exported(specifier: string, name: string, from: string | null, seen: Set<ts.SourceFile>): Meaning | null {
    if (isStepwell(specifier)) return { kind: 'package', name };
    const module = this.#sources.module(specifier, from);
    if (module === null || seen.has(module.tree) || seen.size >= mostModules) return null;
    seen.add(module.tree);
    let home = this.#homes.get(module);
    if (home === undefined) {
      home = this.home(module);
      this.#homes.set(module, home);
    }
    return this.#exportedBy(home, name, seen);
  }

  #exportedBy(home: Home, name: string, seen: Set<ts.SourceFile>): Meaning | null {
    const { tree, file } = home;
    const stars: string[] = [];
    for (const statement of tree.statements) {
      if (ts.isClassDeclaration(statement) && exportedName(statement) === name) {
        return { kind: 'class', node: statement, home };
      }
      if (ts.isExportAssignment(statement) && name === 'default' && ts.isIdentifier(statement.expression)) {
        return this.classNamed(statement.expression.text, home);
      }
      if (!ts.isExportDeclaration(statement)) continue;
      const from = statement.moduleSpecifier;
      const specifier = from && ts.isStringLiteral(from) ? from.text : null;
      if (!statement.exportClause) {
        if (specifier !== null) stars.push(specifier);
      } else if (ts.isNamedExports(statement.exportClause)) {
        const element = statement.exportClause.elements.find(one => one.name.text === name);
        if (!element) continue;
        const original = (element.propertyName ?? element.name).text;
        if (specifier !== null) return this.#exported(specifier, original, file, seen);
        return this.#local(original, home, seen);
      }
    }
    if (name === 'default') return null;
    // Every name there is may come from the package; a class of ours is found before.
    const found = stars.filter(star => !isStepwell(star)).map(star => this.#exported(star, name, file, seen));
    const known = found.find(one => one !== null);
    if (known) return known;
    return stars.some(isStepwell) ? { kind: 'package', name } : null;
  }

  /** A name that a module exports and has from elsewhere, or declares. */
  #local(name: string, home: Home, seen: Set<ts.SourceFile>): Meaning | null {
    const imported = importOf(name, home.tree);
    if (imported) return this.#exported(imported.specifier, imported.name, home.file, seen);
    return this.classNamed(name, home);
  }
}

function exportedName(node: ts.ClassDeclaration): string | null {
  const has = (kind: ts.SyntaxKind): boolean => node.modifiers?.some(one => one.kind === kind) ?? false;
  if (!has(ts.SyntaxKind.ExportKeyword)) return null;
  return has(ts.SyntaxKind.DefaultKeyword) ? 'default' : (node.name?.text ?? null);
}

/** The module that a file has under a name as a whole. */
function moduleOf(name: string, tree: ts.SourceFile): string | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings) && bindings.name.text === name) {
      return statement.moduleSpecifier.text;
    }
  }
  return null;
}

/** Where a name at the top of a file is imported from, and what it is called there. */
function importOf(name: string, tree: ts.SourceFile): { specifier: string; name: string } | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const specifier = statement.moduleSpecifier.text;
    const clause = statement.importClause;
    if (clause?.name?.text === name) return { specifier, name: 'default' };
    const bindings = clause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find(one => one.name.text === name);
    if (element) return { specifier, name: (element.propertyName ?? element.name).text };
  }
  return null;
}
