import { ts } from 'ts-morph';
import { propertyName } from '../parse/literal.js';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Draft, insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { newlineOf } from './layout.js';
import { appended, prepended, withoutListed } from './lists.js';

/** Gives an option of a step a value, written as code. A flag stands before the others. */
export function withOption(
  subject: Subject,
  step: ParsedStep,
  name: string,
  code: string,
): { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal {
  const found = optionsOf(subject, step);
  if (!found.ok) return found;
  const { call, object } = found;
  const written = `${name}: ${code}`;
  if (call === null) return made([insertion(step.decorator.end, `({ ${written} })`)]);
  if (object === null) return made([insertion(call.arguments.pos, `{ ${written} }`)]);
  const old = optionIn(object, name);
  if (old === 'elsewhere') {
    // What stands last counts.
    return object.properties.some(one => one.name && propertyName(one.name) === name)
      ? elsewhere(step.name, name)
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

/** `start: true` among the options of a step; none where those stand elsewhere. */
export function startMark(subject: Subject, step: ParsedStep): readonly Replacement[] {
  const marked = withOption(subject, step, 'start', 'true');
  return marked.ok ? marked.replacements : [];
}

/** Takes an option of a step away; with the last one goes the object, unless something is said in it. */
export function withoutOption(
  subject: Subject,
  step: ParsedStep,
  name: string,
): { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal {
  const found = optionsOf(subject, step);
  if (!found.ok) return found;
  const { object } = found;
  const old = object && optionIn(object, name);
  if (old === 'elsewhere') return elsewhere(step.name, name);
  if (!object || !old) return made([]);
  const span = spanOf(object, subject.tree);
  const rest = subject.text.slice(span.start + 1, span.end - 1);
  const [own] = withoutListed(subject, object.properties, old);
  const isAlone = object.properties.length === 1 && !/\/[/*]/.test(rest);
  // A comma behind the argument would be left over.
  const isOnlyArgument = !found.call?.arguments.hasTrailingComma;
  if (isAlone && isOnlyArgument) return made([{ span, text: '' }]);
  return own === undefined ? made([]) : made(withoutListed(subject, object.properties, old));
}

type Options =
  | {
      readonly ok: true;
      /** Null for `@step` without brackets. */
      readonly call: ts.CallExpression | null;
      /** Null where no options are given. */
      readonly object: ts.ObjectLiteralExpression | null;
    }
  | Refusal;

function optionsOf({ tree }: Subject, { name, decorator }: ParsedStep): Options {
  const call = decoratorCall(tree, decorator.start);
  const given = call?.arguments[0];
  if (!given) return { ok: true, call, object: null };
  const object = ts.isParenthesizedExpression(given) ? given.expression : given;
  return ts.isObjectLiteralExpression(object)
    ? { ok: true, call, object }
    : refuse(`The options of '${name}' are not written in its decorator: change them in the code.`);
}

type Property = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/** The last that is written counts. What a spread may hold can't be told. */
function optionIn(object: ts.ObjectLiteralExpression, name: string): Property | 'elsewhere' | null {
  for (const property of object.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) return 'elsewhere';
    if (!property.name || propertyName(property.name) !== name) continue;
    return ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)
      ? property
      : 'elsewhere';
  }
  return null;
}

function elsewhere(step: string, option: string): Refusal {
  return refuse(`'${option}' of '${step}' may be given elsewhere: change it in the code.`);
}

function made(replacements: readonly Replacement[]): Extract<Draft, { ok: true }> {
  return { ok: true, replacements, step: null };
}

function decoratorCall(tree: ts.SourceFile, start: number): ts.CallExpression | null {
  let node: ts.Node | undefined = tree;
  while (node) {
    const at: ts.Node = node;
    if (ts.isDecorator(at) && spanOf(at, tree).start === start) {
      return ts.isCallExpression(at.expression) ? at.expression : null;
    }
    node = ts.forEachChild(at, child => (child.pos <= start && child.end > start ? child : undefined));
  }
  return null;
}
