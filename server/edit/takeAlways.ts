import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { withoutCasts } from '../parse/literal.js';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { withComments } from './comments.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { setsSomething } from './effects.js';
import { indentAt } from './layout.js';
import { methodOf, nodeAt } from './nodes.js';
import { stopAt } from './stop.js';
import { newlineOf, styleOf } from './style.js';
import { targetsNamed } from './targets.js';

/**
 * Unmakes a condition as a whole: the step goes on one of its ways, whatever holds. All that the step does to decide goes, and must be nothing but that.
 */
export function takeAlways(subject: Subject, { from, to }: EditOf<'takeAlways'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const [place] = targetsNamed(own.step, to);
  if (!place) return refuse(`'${from}' does not go on to '${to}'.`);
  const { tree, text, flow } = subject;
  if (flow.graph.edges.every(edge => edge.from !== from || edge.condition === null))
    return refuse(`'${from}' always goes on to '${to}'.`);
  const body = methodOf(subject, own.step)?.body;
  if (!body || own.step.unknown) return refuse(notOnly(from));
  const calls = own.step.transitions.map(({ span }) => span);
  const isWay = (node: ts.Node): boolean =>
    calls.some(span => span.start === spanOf(node, tree).start && span.end === node.end);
  const holdsWay = (node: ts.Node): boolean => isWay(node) || (ts.forEachChild(node, holdsWay) ?? false);
  const { asked, begin } = decidingIn(body, isWay);
  const [first, last] = [body.statements[begin], body.statements.at(-1)];
  if (!first || !last || body.statements.slice(0, begin).some(holdsWay)) return refuse(notOnly(from));
  if (asked.some(setsSomething))
    return refuse(
      `A condition of '${from}' sets something, which would not be set any more: change that in the code.`,
    );
  const all = { start: withComments(text, first, tree).start, end: withComments(text, last, tree).end };
  return {
    ok: true,
    replacements: [{ span: all, text: alone(subject, place.transition.span, all) }],
    step: from,
  };
}

/** The way by itself, with what is said of it. */
function alone({ text, tree }: Subject, call: Span, { start, end }: Span): string {
  const node = nodeAt(tree, call, ts.isExpression);
  const around = node?.parent;
  const { semicolon } = styleOf(tree);
  const written = `return ${text.slice(call.start, call.end)}${stopAt(text, end, semicolon)}`;
  if (!around || !ts.isReturnStatement(around)) return written;
  const [own, said] = [spanOf(around, tree), withComments(text, around, tree)];
  const lines = text
    .slice(said.start, own.start)
    .split(/\r?\n/)
    .map(line => line.trim());
  const above = lines.slice(0, -1).map(line => line + newlineOf(text) + indentAt(text, start));
  const front = lines.at(-1) ?? '';
  return `${above.join('')}${front === '' ? '' : `${front} `}${written}${text.slice(around.end, said.end)}`;
}

/** The last statements of a step that do nothing but decide where it goes, and what they ask. */
function decidingIn(
  { statements }: ts.Block,
  isWay: (node: ts.Node) => boolean,
): { readonly begin: number; readonly asked: readonly ts.Expression[] } {
  let asked: ts.Expression[] = [];
  const gives = (written: ts.Expression): boolean => {
    const node = ts.isAwaitExpression(written) ? written.expression : withoutCasts(written);
    if (ts.isConditionalExpression(node)) {
      asked.push(node.condition);
      return gives(node.whenTrue) && gives(node.whenFalse);
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      asked.push(node.left);
      return gives(node.right);
    }
    return isWay(node) || (ts.isIdentifier(node) && node.text === 'undefined');
  };
  const decides = (node: ts.Statement): boolean => {
    if (ts.isBlock(node)) return node.statements.every(decides);
    if (ts.isReturnStatement(node)) return !node.expression || gives(node.expression);
    if (ts.isIfStatement(node)) {
      asked.push(node.expression);
      return decides(node.thenStatement) && (!node.elseStatement || decides(node.elseStatement));
    }
    if (ts.isSwitchStatement(node)) {
      asked.push(node.expression);
      return node.caseBlock.clauses.every(clause =>
        clause.statements.every(one => ts.isBreakStatement(one) || decides(one)),
      );
    }
    return false;
  };
  const begin = statements.findLastIndex(statement => !decides(statement)) + 1;
  // What stands before is none of it.
  asked = [];
  for (const statement of statements.slice(begin)) decides(statement);
  return { begin, asked };
}

function notOnly(step: string): string {
  return `'${step}' does more than decide where it goes: change that in the code.`;
}
