import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';

type Function = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/**
 * Whether the file shows that a decorator leaves the method as it is, and takes note of it at most: it gives nothing in its place, and does nothing with
 * what the method could be changed through.
 */
export function leavesAsItIs({ expression }: ts.Decorator): boolean {
  if (!ts.isCallExpression(expression)) {
    const decorating = functionOf(expression);
    return decorating !== null && onlyTakesNote(decorating);
  }
  // `@tagged('nightly')`: what the call gives decorates.
  const making = functionOf(expression.expression);
  const made = making && givenBy(making);
  return made !== null && onlyTakesNote(made);
}

function functionOf(node: ts.Expression): Function | null {
  if (!ts.isIdentifier(node)) return null;
  const declared = declarationOf(node.text, node);
  if (declared?.kind === 'function') return declared.node;
  if (declared?.kind !== 'value' || declared.path.length > 0) return null;
  return isFunction(declared.node) ? declared.node : null;
}

function isFunction(node: ts.Node | undefined): node is Function {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

/** The function that a function gives as the only thing it does. */
function givenBy({ body }: Function): Function | null {
  if (!body || !ts.isBlock(body)) return isFunction(body) ? body : null;
  const [only, more] = body.statements;
  if (!only || more || !ts.isReturnStatement(only)) return null;
  return isFunction(only.expression) ? only.expression : null;
}

/** A prototype and a descriptor, or a context with all it can do, are not to be touched; the name of the method may be noted. */
function onlyTakesNote({ body, parameters, modifiers }: Function): boolean {
  if (!body || !ts.isBlock(body) || modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword))
    return false;
  const [first, second, third] = parameters;
  const isOld = third !== undefined;
  const untouched = [isOld ? first : undefined, third].flatMap(one => (one ? [one.name] : []));
  if (parameters.some(({ name }) => !ts.isIdentifier(name))) return false;
  const names = new Set(untouched.map(name => name.getText()));
  const context = isOld ? undefined : second?.name.getText();
  const visit = (node: ts.Node): boolean => {
    if (ts.isReturnStatement(node) && node.expression) return false;
    if (ts.isIdentifier(node)) {
      if (names.has(node.text)) return false;
      if (node.text === context) return isNameOf(node.parent);
      if (node.text === first?.name.getText()) return !isChanged(node);
    }
    return !ts.forEachChild(node, child => !visit(child));
  };
  return visit(body);
}

/** `context.name` */
function isNameOf(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && (node.name.text === 'name' || node.name.text === 'kind');
}

/** Something is set on it. */
function isChanged({ parent }: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
  );
}
