import { ts } from 'ts-morph';
import { declarationOf, declaredIn } from '../parse/declarations.js';
import { isScript } from '../parse/source.js';
import { behindComments, ownEnd } from './comments.js';
import { insertion, type Replacement } from './draft.js';
import { appended } from './lists.js';
import { newlineOf, quoted, styleOf } from './style.js';

/** Something that a text imports: `name` is what the module calls it, null for all of the module. */
export interface Imported {
  readonly specifier: string;
  readonly name: string | null;
  readonly local: string;
  readonly isType: boolean;
  /** `with { … }`, as it is written. */
  readonly attributes: string;
}

/** What a text imports, a name at a time. */
export function importedIn(tree: ts.SourceFile): Imported[] {
  return tree.statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause: clause, moduleSpecifier, attributes }) => {
      if (!clause || !ts.isStringLiteral(moduleSpecifier)) return [];
      const of = {
        specifier: moduleSpecifier.text,
        attributes: attributes ? ` ${attributes.getText(tree)}` : '',
        isType: clause.isTypeOnly,
      };
      const named = clause.namedBindings;
      const all: Imported[] = clause.name ? [{ ...of, name: 'default', local: clause.name.text }] : [];
      if (named && ts.isNamespaceImport(named)) all.push({ ...of, name: null, local: named.name.text });
      else if (named)
        for (const one of named.elements)
          all.push({
            ...of,
            name: (one.propertyName ?? one.name).text,
            local: one.name.text,
            isType: clause.isTypeOnly || one.isTypeOnly,
          });
      return all;
    });
}

/** The name that a text has already for what another one imports, at a place in it; null when it has none. */
export function knownAs(tree: ts.SourceFile, { specifier, name }: Imported, place: ts.Node): string | null {
  for (const [local, declared] of declaredIn(tree)) {
    const isIt = declared.kind === 'import' && declared.specifier === specifier && declared.name === name;
    if (isIt && declarationOf(local, place) === declared) return local;
  }
  return null;
}

/** Imports as a text writes them: in those that it has of the same modules, or on lines behind its last one. */
export function withImports(tree: ts.SourceFile, missing: readonly Imported[]): Replacement[] {
  const { text } = tree;
  const style = styleOf(tree);
  const { newline, semicolon } = style;
  const replacements: Replacement[] = [];
  const lines: string[] = [];
  for (const group of Map.groupBy(missing, ({ specifier, attributes }) => specifier + attributes).values()) {
    const [{ specifier, attributes }] = group as [Imported, ...Imported[]];
    const named = group.filter(({ name }) => name !== null && name !== 'default');
    const list =
      named.length > 0
        ? listOf(
            tree,
            specifier,
            named.every(({ isType }) => isType),
          )
        : null;
    if (list)
      replacements.push(
        ...appended(
          { text, tree },
          list.elements,
          named.map(one => specifierOf(one, list.isType)).join(', '),
          newlineOf(text),
        ),
      );
    const rest = list ? group.filter(one => !named.includes(one)) : group;
    for (const parts of clausesOf(rest))
      lines.push(`import ${parts} from ${quoted(specifier, style)}${attributes}${semicolon}`);
  }
  if (lines.length === 0) return replacements;
  const last = tree.statements.findLast(ts.isImportDeclaration);
  if (last)
    return [
      ...replacements,
      insertion(behindComments(text, ownEnd(last, tree)), newline + lines.join(newline)),
    ];
  const shebang = ts.getShebang(text)?.length;
  const written = lines.join(newline);
  if (shebang !== undefined) return [...replacements, insertion(shebang, newline + written + newline)];
  return [...replacements, insertion(text.startsWith('\uFEFF') ? 1 : 0, written + newline + newline)];
}

/** What stands between `import` and `from`: a module as a whole can't be named beside parts of it in braces. */
function clausesOf(group: readonly Imported[]): string[] {
  const whole = group
    .filter(({ name }) => name === null)
    .map(({ local, isType }) => `${isType ? 'type ' : ''}* as ${local}`);
  const first = group.filter(({ name }) => name === 'default');
  const named = group.filter(({ name }) => name !== null && name !== 'default');
  const isTypes = named.every(({ isType }) => isType);
  const braces = named.length > 0 ? `{ ${named.map(one => specifierOf(one, isTypes)).join(', ')} }` : '';
  const defaults = first.map(({ local, isType }) => `${isType ? 'type ' : ''}${local}`);
  return [...defaults, ...whole, ...(braces === '' ? [] : [`${isTypes ? 'type ' : ''}${braces}`])];
}

function specifierOf({ name, local, isType }: Imported, isInTypes: boolean): string {
  const written = name === local ? local : `${name} as ${local}`;
  return isType && !isInTypes ? `type ${written}` : written;
}

/** The names in braces that a text has of a module already. */
function listOf(
  tree: ts.SourceFile,
  specifier: string,
  isType: boolean,
): { readonly elements: ts.NodeArray<ts.ImportSpecifier>; readonly isType: boolean } | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    if (statement.moduleSpecifier.text !== specifier || !named || !ts.isNamedImports(named)) continue;
    const isTypes = statement.importClause?.isTypeOnly === true;
    if ((!isTypes || isType) && named.elements.length > 0)
      return { elements: named.elements, isType: isTypes };
  }
  return null;
}

/** Whether a text takes from others as CommonJS does, and could not be read with an `import` in it. */
export function isCommonJs(tree: ts.SourceFile): boolean {
  return (
    isScript(tree.fileName) &&
    !tree.statements.some(ts.isImportDeclaration) &&
    /\brequire\s*\(/.test(tree.text)
  );
}
