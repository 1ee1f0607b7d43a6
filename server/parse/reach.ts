import { ts } from 'ts-morph';
import { isExported } from './declarations.js';

/** How a run comes to a class that stands in a file. */
export interface Reach {
  /** What names it at the end of the file. */
  readonly expression: string;
  /** The module exports it by its own name. */
  readonly isExported: boolean;
}

/** Null for a class that nothing outside can name, as one that a function makes. */
export function reachOf(node: ts.ClassLikeDeclaration, name: string): Reach | null {
  if (ts.isClassDeclaration(node)) return reached(node, node.name?.text ?? null, name);
  const holder = withoutWrapping(node).parent;
  if (ts.isExportAssignment(holder)) return exported;
  if (ts.isBinaryExpression(holder)) return assigned(node, holder, name);
  if (!ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name)) return null;
  const statement = holder.parent.parent;
  return ts.isVariableStatement(statement) ? reached(statement, holder.name.text, name) : null;
}

const exported: Reach = { expression: '', isExported: true };

function reached(
  statement: ts.ClassDeclaration | ts.VariableStatement,
  variable: string | null,
  name: string,
): Reach | null {
  const { parent } = statement;
  const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  if (ts.isSourceFile(parent)) {
    if (variable === null) return isDefault ? exported : null;
    return { expression: variable, isExported: isExported(statement) && !isDefault && variable === name };
  }
  const path = ts.isModuleBlock(parent) && isExported(statement) ? pathOf(parent) : null;
  return path === null || variable === null
    ? null
    : { expression: [...path, variable].join('.'), isExported: false };
}

/** The names of the namespaces around a place, outermost first; null where one keeps the next to itself. */
function pathOf(block: ts.ModuleBlock): string[] | null {
  const path: string[] = [];
  for (let at: ts.Node = block.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isModuleBlock(at)) continue;
    if (!ts.isModuleDeclaration(at) || !ts.isIdentifier(at.name)) return null;
    path.unshift(at.name.text);
    // In `namespace A.B` what is inside is exported.
    if (ts.isModuleBlock(at.parent) && !isExported(at)) return null;
  }
  return path;
}

/** `module.exports = class A …` and `exports.A = class A …` at the top of a file. */
function assigned(
  node: ts.ClassExpression,
  { left, parent }: ts.BinaryExpression,
  name: string,
): Reach | null {
  const isTop = ts.isExpressionStatement(parent) && ts.isSourceFile(parent.parent);
  const isExport = /^(?:module\.)?exports\b/.test(left.getText());
  return isTop && isExport && node.name?.text === name ? exported : null;
}

function withoutWrapping(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isSatisfiesExpression(at.parent)
  ) {
    at = at.parent;
  }
  return at;
}
