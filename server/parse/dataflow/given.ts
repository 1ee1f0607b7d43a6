import { ts } from 'ts-morph';
import { isLocal, localValuesOf } from './locals.js';
import { callsBy } from './ownCode.js';

/** A value, and the calls that lead to the code it stands in. */
export interface Given {
  readonly value: ts.Expression;
  readonly calls: readonly ts.Node[];
}

/** What the parameter of a helper, or of a function inside one, stands for where that is called in a certain way; null where that is not written out. */
export function givenTo(parameter: ts.ParameterDeclaration, calls: readonly ts.Node[]): Given | null {
  if (isLocal(parameter.parent)) {
    const [value, more] = localValuesOf(parameter);
    return value && !more ? { value, calls } : null;
  }
  const access = calls.at(-1);
  const around = access?.parent;
  if (!access || !around || parameter.dotDotDotToken) return null;
  const outer = calls.slice(0, -1);
  // A setter is given what is assigned.
  if (ts.isBinaryExpression(around) && around.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return around.left === access ? { value: around.right, calls: outer } : null;
  const [call, more] = callsBy(access, parameter.parent);
  if (!call || more) return null;
  const given = call.arguments[parameter.parent.parameters.indexOf(parameter)];
  if (given) return ts.isSpreadElement(given) ? null : { value: given, calls: outer };
  return parameter.initializer ? { value: parameter.initializer, calls } : null;
}
