import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { withoutCasts } from '../literal.js';

/** What gives something else each time it is asked. */
const members: ReadonlySet<string> = new Set([
  'Math.random',
  'Date.now',
  'performance.now',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.randomInt',
  'process.pid',
  'process.uptime',
  'process.hrtime',
  'process.memoryUsage',
]);

/** Functions by whose name one knows that they give something else each time. */
const names: ReadonlySet<string> = new Set([
  ...[...members].map(name => name.slice(name.indexOf('.') + 1)),
  ...['Symbol', 'fetch', 'uuid', 'uuidv4', 'v4', 'nanoid', 'randomBytes', 'randomInt'],
]);

/** `Math.random`, called or not. */
export function isUnsteadyMember(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    members.has(`${node.expression.text}.${node.name.text}`)
  );
}

/** `new Date()` */
export function isNow(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Date' &&
    (node.arguments?.length ?? 0) === 0
  );
}

/** Whether what is called gives something else each time: it asks for the time or for chance, or counts. */
export function isUnsteady(callee: ts.Expression, open: ReadonlySet<ts.Node> = new Set()): boolean {
  const node = withoutCasts(callee);
  if (!ts.isIdentifier(node)) return isUnsteadyMember(node);
  const declared = declarationOf(node.text, node);
  switch (declared?.kind) {
    case undefined:
    case 'parameter':
    case 'other':
      return names.has(node.text);
    case 'import':
      return names.has(node.text) || (declared.name !== null && names.has(declared.name));
    case 'function':
      return asksForOther(declared.node, open);
    case 'value':
      if (ts.isFunctionLike(declared.node)) return asksForOther(declared.node, open);
      if (declared.path.length === 0)
        return !open.has(declared.node) && isUnsteady(declared.node, new Set([...open, declared.node]));
      return ts.isIdentifier(declared.node) && members.has([declared.node.text, ...declared.path].join('.'));
    default:
      return false;
  }
}

/** It counts a variable of the module up or down; one of a function begins anew with each call. */
export function isCount(node: ts.Node): boolean {
  if (!ts.isPostfixUnaryExpression(node) && !ts.isPrefixUnaryExpression(node)) return false;
  const { operator, operand } = node;
  if (operator !== ts.SyntaxKind.PlusPlusToken && operator !== ts.SyntaxKind.MinusMinusToken) return false;
  const declared = ts.isIdentifier(operand) ? declarationOf(operand.text, operand) : null;
  return declared?.kind === 'variable' && !ts.findAncestor(declared.node, ts.isFunctionLike);
}

const asking = new WeakMap<ts.Node, boolean>();

/** @param open functions that are being looked at: they may call each other */
function asksForOther(code: ts.Node, open: ReadonlySet<ts.Node>): boolean {
  if (open.has(code)) return false;
  const known = asking.get(code);
  if (known !== undefined) return known;
  const inside = new Set([...open, code]);
  const look = (node: ts.Node): boolean =>
    isUnsteadyMember(node) ||
    isNow(node) ||
    isCount(node) ||
    (ts.isCallExpression(node) && isUnsteady(node.expression, inside)) ||
    (ts.forEachChild(node, look) ?? false);
  const asks = look(code);
  // What is looked at from inside of itself is not known to its end.
  if (asks || open.size === 0) asking.set(code, asks);
  return asks;
}
