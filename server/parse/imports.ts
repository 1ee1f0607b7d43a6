import { ts } from 'ts-morph';
import { isStepwell } from './package-name.js';

/** What a file calls the things it takes from `stepwell`. */
export class Imports {
  readonly #names = new Map<string, string>();
  readonly #namespaces = new Set<string>();
  /** Names that mean something else here, whatever they look like. */
  readonly #foreign = new Set<string>();
  /** Names from other files, which may have them from the package. */
  readonly #others = new Map<string, { readonly specifier: string; readonly name: string }>();
  readonly #packageName: PackageName;

  constructor(tree: ts.SourceFile, packageName: PackageName = () => null) {
    this.#packageName = packageName;
    for (const statement of tree.statements) {
      if (ts.isImportDeclaration(statement)) this.#addImport(statement);
      else if (ts.isImportEqualsDeclaration(statement)) this.#addImportEquals(statement);
      else if (ts.isVariableStatement(statement)) this.#addRequire(statement);
    }
  }

  /** The exported name that an expression or type name stands for: `F` after `import { Flow as F }` is `Flow`. */
  exportOf(name: ts.Node): string | null {
    if (ts.isIdentifier(name)) return this.#names.get(name.text) ?? this.#through(name.text);
    if (ts.isPropertyAccessExpression(name)) return this.#member(name.expression, name.name);
    if (ts.isQualifiedName(name)) return this.#member(name.left, name.right);
    return null;
  }

  /** True when a name is imported from somewhere else. */
  isForeign(name: string): boolean {
    return this.#foreign.has(name);
  }

  /** Something of the package may be meant in this file. */
  get any(): boolean {
    return this.#names.size > 0 || this.#namespaces.size > 0 || this.#others.size > 0;
  }

  /** A name that comes through another file: looked up when it is asked for, and once. */
  #through(name: string): string | null {
    const imported = this.#others.get(name);
    if (!imported) return null;
    this.#others.delete(name);
    const exported = this.#packageName(imported.specifier, imported.name);
    if (exported !== null) {
      this.#names.set(name, exported);
      this.#foreign.delete(name);
    }
    return exported;
  }

  #member(of: ts.Node, name: ts.Node): string | null {
    return ts.isIdentifier(of) && ts.isIdentifier(name) && this.#namespaces.has(of.text) ? name.text : null;
  }

  #addImport(statement: ts.ImportDeclaration): void {
    const clause = statement.importClause;
    if (!clause) return;
    const ours = isPackage(statement.moduleSpecifier);
    const specifier = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
    if (clause.name) {
      if (ours) this.#namespaces.add(clause.name.text);
      else this.#foreign.add(clause.name.text);
      if (!ours) this.#others.set(clause.name.text, { specifier, name: 'default' });
    }
    const bindings = clause.namedBindings;
    if (!bindings) return;
    if (ts.isNamespaceImport(bindings)) {
      if (ours) this.#namespaces.add(bindings.name.text);
      else this.#foreign.add(bindings.name.text);
      return;
    }
    for (const { name, propertyName } of bindings.elements) {
      if (ours) this.#names.set(name.text, (propertyName ?? name).text);
      else this.#foreign.add(name.text);
      if (!ours) this.#others.set(name.text, { specifier, name: (propertyName ?? name).text });
    }
  }

  #addImportEquals(statement: ts.ImportEqualsDeclaration): void {
    const from = statement.moduleReference;
    if (ts.isExternalModuleReference(from) && isPackage(from.expression)) {
      this.#namespaces.add(statement.name.text);
    }
  }

  /** `const { Flow } = require('stepwell')` and `const stepwell = require('stepwell')`. */
  #addRequire(statement: ts.VariableStatement): void {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer || !isRequireOfStepwell(initializer)) continue;
      if (ts.isIdentifier(name)) this.#namespaces.add(name.text);
      if (!ts.isObjectBindingPattern(name)) continue;
      for (const element of name.elements) {
        const exported = element.propertyName ?? element.name;
        if (ts.isIdentifier(element.name) && ts.isIdentifier(exported)) {
          this.#names.set(element.name.text, exported.text);
        }
      }
    }
  }
}

/** What the package calls a name that a file exports; null when it is none of the package's. */
export type PackageName = (specifier: string, name: string) => string | null;

function isPackage(specifier: ts.Expression | undefined): boolean {
  return specifier !== undefined && ts.isStringLiteralLike(specifier) && isStepwell(specifier.text);
}

function isRequireOfStepwell(call: ts.Expression): boolean {
  return (
    ts.isCallExpression(call) &&
    ts.isIdentifier(call.expression) &&
    call.expression.text === 'require' &&
    isPackage(call.arguments[0])
  );
}
