import { ts } from 'ts-morph';
import { propertyName } from '../parse/literal.js';
import { spanOf } from '../parse/source.js';
import { insertion, type Removal, type Replacement, refuse, type Subject } from './draft.js';
import { appended, prepended, withoutListed } from './lists.js';
import { newlineOf } from './style.js';

/** An argument of a call that holds options. */
export interface Options {
  readonly call: ts.CallExpression;
  /** Which argument they are, or would be. */
  readonly at: number;
  /** Whose options they are, for the person who asked. */
  readonly of: string;
}

/** Gives an option a value, written as code. `start` stands before the others. */
export function withProperty(subject: Subject, options: Options, name: string, code: string): Removal {
  const found = objectOf(options);
  if (!found.ok) return found;
  const { object } = found;
  const written = `${name}: ${code}`;
  if (object === null)
    return made(appended(subject, options.call.arguments, `{ ${written} }`, newlineOf(subject.text)));
  const old = propertyIn(object, name);
  if (old === 'elsewhere') {
    // What stands last counts, but twice the same name is an error.
    return object.properties.some(one => one.name && [name, null].includes(propertyName(one.name)))
      ? elsewhere(options, name)
      : made(appended(subject, object.properties, written, newlineOf(subject.text)));
  }
  if (old && ts.isPropertyAssignment(old))
    return made([{ span: spanOf(old.initializer, subject.tree), text: code }]);
  if (old) return made([{ span: spanOf(old, subject.tree), text: written }]);
  if (object.properties.length === 0) return made([filled(subject, object, written)]);
  return made(
    name === 'start'
      ? [inFront(subject, object, written)]
      : appended(subject, object.properties, written, newlineOf(subject.text)),
  );
}

/** Takes an option away; with the last one goes the object, unless something is said in it. */
export function withoutProperty(subject: Subject, options: Options, name: string): Removal {
  const found = objectOf(options);
  if (!found.ok) return found;
  const { object } = found;
  const old = object && propertyIn(object, name);
  if (old === 'elsewhere') return elsewhere(options, name);
  if (!object || !old) return made([]);
  const { text, tree } = subject;
  const gone = withoutListed(subject, object.properties, old);
  const inside = { start: spanOf(object, tree).start + 1, end: object.end - 1 };
  const rest = gone.reduceRight(
    (left, { span }) => left.slice(0, span.start - inside.start) + left.slice(span.end - inside.start),
    text.slice(inside.start, inside.end),
  );
  if (object.properties.length > 1 || rest.trim() !== '') return made(gone);
  const { arguments: given } = options.call;
  if (given.length > 1) return made(withoutListed(subject, given, given[options.at]!));
  const outside = { start: given.pos, end: options.call.end - 1 };
  const around =
    text.slice(outside.start, spanOf(given[0]!, tree).start) + text.slice(given[0]!.end, outside.end);
  return /^\s*,?\s*$/.test(around)
    ? made([{ span: outside, text: '' }])
    : made(withoutListed(subject, given, given[0]!));
}

function objectOf({
  call,
  at,
  of,
}: Options):
  | { readonly ok: true; readonly object: ts.ObjectLiteralExpression | null }
  | Extract<Removal, { ok: false }> {
  const given = call.arguments[at];
  if (!given) return { ok: true, object: null };
  const object = ts.isParenthesizedExpression(given) ? given.expression : given;
  return ts.isObjectLiteralExpression(object)
    ? { ok: true, object }
    : refuse(`The options of '${of}' are not written where it is declared: change them in the code.`);
}

type Property = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/** The last that is written counts. What a spread may hold can't be told. */
function propertyIn(object: ts.ObjectLiteralExpression, name: string): Property | 'elsewhere' | null {
  for (const property of object.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) return 'elsewhere';
    const named = propertyName(property.name);
    // A name that takes running code to know may be this one.
    if (named === null) return 'elsewhere';
    if (named !== name) continue;
    return ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)
      ? property
      : 'elsewhere';
  }
  return null;
}

function filled({ text, tree }: Subject, object: ts.ObjectLiteralExpression, written: string): Replacement {
  const { start, end } = spanOf(object, tree);
  const inside = { start: start + 1, end: end - 1 };
  const isBlank = text.slice(inside.start, inside.end).trim() === '';
  return isBlank ? { span: inside, text: ` ${written} ` } : insertion(inside.start, ` ${written}`);
}

function inFront(subject: Subject, object: ts.ObjectLiteralExpression, written: string): Replacement {
  const { text, tree } = subject;
  const open = spanOf(object, tree).start + 1;
  const isOnLines = /[\r\n]/.test(text.slice(open, spanOf(object.properties[0]!, tree).start));
  return isOnLines
    ? prepended(subject, object.properties, written)
    : insertion(open, ` ${written},${/^\s/.test(text.slice(open)) ? '' : ' '}`);
}

function elsewhere({ of }: Options, option: string): Extract<Removal, { ok: false }> {
  return refuse(`'${option}' of '${of}' may be given elsewhere: change it in the code.`);
}

function made(replacements: readonly Replacement[]): Extract<Removal, { ok: true }> {
  return { ok: true, replacements };
}
