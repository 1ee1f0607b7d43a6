import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { propertyName } from '../parse/literal.js';
import { endOfMember, withComments } from './comments.js';
import { type Draft, type Refusal, refuse, type Subject } from './draft.js';
import { expressionFrom, isPlain, typeFrom } from './expression.js';
import { importNames, localName } from './importNames.js';
import { wholeLines } from './layout.js';
import { memberNameRefusal } from './naming.js';
import { newField } from './newField.js';
import { classOf, memberName } from './nodes.js';
import { withoutProperty, withProperty } from './property.js';

const types: ReadonlySet<string> = new Set(['number', 'string', 'boolean', 'choice', 'json', 'file']);

const parameterOptions: ReadonlySet<string> = new Set(['default', 'min', 'max', 'integer', 'env', 'secret']);
const nothing = { ok: true, code: '' } as const;

/** Why a value that is written down can't be the default of a kind of parameter; null when it can, or nobody knows. */
function whyNoDefault(type: string, code: string): string | null {
  if (!isPlain(code)) return null;
  if (type === 'number') return /^[-+]?\.?\d/.test(code) ? null : 'a number is meant.';
  if (type === 'boolean') return /^(?:true|false)$/.test(code) ? null : 'true or false is meant.';
  if (type === 'string') return /^['"`]/.test(code) ? null : 'a text in quotes is meant.';
  if (type === 'choice') return /^['"`[]/.test(code) ? null : "what can be chosen is meant, as ['a', 'b'].";
  return null;
}

/** A new parameter, behind those that the flow has. `value` is its default; of a choice, what can be chosen. */
export function addParameter(subject: Subject, { name, type, value = '' }: EditOf<'addParameter'>): Draft {
  const badName = memberNameRefusal(subject.flow, name, 'A parameter');
  if (badName) return badName;
  if (!types.has(type)) return refuse(`There are no parameters of the kind '${type}'.`);
  const read = value.trim() === '' ? nothing : expressionFrom(value, 'This is no default', 'listed');
  if (!read.ok) return read;
  const { code } = read;
  const why = code === '' ? null : whyNoDefault(type, code);
  if (why !== null) return refuse(`This is no default: ${why}`);
  if (type === 'choice' && code === '') return refuse("A choice needs what can be chosen, as ['a', 'b'].");
  if (type === 'file' && code !== '') return refuse('A file has no default: it is given with each run.');
  const { tree } = subject;
  const called = localName(tree, 'parameter') ?? 'flowParameter';
  const given = code === '' ? '' : type === 'choice' ? code : `{ default: ${code} }`;
  const behind = lastParameter(subject);
  const imported = importNames(tree, ['parameter'], called === 'flowParameter' ? { parameter: called } : {});
  return {
    ok: true,
    replacements: [
      ...imported,
      newField(subject, `${name} = ${called}.${type}(${given})`, {
        ...(behind ? { behind } : {}),
        isApart: true,
      }),
    ],
    step: null,
  };
}

/** A new artifact: a field with a type, a first value, or both. */
export function addArtifact(subject: Subject, { name, type = '', value = '' }: EditOf<'addArtifact'>): Draft {
  const badName = memberNameRefusal(subject.flow, name, 'An artifact');
  if (badName) return badName;
  const of = type.trim() === '' ? nothing : typeFrom(type, 'This is no type');
  if (!of.ok) return of;
  const begun = value.trim() === '' ? nothing : expressionFrom(value, 'This is no value', 'listed');
  if (!begun.ok) return begun;
  const [kind, first] = [of.code, begun.code];
  if (kind === '' && first === '') return refuse('An artifact needs a type or a first value.');
  const written =
    first === '' ? `${name}!: ${kind}` : kind === '' ? `${name} = ${first}` : `${name}: ${kind} = ${first}`;
  return { ok: true, replacements: [newField(subject, written, { isApart: true })], step: null };
}

/** Changes an option of a parameter, such as its default, or takes it away where no value is given. */
export function setParameter(subject: Subject, { name, option, value }: EditOf<'setParameter'>): Draft {
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  const call = found.field.initializer;
  const parameter = subject.flow.graph.parameters.find(one => one.name === name);
  if (!parameter || !call || !ts.isCallExpression(call))
    return refuse(`'${name}' is not written as a parameter: change it in the code.`);
  if (!parameterOptions.has(option)) return refuse(`A parameter has no option '${option}'.`);
  const read =
    value.trim() === '' ? nothing : expressionFrom(value, `This is no value for '${option}'`, 'listed');
  if (!read.ok) return read;
  const { code } = read;
  const wrong = option === 'default' && code !== '' ? whyNoDefault(parameter.type, code) : null;
  if (wrong !== null) return refuse(`This is no default: ${wrong}`);
  const at = ts.isPropertyAccessExpression(call.expression) && call.expression.name.text !== 'choice' ? 0 : 1;
  const options = { call, at, of: name };
  const changed =
    code === '' ? withoutProperty(subject, options, option) : withProperty(subject, options, option, code);
  return changed.ok ? { ...changed, step: null } : changed;
}

/** Takes a parameter or an artifact out that nothing names any more. */
export function removeField(subject: Subject, { name }: EditOf<'removeField'>): Draft {
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  const { parsed, flow, text, tree } = subject;
  const used = parsed
    .places(flow.graph.flow)
    .find(place => place.name === name && place.role !== 'declaration');
  if (used) {
    const line = parsed.lines.range(used.span).start.line + 1;
    return refuse(`'${name}' is still named in line ${line}: change that first.`);
  }
  if (parsed.declarations(flow.graph.flow, name).length > 1)
    return refuse(
      `'${name}' overrides what the flow inherits, which would come back: take it out in the code.`,
    );
  const gone = {
    start: withComments(text, found.field, tree).start,
    end: endOfMember(text, found.field.end),
  };
  return { ok: true, replacements: [{ span: wholeLines(text, gone), text: '' }], step: null };
}

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

/** The last of the flow's own parameters, behind which a further one stands. */
function lastParameter(subject: Subject): ts.PropertyDeclaration | undefined {
  const names = new Set(subject.flow.graph.parameters.map(({ name }) => name));
  return classOf(subject)
    ?.members.filter(ts.isPropertyDeclaration)
    .findLast(one => names.has(memberName(one) ?? ''));
}

function isStatic(field: ts.PropertyDeclaration): boolean {
  return field.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}
