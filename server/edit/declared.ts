/** Fields of a flow, where they are declared. */
import { ts } from 'ts-morph';
import type { Parameter } from '../../runtime/model/graph.js';
import { propertyName, withoutCasts } from '../parse/literal.js';
import { type Refusal, refuse, type Subject } from './draft.js';
import { classOf } from './nodes.js';
import type { Options } from './property.js';

/** The field of the flow's own class that has a name. */
export function fieldOf(
  subject: Subject,
  name: string,
): { readonly ok: true; readonly field: ts.PropertyDeclaration } | Refusal {
  const owner = classOf(subject);
  const field = owner?.members.find(
    (one): one is ts.PropertyDeclaration =>
      ts.isPropertyDeclaration(one) && propertyName(one.name) === name && !isStatic(one),
  );
  return field
    ? { ok: true, field }
    : refuse(`'${name}' is not declared in ${subject.flow.graph.flow} itself: change it where it is.`);
}

function isStatic(field: ts.PropertyDeclaration): boolean {
  return field.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

export interface WrittenParameter {
  readonly ok: true;
  readonly parameter: Parameter;
  readonly call: ts.CallExpression;
}

/** A parameter as it is written: `limit = parameter.number({ … })`. */
export function writtenParameter(subject: Subject, name: string): WrittenParameter | Refusal {
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  const { initializer } = found.field;
  const call = initializer && withoutCasts(initializer);
  const parameter = subject.flow.graph.parameters.find(one => one.name === name);
  return parameter && call && ts.isCallExpression(call)
    ? { ok: true, parameter, call }
    : refuse(`'${name}' is not written as a parameter: change it in the code.`);
}

/** The options of a parameter; those of a choice stand behind what can be chosen. */
export function optionsOf({ parameter, call }: WrittenParameter): Options {
  const isSecond = parameter.type === 'choice' || parameter.type === 'schema';
  return { call, at: isSecond ? 1 : 0, of: parameter.name };
}
