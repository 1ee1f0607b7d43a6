import { ts } from 'ts-morph';
import type { Subject } from './draft.js';
import { namedOutside } from './namedOutside.js';
import { nodeAt } from './nodes.js';

/**
 * Whether what a step takes and gives may be changed with nobody else being wronged: it overrides nothing and is not overridden, has no other signatures,
 * and is called by nobody but a run.
 */
export function isItsOwn(subject: Subject, method: ts.MethodDeclaration, name: string): boolean {
  const { parsed, flow } = subject;
  const { parent } = method;
  const isAlone =
    ts.isClassLike(parent) &&
    parent.members.filter(one => one.name?.getText() === method.name.getText()).length === 1;
  return (
    isAlone &&
    parsed.declarations(flow.graph.flow, name).length <= 1 &&
    !flow.heirNames.includes(name) &&
    !isCalled(subject, name) &&
    namedOutside(subject, name).length === 0 &&
    !(method.body && usesArguments(method.body))
  );
}

/** Whether code of the file calls a step itself, as a method. */
export function isCalled(subject: Subject, name: string): boolean {
  const { parsed, flow, tree } = subject;
  const named = parsed
    .places(flow.graph.flow)
    .filter(place => place.name === name)
    .map(({ span }) => nodeAt(tree, span, ts.isIdentifier)?.parent);
  return (
    [...named, ...namedOutside(subject, name)].some(node => node !== undefined && isCallee(node)) ||
    isCalledOnSuper(name, tree)
  );
}

function isCallee(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)
    ? node.parent.expression === node
    : false;
}

function isCalledOnSuper(name: string, tree: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) &&
      node.expression.kind === ts.SyntaxKind.SuperKeyword &&
      node.name.text === name) ||
    (ts.forEachChild(node, visit) ?? false);
  return visit(tree);
}

/** Whether a function asks for all that it is given, whatever the parameters are. */
export function usesArguments(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return node.text === 'arguments' && isAlone(node);
  if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return false;
  return ts.forEachChild(node, usesArguments) ?? false;
}

function isAlone(name: ts.Identifier): boolean {
  const { parent } = name;
  return !(
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    (ts.isPropertyAssignment(parent) && parent.name === name)
  );
}
