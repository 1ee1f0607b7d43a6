import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { isScript, spanOf } from '../parse/source.js';
import { fieldOf } from './declared.js';
import { type Draft, insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { expressionFrom, surroundingsAt, typeFrom } from './expression.js';
import { indentAt, lineStart } from './layout.js';
import { newlineOf } from './style.js';

/** Gives an artifact another type or first value, or takes one of the two away where the other is there. */
export function setArtifact(subject: Subject, { name, part, value }: EditOf<'setArtifact'>): Draft {
  if (part !== 'type' && part !== 'value') return refuse(`An artifact has no '${part}'.`);
  if (subject.flow.graph.parameters.some(one => one.name === name))
    return refuse(`'${name}' is a parameter, which runs are given: change its kind or its default.`);
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  const made = part === 'type' ? typed(subject, found.field, value) : begun(subject, found.field, value);
  return made.ok ? { ok: true, replacements: made.replacements, step: null } : made;
}

type Made = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

const tooLittle = 'An artifact needs a type or a first value.';

/** The field's own name with what follows on it: `!` or `?`. */
function endOfName({ name, questionToken, exclamationToken }: ts.PropertyDeclaration): number {
  return (questionToken ?? exclamationToken ?? name).end;
}

function typed(subject: Subject, field: ts.PropertyDeclaration, written: string): Made {
  const isAway = written.trim() === '';
  if (isAway && !field.initializer) return refuse(tooLittle);
  const around = surroundingsAt(subject, spanOf(field, subject.tree).end);
  const read = isAway ? null : typeFrom(written, 'This is no type', around);
  if (read && !read.ok) return read;
  const code = read?.code ?? null;
  if (isScript(subject.tree.fileName)) return typedInComment(subject, field, code);
  const { type, questionToken, exclamationToken, initializer } = field;
  if (type) {
    const span = spanOf(type, subject.tree);
    return one(
      code === null ? { span: { start: endOfName(field), end: type.end }, text: '' } : { span, text: code },
    );
  }
  if (code === null) return { ok: true, replacements: [] };
  // Without a value it is set by a step, which TypeScript can't see.
  const mark = initializer || questionToken || exclamationToken ? '' : '!';
  return one(insertion(endOfName(field), `${mark}: ${code}`));
}

/** JavaScript says types in comments. */
function typedInComment({ text, tree }: Subject, field: ts.PropertyDeclaration, code: string | null): Made {
  const type = ts.getJSDocType(field);
  if (type && code !== null) return one({ span: spanOf(type, tree), text: code });
  if (ts.getJSDocCommentsAndTags(field).length > 0)
    return refuse(
      `The comment of '${field.name.getText(tree)}' says ${type ? 'its type' : 'no type'}: change that in the code.`,
    );
  if (code === null) return { ok: true, replacements: [] };
  const { start } = spanOf(field, tree);
  const isAlone = text.slice(lineStart(text, start), start).trim() === '';
  return one(
    insertion(start, `/** @type {${code}} */${isAlone ? newlineOf(text) + indentAt(text, start) : ' '}`),
  );
}

function begun(subject: Subject, field: ts.PropertyDeclaration, written: string): Made {
  const { tree } = subject;
  const { type, initializer, exclamationToken, questionToken } = field;
  if (written.trim() === '') {
    if (!initializer) return { ok: true, replacements: [] };
    if (!type && !isScript(tree.fileName)) return refuse(tooLittle);
    const away = { span: { start: (type ?? { end: endOfName(field) }).end, end: initializer.end }, text: '' };
    const isMarked = questionToken || isScript(tree.fileName);
    return { ok: true, replacements: isMarked ? [away] : [insertion(field.name.end, '!'), away] };
  }
  const around = surroundingsAt(subject, spanOf(field, tree).end);
  const read = expressionFrom(written, 'This is no value', 'listed', around);
  if (!read.ok) return read;
  if (initializer) return one({ span: spanOf(initializer, tree), text: read.code });
  const begin = insertion((type ?? { end: endOfName(field) }).end, ` = ${read.code}`);
  const mark = exclamationToken && { span: spanOf(exclamationToken, tree), text: '' };
  // Both at one place where no type stands between.
  if (mark && !type) return one({ span: mark.span, text: ` = ${read.code}` });
  return { ok: true, replacements: mark ? [mark, begin] : [begin] };
}

function one(replacement: Replacement): Made {
  return { ok: true, replacements: [replacement] };
}
