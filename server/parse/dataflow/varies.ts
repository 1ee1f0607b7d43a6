import { ts } from 'ts-morph';
import { withoutCasts } from '../literal.js';

/** What gives something else each time it is asked. */
const unsteady: ReadonlySet<string> = new Set([
  'Math.random',
  'Date.now',
  'performance.now',
  'crypto.randomUUID',
]);

/**
 * Tells whether a value may differ between the branches of a fan-out, which run the same code: it follows from the item,
 * the index, the time, chance, what `this.current` says, or another artifact that differs.
 */
export class Varying {
  readonly #locals = new Set<string>();
  readonly #artifacts: ReadonlySet<string>;

  /** @param artifacts known to differ already */
  constructor(method: ts.MethodDeclaration, hasItem: boolean, artifacts: ReadonlySet<string>) {
    this.#artifacts = artifacts;
    if (hasItem) for (const { name } of method.parameters) this.#takeIn(name);
    if (method.body) this.#learn(method.body);
  }

  /** Without the text of the value, it may well differ. */
  differs(value: ts.Expression | null): boolean {
    return value === null || this.#in(value);
  }

  /** Locals that are given something that differs; one that is used before it is given a value is rare enough. */
  #learn(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && node.initializer && this.#in(node.initializer))
      this.#takeIn(node.name);
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    ) {
      const left = withoutCasts(node.left);
      if (ts.isIdentifier(left) && this.#in(node.right)) this.#locals.add(left.text);
    }
    if (
      ts.isForOfStatement(node) &&
      ts.isVariableDeclarationList(node.initializer) &&
      this.#in(node.expression)
    ) {
      for (const { name } of node.initializer.declarations) this.#takeIn(name);
    }
    ts.forEachChild(node, child => this.#learn(child));
  }

  #takeIn(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.#locals.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) this.#takeIn(element.name);
  }

  #in(node: ts.Node): boolean {
    // What another process, file or machine answers is nobody's to foresee.
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isIdentifier(node)) return this.#locals.has(node.text);
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date') {
      return (node.arguments?.length ?? 0) === 0 || this.#inAny(node.arguments ?? []);
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (ts.isIdentifier(node.expression) && unsteady.has(`${node.expression.text}.${node.name.text}`))
        return true;
      if (node.expression.kind === ts.SyntaxKind.ThisKeyword) {
        return node.name.text === 'current' || this.#artifacts.has(node.name.text);
      }
      return this.#in(node.expression);
    }
    return ts.forEachChild(node, child => this.#in(child)) ?? false;
  }

  #inAny(nodes: readonly ts.Node[]): boolean {
    return nodes.some(node => this.#in(node));
  }
}
