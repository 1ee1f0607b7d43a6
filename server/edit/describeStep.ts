import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { type Draft, insertion, ownStep, refuse, type Subject } from './draft.js';
import { layoutAt, wholeLines } from './layout.js';
import { methodOf } from './nodes.js';

/**
 * Writes what is said of a step in its doc comment. Tags stay as they are; a comment that is left without a word goes.
 */
export function describeStep(subject: Subject, { step: name, text: said }: EditOf<'describeStep'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const method = methodOf(subject, own.step);
  if (!method) return refuse(`'${name}' is not written as a method: describe it in the code.`);
  if (said.includes('*/')) return refuse('A comment ends at */, which can therefore not stand in it.');
  const { text, tree } = subject;
  const { newline, indent } = layoutAt(subject, own.step);
  const words = said
    .trim()
    .split(/\r?\n/)
    .map(line => line.trimEnd());
  const old = ts.getJSDocCommentsAndTags(method).filter(ts.isJSDoc).at(-1);
  const tags = old?.tags?.[0] ? tagsOf(text.slice(old.tags[0].pos, old.end)) : [];
  const lines = [...(said.trim() === '' ? [] : words), ...tags];
  if (!old) {
    if (lines.length === 0) return { ok: true, replacements: [], step: name };
    const { start } = spanOf(method, tree);
    return {
      ok: true,
      replacements: [insertion(start, `${comment(lines, newline, indent)}${newline}${indent}`)],
      step: name,
    };
  }
  const span = { start: old.pos, end: old.end };
  return {
    ok: true,
    replacements: [
      lines.length === 0
        ? { span: wholeLines(text, span), text: '' }
        : { span, text: comment(lines, newline, indent) },
    ],
    step: name,
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
