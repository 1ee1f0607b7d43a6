import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { Parameter } from '../../runtime/model/graph.js';
import { propertyName, withoutCasts } from '../parse/literal.js';
import { spanOf } from '../parse/source.js';
import { optionsOf, type WrittenParameter, writtenParameter } from './declared.js';
import { type Draft, type Removal, refuse, type Subject } from './draft.js';
import { expressionFrom, surroundingsAt } from './expression.js';
import { inTurns } from './inTurns.js';
import { prepended, withoutListed } from './lists.js';
import {
  kindsOfParameters,
  whyNoChoices,
  whyNoOption,
  whyNoValue,
  whyOutOfBounds,
} from './parameterOptions.js';
import { withoutProperty, withProperty } from './property.js';

/** Makes a parameter one of another kind. The options that this kind has too stay, and its default where it is of that kind. */
export function setKind(subject: Subject, { name, type, value = '' }: EditOf<'setKind'>): Draft {
  const written = writtenParameter(subject, name);
  if (!written.ok) return written;
  const { parameter, call } = written;
  const kind = kindsOfParameters.find(one => one === type);
  if (kind === undefined) return refuse(`There are no parameters of the kind '${type}'.`);
  if (kind === parameter.type) return refuse(`'${name}' is of the kind '${type}' already.`);
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== parameter.type)
    return refuse(`The kind of '${name}' is not written where it is declared: change it in the code.`);

  const given = value.trim() === '' ? null : value;
  if (kind === 'choice' && given === null) return refuse("A choice needs what can be chosen, as ['a', 'b'].");
  const what = kind === 'choice' ? 'These are no choices' : 'This is no default';
  const around = surroundingsAt(subject, spanOf(call, subject.tree).end);
  const read = given === null ? null : expressionFrom(given, what, 'listed', around);
  if (read && !read.ok) return read;
  const wrong =
    read && (kind === 'choice' ? whyNoChoices(read.node) : whyNoValue(kind, 'default', read.node));
  if (wrong) return refuse(`${what}: ${wrong}`);

  const object = call.arguments[optionsOf(written).at];
  const options = object && ts.isObjectLiteralExpression(object) ? [...object.properties] : [];
  const lost = options.flatMap(property => {
    const option = property.name && propertyName(property.name);
    // A new default takes the place of the old one.
    if (typeof option !== 'string' || (option === 'default' && read && kind !== 'choice')) return [];
    const stays =
      whyNoOption(kind, option) === null &&
      (!ts.isPropertyAssignment(property) || whyNoValue(kind, option, property.initializer) === null);
    return stays ? [] : [option];
  });
  const now = (text: Subject, change: (written: WrittenParameter) => Removal): Removal => {
    const next = writtenParameter(text, name);
    return next.ok ? change(next) : next;
  };
  const made = inTurns(subject, [
    ...lost.map(
      option => (text: Subject) => now(text, next => withoutProperty(text, optionsOf(next), option)),
    ),
    text => now(text, ({ call: at }) => asKind(text, at, parameter, kind, read?.code ?? null)),
    ...(read && kind !== 'choice'
      ? [(text: Subject) => now(text, next => withProperty(text, optionsOf(next), 'default', read.code))]
      : []),
  ]);
  return made.ok ? { ...made, step: null } : made;
}

/** The name of the kind, and what can be chosen in front of the options or away. */
function asKind(
  subject: Subject,
  call: ts.CallExpression,
  { type }: Parameter,
  kind: string,
  choices: string | null,
): Removal {
  const named = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
  const renamed = { span: spanOf(named, subject.tree), text: kind };
  const [first] = call.arguments;
  if (type === 'choice' && first)
    return { ok: true, replacements: [renamed, ...withoutListed(subject, call.arguments, first)] };
  return kind === 'choice' && choices !== null
    ? { ok: true, replacements: [renamed, prepended(subject, call.arguments, choices)] }
    : { ok: true, replacements: [renamed] };
}

/** Changes what can be chosen of a choice. Its default must be among it. */
export function setChoices(subject: Subject, { name, value }: EditOf<'setChoices'>): Draft {
  const written = writtenParameter(subject, name);
  if (!written.ok) return written;
  const { parameter, call } = written;
  if (parameter.type !== 'choice')
    return refuse(`'${name}' is of the kind '${parameter.type}': nothing is chosen.`);
  const [first] = call.arguments;
  const list = first && withoutCasts(first);
  if (!list || !ts.isArrayLiteralExpression(list))
    return refuse(
      `What can be chosen of '${name}' is not written where it is declared: change it in the code.`,
    );
  const what = 'These are no choices';
  const read = expressionFrom(value, what, 'listed', surroundingsAt(subject, spanOf(call, subject.tree).end));
  if (!read.ok) return read;
  const wrong = whyNoChoices(read.node) ?? whyOutOfBounds(parameter, 'choices', read.node);
  if (wrong !== null) return refuse(`${what}: ${wrong}`);
  return { ok: true, replacements: [{ span: spanOf(list, subject.tree), text: read.code }], step: null };
}
