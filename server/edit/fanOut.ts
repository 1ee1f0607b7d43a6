import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { isIdentifier } from '../parse/names.js';
import { spanOf } from '../parse/source.js';
import {
  type Draft,
  insertion,
  ownStep,
  ownWays,
  type Removal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { expressionFrom, isVariableName, surroundingsAt } from './expression.js';
import { itemType } from './itemType.js';
import { typedIn } from './joinParameter.js';
import { prepended, withoutListed } from './lists.js';
import { literalKind } from './literalKind.js';
import { freeIn, isNamedIn } from './naming.js';
import { methodOf, nodeAt } from './nodes.js';
import { withoutProperty, withProperty } from './property.js';
import { isItsOwn, usesArguments } from './signature.js';
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
  if (target.step.inputs !== null)
    return refuse(`'${to}' joins branches, and can't be run for each item: put a step in between.`);
  const call = nodeAt(subject.tree, way.transition.span, ts.isCallExpression);
  const method = methodOf(subject, target.step);
  const callee = call && calleeName(call);
  if (!callee || !method) return refuse(`'${from}' can't be changed here: fan out in the code.`);
  const around = surroundingsAt(subject, spanOf(call, subject.tree).start, methodOf(subject, own.step));
  const list = expressionFrom(items, 'This is no list', 'listed', around);
  if (!list.ok) return list;
  const replacements: Replacement[] = [
    { span: spanOf(callee, subject.tree), text: 'foreach' },
    prepended(subject, call.arguments, list.code),
  ];
  if (target.step.itemParameters === 0) {
    const type = itemType(subject, list.code);
    const taking = withItem(subject, method, to, { asked: item?.trim() ?? '', type });
    if (!taking.ok) return taking;
    replacements.push(...taking.replacements);
  }
  return { ok: true, replacements, step: to, reaches: { from, to } };
}

/** Has a step take an item. */
function withItem(
  subject: Subject,
  method: ts.MethodDeclaration,
  step: string,
  { asked, type }: { readonly asked: string; readonly type: string },
): Removal {
  const name = asked === '' ? freeIn(method, 'item') : asked;
  if (isIdentifier(name) && !isVariableName(name))
    return refuse(`'${name}' is a word of the language: choose another one for the item.`);
  if (!isVariableName(name))
    return refuse(`'${name}' can't be the name of an item: use letters, digits, _ and $.`);
  if (isNamedIn(method, name))
    return refuse(`'${name}' is the name of something else in '${step}': choose another one for the item.`);
  if (!isItsOwn(subject, method, step))
    return refuse(
      `'${step}' is called, or overridden, as the method that it is: have it take an item in the code first.`,
    );
  const written = typedIn(subject, name, type);
  const [first] = method.parameters;
  const isThis = first && ts.isIdentifier(first.name) && first.name.text === 'this';
  const put = isThis ? insertion(first.end, `, ${written}`) : prepended(subject, method.parameters, written);
  return { ok: true, replacements: [put] };
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
  const callee = call && calleeName(call);
  if (!callee || !method || !items) return refuse(`'${from}' can't be changed here: change it in the code.`);
  if (method.parameters.some(parameter => isUsed(method, parameter)))
    return refuse(`'${to}' makes use of the item: change that in the code first.`);
  const { tree } = subject;
  // What is said of the type of the items is said of none then.
  const types = call.typeArguments
    ? [{ span: { start: callee.end, end: call.arguments.pos - 1 }, text: '' }]
    : [];
  const replacements: Replacement[] = [
    { span: spanOf(callee, tree), text: 'next' },
    ...types,
    ...withoutListed(subject, call.arguments, items),
    ...(options ? withoutListed(subject, call.arguments, options) : []),
  ];
  // Another fan-out may give it items.
  const isElsewhere = subject.flow.graph.edges.some(
    edge => edge.kind === 'fanout' && edge.to === to && edge.from !== from,
  );
  const [first, ...others] = method.parameters;
  const isThis = first && ts.isIdentifier(first.name) && first.name.text === 'this';
  const close = method.getChildren(tree).find(({ kind, pos }) => {
    return kind === ts.SyntaxKind.CloseParenToken && pos >= method.parameters.end;
  });
  if (!isElsewhere && close && first && (!isThis || others.length > 0)) {
    const start = isThis ? first.end : method.parameters.pos;
    replacements.push({ span: { start, end: spanOf(close, tree).start }, text: '' });
  }
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
  const around = surroundingsAt(subject, spanOf(call, subject.tree).end - 1, methodOf(subject, own.step));
  const read = expressionFrom(count, what, 'listed', around);
  if (!read.ok) return read;
  const kind = literalKind(read.node);
  if (kind !== null && !(kind === 'number' && /^[1-9][\d_]*$/.test(read.code)))
    return refuse(`${what}: a whole number from 1 on is meant.`);
  return done(withProperty(subject, options, 'concurrency', read.code));

  function done(changed: Removal): Draft {
    return changed.ok ? { ...changed, step: from } : changed;
  }
}

/** What a transition is made with: `next` or `foreach`, where it is named behind a dot. */
function calleeName({ expression }: ts.CallExpression): ts.MemberName | null {
  return ts.isPropertyAccessExpression(expression) ? expression.name : null;
}

function isUsed(method: ts.MethodDeclaration, { name }: ts.ParameterDeclaration): boolean {
  if (!method.body || usesArguments(method.body)) return true;
  const names = new Set<string>();
  const collect = (at: ts.BindingName): void => {
    if (ts.isIdentifier(at)) names.add(at.text);
    else for (const element of at.elements) if (ts.isBindingElement(element)) collect(element.name);
  };
  collect(name);
  const { body } = method;
  return [...names].some(one => isNamedIn(body, one));
}
