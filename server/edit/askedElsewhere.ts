import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';
import type { Subject } from './draft.js';
import { askedBy, holdersOf, typesNamed } from './namedOutside.js';

/** A type of another file that the class implements and that has a member, with what the file is called here: `'Has' of './has.js'`. Null where there is none. */
export function askedElsewhere(subject: Subject, member: string): string | null {
  const { tree, sources } = subject;
  if (!sources) return null;
  for (const { text, place } of implementedBy(tree, holdersOf(subject, member))) {
    const declared = declarationOf(text, place);
    if (declared?.kind !== 'import' || declared.name === null) continue;
    const module = sources.module(declared.specifier, null);
    const types = module ? typesNamed(declared.name, module.tree) : [];
    if (module && types.some(type => askedBy(type, member, module.tree).length > 0))
      return `'${declared.name}' of '${declared.specifier}'`;
  }
  return null;
}

/** The names in what classes implement. */
function implementedBy(
  tree: ts.SourceFile,
  classes: ReadonlySet<string>,
): { readonly text: string; readonly place: ts.Node }[] {
  const found: { text: string; place: ts.Node }[] = [];
  const names = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push({ text: node.text, place: node });
    else ts.forEachChild(node, names);
  };
  const look = (node: ts.Node): void => {
    if (ts.isClassLike(node) && node.name && classes.has(node.name.text))
      for (const clause of node.heritageClauses ?? [])
        if (clause.token === ts.SyntaxKind.ImplementsKeyword) clause.types.forEach(names);
    // Flows stand at the top of a file or in a namespace of it.
    if (ts.isSourceFile(node) || ts.isModuleDeclaration(node) || ts.isModuleBlock(node))
      ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}
