import { ts } from 'ts-morph';

/** What it depends on whether a child of a statement or expression is come to. */
export function conditionsIn(parent: ts.Node): readonly ts.Expression[] {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return [parent.expression];
  if (ts.isSwitchStatement(parent)) {
    const cases = parent.caseBlock.clauses.filter(ts.isCaseClause);
    return cases.length === 0 ? none : [parent.expression, ...cases.map(({ expression }) => expression)];
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return [parent.expression];
  if (ts.isForStatement(parent)) return parent.condition ? [parent.condition] : none;
  if (ts.isConditionalExpression(parent)) return [parent.condition];
  return ts.isBinaryExpression(parent) && isShortCircuit(parent.operatorToken.kind) ? [parent.left] : none;
}

const none: readonly ts.Expression[] = [];

const known = new WeakMap<ts.Statement, readonly ts.Expression[] | null>();

/**
 * The conditions under which control leaves a statement for what does not stand behind it: by a `return`, or by a `break` or `continue` of
 * something around it. Null where it never does.
 */
export function conditionsToLeave(statement: ts.Statement): readonly ts.Expression[] | null {
  let found = known.get(statement);
  if (found === undefined) {
    const look = new Look();
    look.at(statement, none, { labels: [], isBreakable: false, isContinuable: false });
    found = look.leaves ? [...look.conditions] : null;
    known.set(statement, found);
  }
  return found;
}

/** What a `break` or `continue` inside a statement may mean without leaving that. */
interface Inside {
  readonly labels: readonly string[];
  readonly isBreakable: boolean;
  readonly isContinuable: boolean;
}

class Look {
  readonly conditions = new Set<ts.Expression>();
  leaves = false;

  at(node: ts.Node, under: readonly ts.Expression[], inside: Inside): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) || (ts.isBreakOrContinueStatement(node) && !isInside(node, inside))) {
      this.leaves = true;
      for (const condition of under) this.conditions.add(condition);
      return;
    }
    const own = ts.isDoStatement(node) ? [node.expression] : conditionsIn(node);
    const conditions = own.length > 0 ? [...under, ...own] : under;
    const deeper = within(node, inside);
    ts.forEachChild(node, child => this.at(child, conditions, deeper));
  }
}

function within(node: ts.Node, inside: Inside): Inside {
  if (ts.isLabeledStatement(node)) return { ...inside, labels: [...inside.labels, node.label.text] };
  if (ts.isIterationStatement(node, false)) return { ...inside, isBreakable: true, isContinuable: true };
  return ts.isSwitchStatement(node) ? { ...inside, isBreakable: true } : inside;
}

function isInside(
  node: ts.BreakOrContinueStatement,
  { labels, isBreakable, isContinuable }: Inside,
): boolean {
  if (node.label) return labels.includes(node.label.text);
  return ts.isBreakStatement(node) ? isBreakable : isContinuable;
}

/** A `for` that counts, or goes through something, and has most likely a turn; `for (; more; )` may have none, as a `while`. */
export function isTakenToTurn(loop: ts.IterationStatement): boolean {
  if (ts.isForStatement(loop))
    return loop.initializer !== undefined || loop.incrementor !== undefined || !loop.condition;
  return !ts.isWhileStatement(loop);
}

export function isShortCircuit(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}
