import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';

/** What a step does behind one of its statements, as far as it matters to what would return there. */
export type Rest =
  /** Nothing that could be seen: what is returned where the statement stands keeps nothing from being done. */
  | { readonly kind: 'nothing' }
  /** A jump in the same list: what is returned may stand in its place. */
  | { readonly kind: 'leaves'; readonly jump: ts.Statement; readonly isNext: boolean }
  /** Statements of the same list, all of which are come to: what is returned may stand behind the last. */
  | { readonly kind: 'statements'; readonly last: ts.Statement };

/** What is done behind a statement of a step; null where that can't be had by returning once, here or behind it. */
export function restBehind(
  statement: ts.Statement,
  method: ts.MethodDeclaration,
  step: ParsedStep,
  tree: ts.SourceFile,
): Rest | null {
  const way = new Way(method, step, tree);
  if (!way.isReturnable(statement)) return null;
  const list = listAround(statement);
  const rest = list.slice(list.indexOf(statement) + 1).filter(one => !isInert(one));
  const last = rest.at(-1);
  if (!last) return way.endsBehind(statement) ? { kind: 'nothing' } : null;
  const isLeft = isJump(last);
  const passed = isLeft ? rest.slice(0, -1) : rest;
  // Where control could leave before, or another transition is made, one at the end would not be the one that is meant.
  if (passed.some(one => leaves(one) || way.hasTransition(one))) return null;
  // An error of what is in between would be caught, and nothing returned.
  if (passed.length > 0 && way.isCaught(statement)) return null;
  if (isLeft) return way.endsWith(last) ? { kind: 'leaves', jump: last, isNext: passed.length === 0 } : null;
  return way.endsBehind(last) ? { kind: 'statements', last } : null;
}

/** Follows control from a place to the end of a method. */
class Way {
  readonly #method: ts.MethodDeclaration;
  readonly #transitions: ReadonlySet<number>;
  readonly #tree: ts.SourceFile;

  constructor(method: ts.MethodDeclaration, step: ParsedStep, tree: ts.SourceFile) {
    this.#method = method;
    this.#transitions = new Set(step.transitions.map(({ span }) => span.start));
    this.#tree = tree;
  }

  /** A `return` there is one of the method, and neither hides an error nor is outdone by a `finally`. */
  isReturnable(statement: ts.Statement): boolean {
    for (let at: ts.Node = statement; ; at = at.parent) {
      const { parent } = at;
      if (parent === this.#method) return true;
      if (ts.isFunctionLike(parent) || ts.isClassLike(parent) || ts.isSourceFile(parent)) return false;
      if (!ts.isTryStatement(parent) || !parent.finallyBlock) continue;
      if (parent.finallyBlock === at) return false;
      if (leaves(parent.finallyBlock) || this.hasTransition(parent.finallyBlock)) return false;
    }
  }

  /** The method goes on after an error there. */
  isCaught(statement: ts.Statement): boolean {
    for (let at: ts.Node = statement; at.parent !== this.#method; at = at.parent) {
      if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) return true;
    }
    return false;
  }

  /** Nothing is done once a statement has come to its end. */
  endsBehind(statement: ts.Statement): boolean {
    for (const next of following(statement)) {
      if (isInert(next)) continue;
      if (isJump(next)) return this.endsWith(next);
      if (ts.isReturnStatement(next)) return this.#isQuiet(next);
      // What another transition is made of is quiet: this one is made in its place.
      if (!this.#isQuiet(next)) return false;
    }
    const { parent } = statement;
    if (ts.isBlock(parent)) {
      const around = parent.parent;
      if (around === this.#method) return true;
      if (ts.isTryStatement(around)) return this.endsBehind(around);
      if (ts.isCatchClause(around)) return this.endsBehind(around.parent);
      return ts.isFunctionLike(around) ? false : this.endsBehind(parent);
    }
    if (ts.isIfStatement(parent) || ts.isLabeledStatement(parent)) return this.endsBehind(parent);
    if (ts.isCaseOrDefaultClause(parent)) return this.endsBehind(parent.parent.parent);
    // Behind the body of a loop comes its next turn.
    return false;
  }

  /** Nothing is done where a jump leads to. */
  endsWith(jump: ts.Statement): boolean {
    if (ts.isReturnStatement(jump)) return true;
    if (!ts.isBreakStatement(jump)) return false;
    const target = targetOf(jump);
    return target !== null && this.endsBehind(target);
  }

  hasTransition(node: ts.Node): boolean {
    return this.#isTransition(node) || (ts.forEachChild(node, child => this.hasTransition(child)) ?? false);
  }

  #isTransition(node: ts.Node): boolean {
    if (!ts.isCallExpression(node)) return false;
    return callsFlow(node) || this.#transitions.has(spanOf(node, this.#tree).start);
  }

  /** It only asks and makes transitions: nothing of it could be seen, were it not done. */
  #isQuiet(node: ts.Node): boolean {
    if (ts.isFunctionLike(node)) return true;
    if (loud.has(node.kind) || isAssignment(node)) return false;
    if (ts.isCallExpression(node) && !this.#isTransition(node)) return false;
    if (ts.isReturnStatement(node) && node.expression && !this.#isTransition(node.expression)) return false;
    return !ts.forEachChild(node, child => !this.#isQuiet(child));
  }
}

const loud: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.VariableStatement,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.DebuggerStatement,
  ts.SyntaxKind.BreakStatement,
  ts.SyntaxKind.ContinueStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.TryStatement,
]);

/** `this.next(…)`, also where the parser does not take it for a transition. */
function callsFlow({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.expression.kind === ts.SyntaxKind.ThisKeyword &&
    (expression.name.text === 'next' || expression.name.text === 'foreach')
  );
}

function isAssignment(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  return (
    ts.isPostfixUnaryExpression(node) ||
    (ts.isPrefixUnaryExpression(node) &&
      (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken))
  );
}

/** The statements that one stands among. */
function listAround({ parent }: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) ? parent.statements : [];
}

/** What control comes to behind a statement: the rest of its list, and of a `case` those below it. */
function following(statement: ts.Statement): readonly ts.Statement[] {
  const list = listAround(statement);
  const rest = list.slice(list.indexOf(statement) + 1);
  const { parent } = statement;
  if (!ts.isCaseOrDefaultClause(parent)) return rest;
  const { clauses } = parent.parent;
  return [...rest, ...clauses.slice(clauses.indexOf(parent) + 1).flatMap(clause => [...clause.statements])];
}

/** It only declares. */
function isInert(statement: ts.Statement): boolean {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEmptyStatement(statement)
  );
}

/** It leaves, and gives nothing. */
function isJump(statement: ts.Statement): boolean {
  return (
    ts.isBreakOrContinueStatement(statement) || (ts.isReturnStatement(statement) && !statement.expression)
  );
}

/** Whether control may leave a statement otherwise than by its end or an error. */
function leaves(statement: ts.Statement): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isReturnStatement(node)) return true;
    if (ts.isBreakOrContinueStatement(node)) {
      const target = targetOf(node);
      return target === null || target.pos < statement.pos || target.end > statement.end;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(statement);
}

/** What a jump leaves, or goes on with. */
function targetOf(jump: ts.BreakOrContinueStatement): ts.Statement | null {
  for (let at: ts.Node = jump.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (jump.label) {
      if (ts.isLabeledStatement(at) && at.label.text === jump.label.text) return at;
    } else if (
      ts.isIterationStatement(at, false) ||
      (ts.isBreakStatement(jump) && ts.isSwitchStatement(at))
    ) {
      return at;
    }
  }
  return null;
}
