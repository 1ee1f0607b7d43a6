import { ts } from 'ts-morph';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { respelt } from '../parse/dataflow/places.js';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Draft, insertion, ownStep, type Replacement, type Subject } from './draft.js';
import { nameRefusal } from './naming.js';

/** A step's new name, everywhere the class and those that extend it in this file mean the step by the old one. */
export function renameStep(
  subject: Subject,
  { step: old, name }: Extract<GraphEdit, { kind: 'renameStep' }>,
): Draft {
  const own = ownStep(subject, old);
  if (!own.ok) return own;
  if (name === old) return { ok: true, replacements: [], step: old };
  const badName = nameRefusal(subject.flow, name);
  if (badName) return badName;
  return {
    ok: true,
    replacements: [...respellings(subject, old, name), ...startMark(subject, own.step)],
    step: name,
  };
}

/** A member's new name at every place that names it. A step is named on the flow and on `inputs`, never on a single input. */
export function respellings({ parsed, flow }: Subject, old: string, name: string): Replacement[] {
  const isStep = flow.graph.steps.some(step => step.name === old);
  return parsed
    .places(flow.graph.flow)
    .filter(place => place.name === old && !(isStep && place.on === 'input'))
    .map(place => ({ span: place.span, text: respelt(place, name) }));
}

/** A step that is first by its name has to say so once it has another. */
function startMark(subject: Subject, { name, decorator }: ParsedStep): Replacement[] {
  const step = subject.flow.graph.steps.find(one => one.name === name);
  if (!step?.start || step.options.start !== undefined) return [];
  const { text, tree } = subject;
  const written = text.slice(decorator.start, decorator.end);
  const call = decoratorCall(tree, decorator.start);
  if (!call) return [insertion(decorator.start + written.length, '({ start: true })')];
  const [options] = call.arguments;
  if (!options) {
    const open = text.lastIndexOf('(', decorator.end - 1);
    return [insertion(open + 1, '{ start: true }')];
  }
  if (!ts.isObjectLiteralExpression(options)) return [];
  const first = options.properties[0];
  const at = first ? spanOf(first, tree).start : spanOf(options, tree).start + 1;
  return [insertion(at, first ? 'start: true, ' : ' start: true ')];
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
