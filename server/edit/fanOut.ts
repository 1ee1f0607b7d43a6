import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { isScript, spanOf } from '../parse/source.js';
import {
  type Draft,
  ownStep,
  ownWays,
  type Removal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { expressionFrom, isPlain } from './expression.js';
import { prepended, withoutListed } from './lists.js';
import { freeIn } from './naming.js';
import { methodOf, nodeAt } from './nodes.js';
import { withoutProperty, withProperty } from './property.js';
import { plainWay } from './targets.js';

/** Runs the step that a step goes on to once for each item of a list, which it takes as its parameter. */
export function fanOut(subject: Subject, { from, to, items, item }: EditOf<'fanOut'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const target = ownStep(subject, to);
  if (!target.ok) return target;
  const way = plainWay(own.step);
  if (!way.ok) return way;
  const [only, other] = way.transition.targets;
  if (other) return refuse(`'${from}' opens a split: fan out from one of its branches.`);
  if (only?.name !== to) return refuse(`'${from}' does not go on to '${to}'.`);
  const list = expressionFrom(items, 'This is no list', 'listed');
  if (!list.ok) return list;
  if (target.step.inputs !== null)
    return refuse(`'${to}' joins branches, and can't be run for each item: put a step in between.`);
  const call = nodeAt(subject.tree, way.transition.span, ts.isCallExpression);
  const method = methodOf(subject, target.step);
  if (!call || !method) return refuse(`'${from}' can't be changed here: fan out in the code.`);
  const replacements: Replacement[] = [
    named(subject, call, 'foreach'),
    prepended(subject, call.arguments, list.code),
  ];
  if (target.step.itemParameters === 0) {
    const name = item?.trim() || freeIn(method, 'item');
    const type = isScript(subject.tree.fileName) ? '' : ': unknown';
    replacements.push(prepended(subject, method.parameters, `${name}${type}`));
  }
  return { ok: true, replacements, step: to, reaches: { from, to } };
}

/** Runs the step of a fan-out once again. The parameter for the item goes where nothing is made of it. */
export function undoFanOut(subject: Subject, { from, to }: EditOf<'undoFanOut'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const target = ownStep(subject, to);
  if (!target.ok) return target;
  const ways = own.step.transitions.filter(({ returned }) => returned);
  const [way] = ways;
  if (way?.kind !== 'foreach' || ways.length > 1 || way.targets[0]?.name !== to)
    return refuse(`'${from}' does not open a fan-out over '${to}' alone: change it in the code.`);
  const call = nodeAt(subject.tree, way.span, ts.isCallExpression);
  const method = methodOf(subject, target.step);
  const [items, , options] = call?.arguments ?? [];
  if (!call || !method || !items) return refuse(`'${from}' can't be changed here: change it in the code.`);
  const replacements: Replacement[] = [
    named(subject, call, 'next'),
    ...withoutListed(subject, call.arguments, items),
    ...(options ? withoutListed(subject, call.arguments, options) : []),
  ];
  for (const parameter of method.parameters.toReversed()) {
    if (isUsed(method, parameter))
      return refuse(`'${to}' makes use of the item: change that in the code first.`);
  }
  const [first, last] = [method.parameters[0], method.parameters.at(-1)];
  if (first && last)
    replacements.push({
      span: { start: spanOf(first, subject.tree).start, end: last.end },
      text: '',
    });
  return { ok: true, replacements, step: to, reaches: { from, to } };
}

/** How many tasks of a fan-out run at a time; as many as there is room for where no number is given. */
export function setConcurrency(subject: Subject, { from, to, count }: EditOf<'setConcurrency'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const ways = own.step.transitions.filter(({ returned, kind }) => returned && kind === 'foreach');
  const [way] = ways.filter(({ targets }) => targets.some(({ name }) => name === to));
  if (!way || ways.length > 1) return refuse(`'${from}' does not open a fan-out over '${to}' alone.`);
  const call = nodeAt(subject.tree, way.span, ts.isCallExpression);
  if (!call || call.arguments.some(ts.isSpreadElement))
    return refuse(`'${from}' can't be changed here: change it in the code.`);
  const options = { call, at: 2, of: from };
  if (count.trim() === '') return done(withoutProperty(subject, options, 'concurrency'));
  const what = 'This is no number of tasks';
  const read = expressionFrom(count, what, 'listed');
  if (!read.ok) return read;
  if (isPlain(read.code) && !/^[1-9][\d_]*$/.test(read.code))
    return refuse(`${what}: a whole number from 1 on is meant.`);
  return done(withProperty(subject, options, 'concurrency', read.code));

  function done(changed: Removal): Draft {
    return changed.ok ? { ...changed, step: from } : changed;
  }
}

function named({ tree }: Subject, call: ts.CallExpression, name: string): Replacement {
  const callee = call.expression;
  return {
    span: ts.isPropertyAccessExpression(callee) ? spanOf(callee.name, tree) : spanOf(callee, tree),
    text: name,
  };
}

function isUsed(method: ts.MethodDeclaration, parameter: ts.ParameterDeclaration): boolean {
  const names = new Set<string>();
  const collect = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) collect(element.name);
  };
  collect(parameter.name);
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && names.has(node.text)) || (ts.forEachChild(node, visit) ?? false);
  return method.body ? visit(method.body) : true;
}
