import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';
import { propertyName, withoutCasts } from '../parse/literal.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import type { Subject } from './draft.js';

/** The innermost node that takes up a span exactly and is of a kind. */
export function nodeAt<N extends ts.Node>(
  tree: ts.SourceFile,
  span: Span,
  isKind: (node: ts.Node) => node is N,
): N | null {
  let found: N | null = null;
  let node: ts.Node | undefined = tree;
  while (node) {
    const at: ts.Node = node;
    if (isKind(at) && at.end === span.end && spanOf(at, tree).start === span.start) found = at;
    node = ts.forEachChild(at, child =>
      child.pos <= span.start && child.end >= span.end ? child : undefined,
    );
  }
  return found;
}

/** The decorator that begins at a place. */
export function decoratorAt(tree: ts.SourceFile, start: number): ts.Decorator | null {
  let node: ts.Node | undefined = tree;
  while (node) {
    const at: ts.Node = node;
    if (ts.isDecorator(at) && spanOf(at, tree).start === start) return at;
    node = ts.forEachChild(at, child => (child.pos <= start && child.end > start ? child : undefined));
  }
  return null;
}

/** So many names a mark may go by before it is what it is. */
const most = 8;

/**
 * Whether a mark is made elsewhere in the file: a constant, as `const retried = step({ retry: 2 })`, or what a function gives. What it is given, if
 * anything, are no options of a step then.
 */
export function isMadeElsewhere({ expression }: ts.Decorator): boolean {
  let callee: ts.Expression = ts.isCallExpression(expression) ? expression.expression : expression;
  for (let turn = 0; turn < most && ts.isIdentifier(callee); turn++) {
    const declared = declarationOf(callee.text, callee);
    if (declared?.kind === 'function') return true;
    if (declared?.kind !== 'value' || declared.path.length > 0) return false;
    callee = withoutCasts(declared.node);
  }
  return ts.isCallExpression(callee) ? !isRequire(callee) : ts.isFunctionLike(callee);
}

function isRequire({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'require';
}

export function methodOf({ tree }: Pick<Subject, 'tree'>, step: ParsedStep): ts.MethodDeclaration | null {
  const name = nodeAt(tree, step.nameSpan, ts.isPropertyName);
  return name && ts.isMethodDeclaration(name.parent) ? name.parent : null;
}

/** The expression with the parentheses and type assertions around it. */
export function outsideCasts(node: ts.Expression): ts.Expression {
  let outer = node;
  while (
    ts.isExpression(outer.parent) &&
    withoutCasts(outer.parent) === withoutCasts(node) &&
    outer.parent !== outer
  ) {
    outer = outer.parent;
  }
  return outer;
}

/** What a member goes by, with the `#` of a private one; null where that takes running code to know. */
export function memberName({ name }: ts.ClassElement): string | null {
  if (!name) return null;
  if (ts.isPrivateIdentifier(name)) return name.text;
  const known = propertyName(name);
  return typeof known === 'string' ? known : null;
}

/** The class of a flow. */
export function classOf({ tree, flow }: Pick<Subject, 'tree' | 'flow'>): ts.ClassLikeDeclaration | null {
  let found: ts.ClassLikeDeclaration | null = null;
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) && node.members.pos === flow.members.start) found = node;
    if (!found) ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

export function withoutBrackets(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutBrackets(node.expression) : node;
}
