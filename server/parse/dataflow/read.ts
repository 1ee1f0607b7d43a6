import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { withoutCasts } from '../literal.js';
import { isAssignedAgain, partNamed } from './constants.js';

/** What an expression reads of the flow. */
export interface Read {
  readonly name: string;
  /** The names in what the member holds. */
  readonly path: readonly string[];
  /** Where in the text it is read: where a name was made for it, if it goes by one. */
  readonly from: number;
}

/** A name may be said by itself, which ends. */
const mostNames = 20;

/** The member of the flow that is read, however that is written: `this['rows']`, `self.rows`, `rows` after `const { rows } = this`. */
export function readOf(expression: ts.Node, namesLeft = mostNames): Read | null {
  if (namesLeft <= 0 || !ts.isExpression(expression)) return null;
  const node = withoutCasts(expression);
  const part = partNamed(node);
  if (part) return readIn(part.of, [part.text], node.pos, namesLeft - 1);
  if (!ts.isIdentifier(node)) return null;
  const declared = declarationOf(node.text, node);
  if (declared?.kind !== 'value' || declared.path.includes('')) return null;
  return readIn(declared.node, declared.path, declared.node.pos, namesLeft - 1);
}

function readIn(whole: ts.Expression, path: readonly string[], from: number, namesLeft: number): Read | null {
  const [name, ...inner] = path;
  if (name !== undefined && isFlow(whole, namesLeft)) return { name, path: inner, from };
  const read = readOf(whole, namesLeft);
  return read && { ...read, path: [...read.path, ...path] };
}

/** `this`, or another name for it. */
function isFlow(expression: ts.Expression, namesLeft: number): boolean {
  const node = withoutCasts(expression);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (namesLeft <= 0 || !ts.isIdentifier(node)) return false;
  const declared = declarationOf(node.text, node);
  if (declared?.kind === 'value') return declared.path.length === 0 && isFlow(declared.node, namesLeft - 1);
  if (declared?.kind !== 'variable') return false;
  const { initializer } = declared.node;
  return initializer !== undefined && isFlow(initializer, namesLeft - 1) && !isAssignedAgain(declared.node);
}
