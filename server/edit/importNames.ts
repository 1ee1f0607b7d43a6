import { ts } from 'ts-morph';
import { isStepwell } from '../parse/package-name.js';
import { spanOf } from '../parse/source.js';
import { insertion, type Replacement } from './draft.js';

/** Something of the package that a text is to use. */
export type Exported = 'Flow' | 'step' | 'parameter' | 'Inputs';

/**
 * Makes names of the package known in a text: in the import that it has from there, or in a new one. Those that are known already are
 * left out.
 */
export function importNames(tree: ts.SourceFile, names: readonly Exported[]): Replacement[] {
  const lists = tree.statements.flatMap(namesTaken);
  const known = new Set(lists.flatMap(({ bindings }) => bindings.elements.map(exportedName)));
  const missing = names.filter(name => !known.has(name));
  if (missing.length === 0 || (lists.length === 0 && namespaceOf(tree) !== null)) return [];
  const isType = missing.every(name => name === 'Inputs');
  const list = lists.find(one => !one.isType) ?? (isType ? lists[0] : undefined);
  if (!list) return [insertion(startOfCode(tree), newImport(tree, missing))];
  const written = missing.map(name => (name === 'Inputs' && !list.isType ? 'type Inputs' : name)).join(', ');
  const last = list.bindings.elements.at(-1);
  if (!last) return [insertion(list.bindings.getStart(tree) + 1, ` ${written} `)];
  return [insertion(last.end, `, ${written}`)];
}

/** What something of the package is called in a text, once it is imported there. */
export function localName(tree: ts.SourceFile, exported: Exported): string {
  const elements = tree.statements.flatMap(namesTaken).flatMap(({ bindings }) => [...bindings.elements]);
  const known = elements.find(element => exportedName(element) === exported);
  if (known) return known.name.text;
  const namespace = namespaceOf(tree);
  return namespace === null ? exported : `${namespace}.${exported}`;
}

function exportedName({ name, propertyName }: ts.ImportSpecifier): string {
  return (propertyName ?? name).text;
}

/** The name that all of the package is imported under. */
function namespaceOf(tree: ts.SourceFile): string | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (isStepwell(statement.moduleSpecifier.text) && bindings && ts.isNamespaceImport(bindings))
      return bindings.name.text;
  }
  return null;
}

/** Where an import may stand: before the first statement, with the comment it has kept to itself, and behind `#!`. */
export function startOfCode(tree: ts.SourceFile): number {
  const [first] = tree.statements;
  if (first && ts.isImportDeclaration(first)) return spanOf(first, tree).start;
  return ts.getShebang(tree.text)?.length ?? 0;
}

function newImport(tree: ts.SourceFile, names: readonly Exported[]): string {
  const { quote, semicolon, newline } = styleOf(tree);
  const isType = names.every(name => name === 'Inputs');
  const written = names.map(name => (name === 'Inputs' && !isType ? 'type Inputs' : name)).join(', ');
  const line = `import ${isType ? 'type ' : ''}{ ${written} } from ${quote}stepwell${quote}${semicolon}`;
  if (tree.statements.some(ts.isImportDeclaration)) return line + newline;
  // Code without imports begins a blank line below.
  const isBehindShebang = startOfCode(tree) > 0;
  return isBehindShebang ? newline + line + newline : line + newline + newline;
}

function styleOf({ text, statements }: ts.SourceFile): { quote: string; semicolon: string; newline: string } {
  const first = statements.find(ts.isImportDeclaration);
  const quote = first && text[first.moduleSpecifier.end - 1];
  return {
    quote: quote === '"' ? '"' : "'",
    semicolon: first && text[first.end - 1] !== ';' ? '' : ';',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** The names in braces that a statement imports from the package. */
function namesTaken(statement: ts.Statement): { bindings: ts.NamedImports; isType: boolean }[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const { importClause, moduleSpecifier } = statement;
  const bindings = importClause?.namedBindings;
  if (!isStepwell(moduleSpecifier.text) || !bindings || !ts.isNamedImports(bindings)) return [];
  return [{ bindings, isType: importClause.isTypeOnly }];
}
