import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { withComments } from './comments.js';
import { conditionFrom } from './condition.js';
import { type Draft, insertion, ownWays, refuse, type Subject } from './draft.js';
import { surroundingsAt } from './expression.js';
import { atEnd, endsPlainly } from './goOn.js';
import { indentAt, layoutAt, lineStart } from './layout.js';
import { memberAccess } from './naming.js';
import { methodOf } from './nodes.js';

/** Another way on, taken under a condition: in front of the way that the step ends with, or at its end. Back to an earlier step, it is a loop. */
export function connectWhen(subject: Subject, { from, to, condition }: EditOf<'connectWhen'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const { step } = own;
  const { graph } = subject.flow;
  if (!graph.steps.some(({ name }) => name === to)) return refuse(`${graph.flow} has no step '${to}'.`);
  if (graph.edges.some(edge => edge.from === from && edge.to === to && edge.condition === null))
    return refuse(`'${from}' goes on to '${to}' already.`);
  const method = methodOf(subject, step);
  if (!method?.body) return refuse(`'${from}' is not written as a method: write the condition in the code.`);
  const last = method.body.statements.at(-1);
  const around = last ? spanOf(last, subject.tree).start : step.full.start;
  const read = conditionFrom(condition, 'alone', surroundingsAt(subject, around, method));
  if (!read.ok) return read;
  const way = `if (${read.code}) return this.next(${memberAccess(to, subject.tree)})`;
  const reaches = { from, to };
  if (!last || !ts.isReturnStatement(last)) {
    return { ok: true, replacements: [atEnd(subject, step, way)], step: from, reaches };
  }
  if (endsPlainly(step) && last.expression && last.expression.getText(subject.tree) !== 'undefined')
    return refuse(`'${from}' returns a value at its end: write the condition in the code.`);
  const { text, tree } = subject;
  const { newline, semicolon } = layoutAt(subject, step);
  // What is said of the last way stays with it.
  const { start } = withComments(text, last, tree);
  const begins = text.slice(lineStart(text, start), start).trim() === '';
  const put = begins ? `${way}${semicolon}${newline}${indentAt(text, start)}` : `${way}; `;
  return { ok: true, replacements: [insertion(start, put)], step: from, reaches };
}
