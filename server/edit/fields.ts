import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { ParameterType } from '../../runtime/model/graph.js';
import { spanOf } from '../parse/source.js';
import { fieldOf, optionsOf, writtenParameter } from './declared.js';
import { type Draft, type Refusal, type Removal, refuse, type Subject } from './draft.js';
import { expressionFrom, type Surroundings, surroundingsAt, typeFrom } from './expression.js';
import { importNames, localName } from './importNames.js';
import { typedField } from './joinParameter.js';
import { isOneLineClass, layoutIn } from './layout.js';
import { withoutMember } from './members.js';
import { namedByRuns, namedOutside } from './namedOutside.js';
import { memberNameRefusal } from './naming.js';
import { newField } from './newField.js';
import { classOf, memberName } from './nodes.js';
import {
  kindsOfParameters,
  whyNoChoices,
  whyNoOption,
  whyNoValue,
  whyOutOfBounds,
} from './parameterOptions.js';
import { withoutProperty, withProperty } from './property.js';

type Chosen = Exclude<ParameterType, 'schema'>;

/** What a new field stands in. Nothing can be waited for there. */
function aroundField(subject: Subject): Surroundings {
  const { newline, indent } = layoutIn(subject);
  return { newline, indent, mayWait: false };
}

/** A new parameter, behind those that the flow has. `value` is its default; of a choice, what can be chosen. */
export function addParameter(subject: Subject, { name, type, value = '' }: EditOf<'addParameter'>): Draft {
  const badName = memberNameRefusal(subject.flow, name, 'A parameter');
  if (badName) return badName;
  const kind = kindsOfParameters.find(one => one === type);
  if (kind === undefined) return refuse(`There are no parameters of the kind '${type}'.`);
  const code = parameterCode(subject, kind, value);
  if (typeof code !== 'string') return code;
  const { tree } = subject;
  const called = localName(tree, 'parameter', classOf(subject) ?? tree) ?? 'flowParameter';
  const behind = lastParameter(subject);
  const imported = importNames(tree, ['parameter'], called === 'flowParameter' ? { parameter: called } : {});
  return {
    ok: true,
    replacements: [
      ...imported,
      newField(subject, `${name} = ${called}.${kind}(${code})`, {
        ...(behind ? { behind } : {}),
        isApart: true,
      }),
    ],
    step: null,
  };
}

/** What a parameter of a kind is made with; `value` is its default, of a choice what can be chosen. */
function parameterCode(subject: Subject, kind: Chosen, value: string): string | Refusal {
  if (value.trim() === '')
    return kind === 'choice' ? refuse("A choice needs what can be chosen, as ['a', 'b'].") : '';
  const what = kind === 'choice' ? 'These are no choices' : 'This is no default';
  const read = expressionFrom(value, what, 'listed', aroundField(subject));
  if (!read.ok) return read;
  const why = kind === 'choice' ? whyNoChoices(read.node) : whyNoValue(kind, 'default', read.node);
  if (why !== null) return refuse(`${what}: ${why}`);
  return kind === 'choice' ? read.code : `{ default: ${read.code} }`;
}

/** A new artifact: a field with a type, a first value, or both. */
export function addArtifact(subject: Subject, { name, type = '', value = '' }: EditOf<'addArtifact'>): Draft {
  const badName = memberNameRefusal(subject.flow, name, 'An artifact');
  if (badName) return badName;
  const around = aroundField(subject);
  const of = type.trim() === '' ? null : typeFrom(type, 'This is no type', around);
  if (of && !of.ok) return of;
  const begun = value.trim() === '' ? null : expressionFrom(value, 'This is no value', 'listed', around);
  if (begun && !begun.ok) return begun;
  if (!of && !begun) return refuse('An artifact needs a type or a first value.');
  const lineBreak = isOneLineClass(subject) ? ' ' : around.newline + around.indent;
  const field = typedField(subject, name, of?.code ?? null, begun?.code ?? null, lineBreak);
  return { ok: true, replacements: [newField(subject, field, { isApart: true })], step: null };
}

/** Changes an option of a parameter, such as its default, or takes it away where no value is given. */
export function setParameter(subject: Subject, { name, option, value }: EditOf<'setParameter'>): Draft {
  const written = writtenParameter(subject, name);
  if (!written.ok) return written;
  const { parameter, call } = written;
  const why = whyNoOption(parameter.type, option);
  if (why !== null) return refuse(why);
  const options = optionsOf(written);
  if (value.trim() === '') return changed(withoutProperty(subject, options, option));
  const what = option === 'default' ? 'This is no default' : `This is no value for '${option}'`;
  const around = surroundingsAt(subject, spanOf(call, subject.tree).end);
  const read = expressionFrom(value, what, 'listed', around);
  if (!read.ok) return read;
  const wrong = whyNoValue(parameter.type, option, read.node) ?? whyOutOfBounds(parameter, option, read.node);
  if (wrong !== null) return refuse(`${what}: ${wrong}`);
  return changed(withProperty(subject, options, option, read.code));
}

function changed(removal: Removal): Draft {
  return removal.ok ? { ...removal, step: null } : removal;
}

/** Takes a parameter or an artifact out that nothing names any more. */
export function removeField(subject: Subject, { name }: EditOf<'removeField'>): Draft {
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  const { parsed, flow, tree } = subject;
  const named = [
    ...parsed
      .places(flow.graph.flow)
      .filter(place => place.name === name && place.role !== 'declaration')
      .map(({ span }) => span.start),
    ...[...namedOutside(subject, name), ...namedByRuns(subject, name)].map(node => spanOf(node, tree).start),
  ];
  if (named.length > 0) {
    const start = Math.min(...named);
    const line = parsed.lines.range({ start, end: start }).start.line + 1;
    return refuse(`'${name}' is still named in line ${line}: change that first.`);
  }
  if (parsed.declarations(flow.graph.flow, name).length > 1)
    return refuse(
      `'${name}' overrides what the flow inherits, which would come back: take it out in the code.`,
    );
  return { ok: true, replacements: withoutMember(subject, found.field), step: null };
}

/** The last of the flow's own parameters, behind which a further one stands. */
function lastParameter(subject: Subject): ts.PropertyDeclaration | undefined {
  const names = new Set(subject.flow.graph.parameters.map(({ name }) => name));
  return classOf(subject)
    ?.members.filter(ts.isPropertyDeclaration)
    .findLast(one => names.has(memberName(one) ?? ''));
}
