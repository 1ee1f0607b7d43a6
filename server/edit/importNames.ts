import { ts } from 'ts-morph';
import { declarationOf, declaredIn } from '../parse/declarations.js';
import { isStepwell } from '../parse/package-name.js';
import { spanOf } from '../parse/source.js';
import { behindComments, ownEnd, withComments } from './comments.js';
import { insertion, type Replacement } from './draft.js';
import { appended } from './lists.js';
import { requiredIn, takenAs } from './required.js';
import { newlineOf, quoted, styleOf } from './style.js';

/** Something of the package that a text is to use. */
export type Exported = 'Flow' | 'step' | 'parameter' | 'Inputs';

/**
 * Makes names of the package known in a text: in the import that it has from there, or in a new one. Those that are known already are
 * left out.
 *
 * @param called what each is to be called in the text, where its own name means something else there
 */
export function importNames(
  tree: ts.SourceFile,
  names: readonly Exported[],
  called: Partial<Record<Exported, string>> = {},
): Replacement[] {
  const { text } = tree;
  const lists = tree.statements.flatMap(namesTaken);
  const { patterns, whole } = requiredIn(tree);
  const known = new Set([
    ...lists.flatMap(({ bindings }) => bindings.elements.map(exportedName)),
    ...patterns.flatMap(({ elements }) => elements.map(takenAs)),
  ]);
  // One whose name means something else here is taken once more, under another.
  const missing = names.filter(name => called[name] !== undefined || !known.has(name));
  if (missing.length === 0) return [];
  const [pattern] = patterns;
  if (pattern && lists.length === 0) {
    const taken = missing.map(name => (called[name] === undefined ? name : `${name}: ${called[name]}`));
    return pattern.elements.length === 0
      ? [insertion(spanOf(pattern, tree).start + 1, ` ${taken.join(', ')} `)]
      : appended({ text, tree }, pattern.elements, taken.join(', '), newlineOf(text));
  }
  if (lists.length === 0 && (whole ?? namespaceOf(tree)) !== null) return [];
  const specifiers = (inTypeImport: boolean): string =>
    missing
      .map(name => {
        const alias = called[name] === undefined ? name : `${name} as ${called[name]}`;
        return name === 'Inputs' && !inTypeImport ? `type ${alias}` : alias;
      })
      .join(', ');
  const isType = missing.every(name => name === 'Inputs');
  const list = lists.find(one => !one.isType) ?? (isType ? lists[0] : undefined);
  if (!list) return [newImport(tree, specifiers(isType), isType)];
  const { elements } = list.bindings;
  const written = specifiers(list.isType);
  return elements.length === 0
    ? [insertion(spanOf(list.bindings, tree).start + 1, ` ${written} `)]
    : appended({ text, tree }, elements, written, newlineOf(text));
}

/**
 * What something of the package is called at a place in a text once it is imported there; null where its own name means something else.
 *
 * @param place where it is to stand; where none is said, at the top
 */
export function localName(tree: ts.SourceFile, exported: Exported, place: ts.Node = tree): string | null {
  const names = declaredIn(tree);
  const means = (name: string): boolean => declarationOf(name, place) === (names.get(name) ?? null);
  for (const [name, declared] of names) {
    const isIt = declared.kind === 'import' && isStepwell(declared.specifier) && declared.name === exported;
    if (isIt && means(name)) return name;
  }
  const { patterns, whole } = requiredIn(tree);
  for (const { elements } of patterns) {
    const element = elements.find(one => takenAs(one) === exported);
    if (element && ts.isIdentifier(element.name) && means(element.name.text)) return element.name.text;
  }
  const namespace = whole ?? namespaceOf(tree);
  if (namespace !== null && means(namespace)) return `${namespace}.${exported}`;
  // What another file gives under that name is taken for the same.
  const own = names.get(exported);
  return (own === undefined || own.kind === 'import') && means(exported) ? exported : null;
}

function exportedName({ name, propertyName }: ts.ImportSpecifier): string {
  return (propertyName ?? name).text;
}

/** The name that all of the package is imported under. */
function namespaceOf(tree: ts.SourceFile): string | null {
  for (const [name, declared] of declaredIn(tree)) {
    if (declared.kind === 'import' && isStepwell(declared.specifier) && declared.name === null) return name;
  }
  return null;
}

/** In front of the first import, or, where something is said of that one, behind the last; without one, before all else but `#!` and a byte order mark. */
function newImport(tree: ts.SourceFile, written: string, isType: boolean): Replacement {
  const { text, statements } = tree;
  const imports = statements.filter(ts.isImportDeclaration);
  const [first] = imports;
  const last = imports.at(-1);
  const style = styleOf(tree);
  const { newline, semicolon } = style;
  const line = `import ${isType ? 'type ' : ''}{ ${written} } from ${quoted('stepwell', style)}${semicolon}`;
  if (first && last) {
    const { start } = spanOf(first, tree);
    const isBare = statements[0] === first && withComments(text, first, tree).start === start;
    return isBare
      ? insertion(start, line + newline)
      : insertion(behindComments(text, ownEnd(last, tree)), newline + line);
  }
  const shebang = ts.getShebang(text)?.length;
  if (shebang !== undefined) return insertion(shebang, newline + line + newline);
  // Code without imports begins a blank line below.
  return insertion(text.startsWith(mark) ? 1 : 0, line + newline + newline);
}

const mark = '\uFEFF';

/** The names in braces that a statement imports from the package. */
function namesTaken(statement: ts.Statement): { bindings: ts.NamedImports; isType: boolean }[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const { importClause, moduleSpecifier } = statement;
  const bindings = importClause?.namedBindings;
  if (!isStepwell(moduleSpecifier.text) || !bindings || !ts.isNamedImports(bindings)) return [];
  return [{ bindings, isType: importClause.isTypeOnly }];
}
