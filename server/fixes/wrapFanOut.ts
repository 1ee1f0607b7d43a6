import { ts } from 'ts-morph';
import { endingIn } from '../edit/branchNames.js';
import { type Removal, refuse } from '../edit/draft.js';
import { joinParameter, typedIn } from '../edit/joinParameter.js';
import { prepended } from '../edit/lists.js';
import { freeIn, freeNameLike } from '../edit/naming.js';
import { newField } from '../edit/newField.js';
import { newMethod } from '../edit/newMethod.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { isItsOwn } from '../edit/signature.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import type { Refactored, Refactoring } from './refactorings.js';

/**
 * Runs a step once for each of several items: what led to it fans out over a list, the step takes an item, and a new join
 * behind it goes on where the step did.
 */
export function wrapInFanOut(subject: Refactored, selection: Span): Refactoring[] {
  const { flow } = subject;
  const step = flow.steps.find(
    ({ nameSpan, own }) => own && nameSpan.start <= selection.start && selection.end <= nameSpan.end,
  );
  const drawn = flow.graph.steps.find(({ name }) => name === step?.name);
  if (!step || !drawn || drawn.start || drawn.join) return [];
  const title = `Run '${step.name}' for each of several items`;
  const kind = 'rewrite';
  const ways = flow.steps.flatMap(from =>
    from.transitions.filter(
      ({ returned, targets }) => returned && targets.some(({ name }) => name === step.name),
    ),
  );
  const [way] = ways;
  const [onward, other] = step.transitions.filter(({ returned }) => returned);
  const [next, second] = onward?.targets ?? [];
  if (way?.kind === 'foreach' || step.itemParameters > 0) return [];
  if (!way || ways.length > 1 || way.targets.length > 1) {
    return [{ title, kind, ...refuse(`'${step.name}' must be reached by one plain transition.`) }];
  }
  const isLinear =
    onward?.kind === 'next' && !other && !second && next?.name && step.outcomes === 1 && !step.unknown;
  if (!isLinear) return [{ title, kind, ...refuse(`'${step.name}' must go on to exactly one step.`) }];
  const call = nodeAt(subject.tree, way.span, ts.isCallExpression);
  const method = methodOf(subject, step);
  if (!call || !method) return [];
  if (!isItsOwn(subject, method, step.name))
    return [
      {
        title,
        kind,
        ...refuse(`'${step.name}' is called or overridden by other code, which gives it no item.`),
      },
    ];
  return [{ title, kind, ...wrapped(subject, step, method, call, onward.targets[0]!.nameSpan, next.name!) }];
}

function wrapped(
  subject: Refactored,
  step: ParsedStep,
  method: ts.MethodDeclaration,
  call: ts.CallExpression,
  onward: Span,
  next: string,
): Removal {
  const { flow, tree } = subject;
  const items = freeNameLike(flow, 'items');
  const join = freeNameLike(
    { ...flow, memberNames: [...flow.memberNames, items] },
    `join${capital(step.name)}`,
  );
  const callee = call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? spanOf(callee.name, tree) : spanOf(callee, tree);
  const inputs = joinParameter(subject, 'inputs');
  const ending = endingIn(subject, step, join);
  if (!ending.ok) return ending;
  const replacements = [
    newField(subject, `${typedIn(subject, items, 'unknown[]')} = []`, {
      isApart: true,
    }),
    { span: name, text: 'foreach' },
    prepended(subject, call.arguments, `this.${items}`),
    prepended(subject, method.parameters, typedIn(subject, freeIn(method, 'item'), 'unknown')),
    { span: onward, text: join },
    newMethod(subject, step, join, next, { parameters: inputs.written }),
    ...inputs.replacements,
    ...ending.replacements,
  ];
  return { ok: true, replacements };
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
