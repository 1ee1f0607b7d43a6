import type { EditOf } from '../../runtime/model/edit.js';
import { type Draft, refuse, type Subject } from './draft.js';
import { importNames, localName } from './importNames.js';
import { nameRefusal } from './naming.js';
import { lastMember } from './newField.js';
import { classOf } from './nodes.js';

/** The first step of a flow that has none. */
export function addFirst(subject: Subject, { name: asked }: EditOf<'addFirst'>): Draft {
  const { flow, tree } = subject;
  if (flow.steps.length > 0) return refuse(`${flow.graph.flow} has steps already: add one after another.`);
  const name = asked ?? 'start';
  const badName = nameRefusal(flow, name);
  if (badName) return badName;
  const step = localName(tree, 'step', classOf(subject) ?? tree) ?? 'flowStep';
  const options = name === 'start' ? '' : '{ start: true }';
  const method = `@${step}(${options}) ${name}() {}`;
  const replacements = importNames(tree, ['step'], step === 'flowStep' ? { step } : {});
  replacements.push(lastMember(subject, method));
  return { ok: true, replacements, step: name };
}
