import type { EditOf } from '../../runtime/model/edit.js';
import { type Draft, insertion, type Replacement, refuse, type Subject } from './draft.js';
import { importNames, localName } from './importNames.js';
import { indentAt, isOneLine, unitOf } from './layout.js';
import { nameRefusal } from './naming.js';
import { newlineOf } from './style.js';

/** The first step of a flow that has none. */
export function addFirst(subject: Subject, { name: asked }: EditOf<'addFirst'>): Draft {
  const { flow, tree } = subject;
  if (flow.steps.length > 0) return refuse(`${flow.graph.flow} has steps already: add one after another.`);
  const name = asked ?? 'start';
  const badName = nameRefusal(flow, name);
  if (badName) return badName;
  const step = localName(tree, 'step') ?? 'flowStep';
  const options = name === 'start' ? '' : '{ start: true }';
  const method = `@${step}(${options}) ${name}() {}`;
  const replacements = importNames(tree, ['step'], step === 'flowStep' ? { step } : {});
  replacements.push(last(subject, method));
  return { ok: true, replacements, step: name };
}

/** Behind all that a class holds, on a line of its own, unless what it holds is on its line. */
function last({ text, flow }: Subject, member: string): Replacement {
  const end = flow.full.end - 1;
  const { start } = flow.members;
  const inside = text.slice(start, end);
  const isEmpty = inside.trim() === '';
  if (!isEmpty && isOneLine(text, flow.full)) return insertion(start + inside.trimEnd().length, ` ${member}`);
  const newline = newlineOf(text);
  const outer = indentAt(text, flow.full.start);
  const line = `${newline}${outer}${unitOf(text)}${member}`;
  if (isEmpty) return { span: { start, end }, text: `${line}${newline}${outer}` };
  return insertion(start + inside.trimEnd().length, `${newline}${line}`);
}
