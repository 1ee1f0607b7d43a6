import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { withComments } from './comments.js';
import { fieldOf } from './declared.js';
import { type Draft, insertion, ownStep, type Removal, refuse, type Subject } from './draft.js';
import { indentAt, lineStart, memberIndent, wholeLines } from './layout.js';
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

/**
 * A member with another doc comment. Its tags stay as they are, and so does its form: one that stood on lines of its own still does. A comment that is
 * left without a word goes.
 */
function withDoc(subject: Subject, member: ts.ClassElement, said: string): Removal {
  if (said.includes('*/')) return refuse('A comment ends at */, which can therefore not stand in it.');
  const { text, tree } = subject;
  const newline = newlineOf(text);
  const words = said
    .trim()
    .split(/\r\n?|\n/)
    .map(line => line.trimEnd());
  const old = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc).at(-1);
  if (old) return redescribed(subject, old, said.trim() === '' ? [] : words);
  if (said.trim() === '') return { ok: true, replacements: [] };
  const { start } = spanOf(member, tree);
  const indent = indentAt(text, start);
  const isFirst = text.slice(lineStart(text, start), start).trim() === '';
  if (isFirst)
    return {
      ok: true,
      replacements: [insertion(start, `${comment(words, newline, indent)}${newline}${indent}`)],
    };
  // In the middle of a line a comment is nobody's description.
  const own = memberIndent(subject);
  const begins = withComments(text, member, tree).start;
  const blanks = /[ \t]*$/.exec(text.slice(lineStart(text, begins), begins))![0].length;
  const put = `${newline}${own}${comment(words, newline, own)}${newline}${own}`;
  return { ok: true, replacements: [{ span: { start: begins - blanks, end: begins }, text: put }] };
}

function redescribed({ text }: Subject, old: ts.JSDoc, words: readonly string[]): Removal {
  const newline = newlineOf(text);
  const span = { start: old.pos, end: old.end };
  const indent = indentAt(text, span.start);
  const tags = old.tags?.[0] ? tagsOf(text.slice(old.tags[0].pos, old.end)) : [];
  const lines = [...words, ...tags];
  if (lines.length === 0) return { ok: true, replacements: [{ span: wholeLines(text, span), text: '' }] };
  const written = text.slice(span.start, span.end);
  const isParted =
    tags.length > 0 && words.length > 0 && /\n[ \t]*\*?[ \t]*\r?\n[ \t]*\*?[ \t]*@/.test(written);
  const all = isParted ? [...words, '', ...tags] : lines;
  const isOnLines = /^\/\*\*[ \t]*\r?\n/.test(written);
  const put = isOnLines && words.length > 0 ? onLines(all, newline, indent) : comment(all, newline, indent);
  // What it is about stands below a comment of several lines.
  const behind = /^[ \t]+(?=\S)/.exec(text.slice(span.end))?.[0].length ?? 0;
  const isBelow = behind > 0 && /[\r\n]/.test(put) && !/[\r\n]/.test(written);
  return {
    ok: true,
    replacements: [
      isBelow
        ? { span: { start: span.start, end: span.end + behind }, text: `${put}${newline}${indent}` }
        : { span, text: put },
    ],
  };
}

function comment(lines: readonly string[], newline: string, indent: string): string {
  const [only, more] = lines;
  return only !== undefined && more === undefined ? `/** ${only} */` : onLines(lines, newline, indent);
}

function onLines(lines: readonly string[], newline: string, indent: string): string {
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
