import { ts } from 'ts-morph';
import { isStepwell } from '../parse/package-name.js';

/** What a CommonJS text has of the package: names in braces, or all of it under one. */
export interface Required {
  readonly patterns: readonly ts.ObjectBindingPattern[];
  readonly whole: string | null;
}

/** What `require('stepwell')` gives names to at the top of a text. */
export function requiredIn(tree: ts.SourceFile): Required {
  const names = tree.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ initializer }) => initializer !== undefined && isRequired(initializer))
    .map(({ name }) => name);
  return {
    patterns: names.filter(ts.isObjectBindingPattern),
    whole: names.find(ts.isIdentifier)?.text ?? null,
  };
}

function isRequired(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const [given] = node.arguments;
  return (
    node.expression.text === 'require' &&
    given !== undefined &&
    ts.isStringLiteral(given) &&
    isStepwell(given.text)
  );
}

/** What an element of a pattern takes from what it is taken apart of. */
export function takenAs({ name, propertyName }: ts.BindingElement): string | null {
  const from = propertyName ?? name;
  return ts.isIdentifier(from) ? from.text : null;
}
