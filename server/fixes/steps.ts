import { ts } from 'ts-morph';
import { analyseScopes } from '../../runtime/model/scopes.js';
import { insertion, ownStep } from '../edit/draft.js';
import { goOnFromEveryEnd } from '../edit/everyEnd.js';
import { atEnd } from '../edit/goOn.js';
import { withoutListed } from '../edit/lists.js';
import { memberAccess } from '../edit/naming.js';
import { newMethod, stepMark } from '../edit/newMethod.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { startMark } from '../edit/options.js';
import { isItsOwn } from '../edit/signature.js';
import type { ParsedStep } from '../parse/parsed.js';
import { suggestion } from '../parse/problems/intended.js';
import { spanOf } from '../parse/source.js';
import { type Case, type Fix, graphFix, textOf } from './fix.js';
import { boundNames, mentions } from './mentions.js';

/** A misspelt step is corrected, or one of that name made. */
export function unknownStep(found: Case): Fix[] {
  const { flow, span, step } = found;
  const name = textOf(found, span);
  const meant = suggestion(
    flow,
    name,
    flow.steps.map(one => one.name),
  );
  const fixes: Fix[] = [];
  if (meant && !found.isSpeltOut) {
    const replacements = [{ span, text: meant }];
    fixes.push({ title: `Change to '${meant}'`, replacements, preferred: true });
  }
  const own = step && ownStep(found, step.name);
  if (own?.ok && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    const replacements = [newMethod(found, own.step, name, joinBehind(found, own.step))];
    fixes.push({
      title: `Create the step '${name}'`,
      replacements,
      preferred: meant === null,
      isBeginning: true,
    });
  }
  return fixes;
}

/** Where a further step behind one has to lead: to the join of the split that it would stand in. */
function joinBehind({ flow }: Case, { name, transitions }: ParsedStep): string | null {
  const scopes = analyseScopes(flow.graph);
  const isSplit = transitions.some(({ returned, targets }) => returned && targets.length > 1);
  const opening = isSplit ? name : scopes.openingOf(name)?.step;
  return opening === undefined ? null : scopes.joinOf(opening);
}

/** A plain method that is gone on to becomes a step. */
export function notAStep(found: Case): Fix[] {
  const name = textOf(found, found.span);
  const owner = found.step && methodOf(found, found.step)?.parent;
  const member = (owner && ts.isClassLike(owner) ? [...owner.members] : []).find(
    one => ts.isMethodDeclaration(one) && one.name.getText(found.tree) === name,
  );
  if (!member) return [];
  const { start } = spanOf(member, found.tree);
  const mark = stepMark(found);
  return [
    {
      title: `Mark '${name}' with ${mark}`,
      replacements: [insertion(start, `${mark} `)],
      preferred: true,
      isBeginning: true,
    },
  ];
}

/** A step that nothing leads to is led to from the one before it in the text that ends, or goes. */
export function unreachableStep(found: Case): Fix[] {
  const { flow, step } = found;
  if (!step) return [];
  const own = flow.steps.filter(({ own }) => own);
  const before = own
    .slice(
      0,
      own.findIndex(({ name }) => name === step.name),
    )
    .toReversed();
  const connected = before.flatMap(({ name }) =>
    graphFix(found, { kind: 'connect', from: name, to: step.name }, `Go on to '${step.name}' from '${name}'`),
  );
  const deleted = isMemberNamed(found, step)
    ? []
    : graphFix(found, { kind: 'deleteStep', step: step.name }, `Delete the step '${step.name}'`);
  // What is said of the step goes with it.
  const removing = deleted.map(fix => ({ ...fix, removes: fix.replacements.map(({ span }) => span) }));
  return [...connected.slice(0, 1), ...removing];
}

/** Some object or type has a member of that name, which may be the step: who asks for the edit can tell, but a fix is offered to everybody. */
function isMemberNamed({ tree }: Case, { name, full }: ParsedStep): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.pos < full.end && full.start < node.pos && node.end <= full.end) return false;
    const named = ts.isPropertyAccessExpression(node) || ts.isTypeElement(node) ? node.name : undefined;
    const isIt = named !== undefined && ts.isIdentifier(named) && named.text === name;
    return isIt || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(tree);
}

/** Says that ending there is meant, or, inside a split, goes on to its join. */
export function endOnPurpose(found: Case): Fix[] {
  const { step, flow } = found;
  if (!step?.own) return [];
  const scopes = analyseScopes(flow.graph);
  const opening = scopes.openingOf(step.name);
  const join = opening ? scopes.joinOf(opening.step) : null;
  if (join !== null)
    return [
      {
        title: `Go on to ${memberAccess(join, found.tree)}`,
        replacements: goOnFromEveryEnd(found, step, join),
        preferred: true,
      },
    ];
  return [{ title: "End the flow there with 'return;'", replacements: [atEnd(found, step, 'return')] }];
}

/** The second of two equal branches goes. */
export function duplicateBranch(found: Case): Fix[] {
  const node = nodeAt(found.tree, found.span, ts.isExpression);
  const call = node?.parent;
  if (!node || !call || !ts.isCallExpression(call)) return [];
  if (call.arguments.indexOf(node) < 1) return [];
  const replacements = withoutListed(found, call.arguments, node);
  const title = `Remove the second ${textOf(found, found.span)}`;
  return [{ title, replacements, removes: replacements.map(({ span }) => span), preferred: true }];
}

/** The first step of the text says that it is the first of the flow. */
export function firstStep(found: Case): Fix[] {
  const [first] = found.flow.steps.filter(({ own }) => own);
  const replacements = first ? startMark(found, first) : [];
  return first && replacements.length > 0
    ? [{ title: `Start with '${first.name}'`, replacements, preferred: true }]
    : [];
}

/** Takes the parameter of a step away, with what belongs to it. */
export function withoutParameter(found: Case): Fix[] {
  const method = found.step && methodOf(found, found.step);
  const [first] = method?.parameters ?? [];
  const last = method?.parameters.at(-1);
  if (!method || !first || !last || !isItsOwn(found, method, found.step!.name)) return [];
  const names = method.parameters.map(({ name }) => name.getText(found.tree));
  const { body } = method;
  // What the body still uses would be left without a declaration.
  const bound = method.parameters.flatMap(({ name }) => boundNames(name));
  if (body && bound.some(name => mentions(body, name))) return [];
  const end = method.getChildren(found.tree).find(({ kind }) => kind === ts.SyntaxKind.CloseParenToken);
  const span = { start: method.parameters.pos, end: end ? spanOf(end, found.tree).start : last.end };
  const title = `Take the parameter${names.length > 1 ? 's' : ''} '${names.join("', '")}' away`;
  return [{ title, replacements: [{ span, text: '' }], removes: [span] }];
}

/** A step between a fan-out and the join that it leads straight into. */
export function stepBetween(found: Case): Fix[] {
  const { step, span } = found;
  const join = textOf(found, span);
  if (!step) return [];
  return graphFix(
    found,
    { kind: 'addStep', after: step.name, before: join },
    `Add a step between '${step.name}' and '${join}'`,
    true,
  );
}

/** `this.foreach(n, …)` for a number of times. */
export function countedItems(found: Case): Fix[] {
  const written = textOf(found, found.span);
  if (
    !/number|\bthis\./.test(found.problem.message) ||
    /boolean|object|function|null/.test(found.problem.message)
  )
    return [];
  const node = nodeAt(found.tree, found.span, ts.isExpression);
  const shown = node && ts.isLeftHandSideExpression(node) ? written : `(${written})`;
  const text = `Array.from({ length: ${written} }, (_, index) => index)`;
  return [{ title: `Go through 0 to ${shown} - 1`, replacements: [{ span: found.span, text }] }];
}

/** A branch that ends inside its split goes on to the join. */
export function goOnToJoin(found: Case): Fix[] {
  const { step, flow } = found;
  if (!step) return [];
  const joins = flow.graph.steps.filter(({ join }) => join).map(({ name }) => name);
  const meant = joins.filter(name => found.problem.message.includes(`'${name}'`));
  if (!step.own) return [];
  return (meant.length > 0 ? meant : joins).flatMap(to => {
    const replacements = goOnFromEveryEnd(found, step, to);
    const title = `Go on to ${memberAccess(to, found.tree)}`;
    return [{ title, replacements, preferred: meant.length === 1 }];
  });
}
