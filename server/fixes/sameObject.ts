import { ts } from 'ts-morph';
import { withoutCasts } from '../parse/literal.js';

/**
 * Two artifacts that statements may leave as one object, or one inside the other, of which some are changed in place later; null when there are none.
 * What two artifacts share is stored twice, so that a change of one is no change of the other behind the end of a step.
 */
export function oneObject(
  statements: readonly ts.Statement[],
  changed: readonly string[],
): readonly [string, string] | null {
  const groups = new Groups();
  const visit = (node: ts.Node): void => {
    note(node, groups);
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  for (const name of changed) {
    const other = groups.others(`this.${name}`).find(one => one.startsWith('this.'));
    if (other) return [name, other.slice('this.'.length)];
  }
  return null;
}

/** Names that may mean the same. */
class Groups {
  readonly #groups = new Map<string, Set<string>>();

  join(one: string, other: string): void {
    const joined = new Set([one, other, ...this.others(one), ...this.others(other)]);
    for (const name of joined) this.#groups.set(name, joined);
  }

  others(name: string): string[] {
    return [...(this.#groups.get(name) ?? [])].filter(other => other !== name);
  }
}

function note(node: ts.Node, groups: Groups): void {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const [name] = namesGiven(node.left);
    for (const given of name ? namesGiven(node.right) : []) groups.join(name!, given);
  }
  if (ts.isVariableDeclaration(node) && node.initializer) {
    if (ts.isIdentifier(node.name))
      for (const given of namesGiven(node.initializer)) groups.join(node.name.text, given);
    else if (node.initializer.kind === ts.SyntaxKind.ThisKeyword)
      for (const element of node.name.elements) {
        if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) continue;
        const key = element.propertyName ?? element.name;
        if (ts.isIdentifier(key)) groups.join(element.name.text, `this.${key.text}`);
      }
  }
  // `this.rows.push(this.row)`: what is put into something is a part of it.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [holder] = namesGiven(node.expression.expression);
    for (const given of holder ? node.arguments.flatMap(namesGiven) : []) groups.join(holder!, given);
  }
}

/** The names of what an expression may give, or may give a part or a holder of. */
function namesGiven(expression: ts.Expression): string[] {
  const node = withoutCasts(expression);
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isPropertyAccessExpression(node))
    return node.expression.kind === ts.SyntaxKind.ThisKeyword
      ? [`this.${node.name.text}`]
      : namesGiven(node.expression);
  if (ts.isElementAccessExpression(node)) return namesGiven(node.expression);
  if (ts.isConditionalExpression(node)) return [...namesGiven(node.whenTrue), ...namesGiven(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return giving.has(kind) ? [...namesGiven(node.left), ...namesGiven(node.right)] : [];
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(namesGiven);
  if (ts.isSpreadElement(node)) return namesGiven(node.expression);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap(property => {
      if (ts.isPropertyAssignment(property)) return namesGiven(property.initializer);
      if (ts.isShorthandPropertyAssignment(property)) return [property.name.text];
      return ts.isSpreadAssignment(property) ? namesGiven(property.expression) : [];
    });
  return [];
}

const giving: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
