import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { type Draft, insertion, ownStep, type Removal, refuse, type Subject } from './draft.js';
import { fieldOf } from './fields.js';
import { indentAt, lineStart, wholeLines } from './layout.js';
import { methodOf } from './nodes.js';
import { newlineOf } from './style.js';

/** Writes what is said of a step in its doc comment. */
export function describeStep(subject: Subject, { step: name, text }: EditOf<'describeStep'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const method = methodOf(subject, own.step);
  if (!method) return refuse(`'${name}' is not written as a method: describe it in the code.`);
  const described = withDoc(subject, method, text);
  return described.ok ? { ...described, step: name } : described;
}

/** Writes what is said of a parameter or an artifact in its doc comment. */
export function describeField(subject: Subject, { name, text }: EditOf<'describeField'>): Draft {
  const field = fieldOf(subject, name);
  if (!field.ok) return field;
  const described = withDoc(subject, field.field, text);
  return described.ok ? { ...described, step: null } : described;
}

/** A member with another doc comment. Tags stay as they are; a comment that is left without a word goes. */
function withDoc(subject: Subject, member: ts.ClassElement, said: string): Removal {
  if (said.includes('*/')) return refuse('A comment ends at */, which can therefore not stand in it.');
  const { text, tree } = subject;
  const newline = newlineOf(text);
  const words = said
    .trim()
    .split(/\r?\n/)
    .map(line => line.trimEnd());
  const old = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc).at(-1);
  const tags = old?.tags?.[0] ? tagsOf(text.slice(old.tags[0].pos, old.end)) : [];
  const lines = [...(said.trim() === '' ? [] : words), ...tags];
  const { start } = spanOf(member, tree);
  const indent = indentAt(text, start);
  if (!old) {
    if (lines.length === 0) return { ok: true, replacements: [] };
    const isFirst = text.slice(lineStart(text, start), start).trim() === '';
    const behind = isFirst ? `${newline}${indent}` : ' ';
    return { ok: true, replacements: [insertion(start, `${comment(lines, newline, indent)}${behind}`)] };
  }
  const span = { start: old.pos, end: old.end };
  return {
    ok: true,
    replacements: [
      lines.length === 0
        ? { span: wholeLines(text, span), text: '' }
        : { span, text: comment(lines, newline, indent) },
    ],
  };
}

function comment(lines: readonly string[], newline: string, indent: string): string {
  const [only, more] = lines;
  if (only !== undefined && more === undefined) return `/** ${only} */`;
  const within = lines.map(line => `${indent} *${line === '' ? '' : ` ${line}`}`);
  return ['/**', ...within, `${indent} */`].join(newline);
}

/** The lines from the first tag on, without the stars in front of them. */
function tagsOf(written: string): string[] {
  return written
    .replace(/\s*\*\/$/, '')
    .split(/\r?\n/)
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\* ?/, '')).trimEnd());
}
