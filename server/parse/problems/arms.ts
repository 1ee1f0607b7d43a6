import { ts } from 'ts-morph';
import type { Dataflow } from '../dataflow/dataflow.js';
import { literalOf, withoutCasts } from '../literal.js';
import { oneLineOf } from '../one-line.js';
import type { ParsedFlow, ParsedStep } from '../parsed.js';
import type { Reading } from '../reading.js';
import type { StepReading } from '../steps.js';
import { type Finding, finding } from './finding.js';

/** Transitions that are never come to: in an arm that is never taken, or behind what leaves the step. */
export function armFindings(flow: ParsedFlow, steps: readonly StepReading[], data: Dataflow): Finding[] {
  return steps.flatMap(step => {
    const method = step.hasArms ? data.deeds.get(step.name)?.method : null;
    const inArms = method?.body ? new Arms(flow, step, data.reader.reading(method)).in(method.body) : [];
    return [...inArms, ...behindFindings(flow, step, inArms)];
  });
}

/** An arm inside another that is never taken either has been told of. */
function behindFindings(flow: ParsedFlow, step: ParsedStep, told: readonly Finding[]): Finding[] {
  const calls = Map.groupBy(step.transitions, ({ span }) => (span.elsewhere?.span ?? span).start);
  return [...calls.values()].flatMap(([first, ...more]) => {
    const { span, behind } = first!;
    if (!behind || told.some(one => one.span.start === span.start && one.span.end === span.end)) return [];
    const targets = new Set(
      [first!, ...more].flatMap(({ targets }) => targets.flatMap(({ name }) => name ?? [])),
    );
    const message = neverGoesOn(step.name, [...targets], 'the step never gets past what stands before it');
    const related = [{ message: 'This is why.', span: behind }];
    return [finding(flow, 'unreachable-arm', step.name, span, message, related)];
  });
}

function neverGoesOn(step: string, targets: readonly string[], why: string): string {
  const to = targets.length > 0 ? ` to ${targets.map(name => `'${name}'`).join(', ')}` : '';
  return `'${step}' never goes on${to} here, because ${why}.`;
}

class Arms {
  readonly #flow: ParsedFlow;
  readonly #step: ParsedStep;
  readonly #reading: Reading;
  readonly #found: Finding[] = [];

  constructor(flow: ParsedFlow, step: ParsedStep, reading: Reading) {
    this.#flow = flow;
    this.#step = step;
    this.#reading = reading;
  }

  in(body: ts.Node): Finding[] {
    this.#visit(body);
    return this.#found;
  }

  #visit(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isIfStatement(node)) this.#if(node);
    else if (ts.isConditionalExpression(node)) this.#always(node.condition, node.whenTrue, node.whenFalse);
    else if (ts.isSwitchStatement(node)) this.#switch(node);
    ts.forEachChild(node, child => this.#visit(child));
  }

  #if(node: ts.IfStatement): void {
    this.#always(node.expression, node.thenStatement, node.elseStatement);
    // Only the first of a chain looks along it, so that a repeated condition is told once.
    if (ts.isIfStatement(node.parent) && node.parent.elseStatement === node) return;
    const seen = new Map<string, ts.Node>();
    for (let at: ts.Statement | undefined = node; at && ts.isIfStatement(at); at = at.elseStatement) {
      const text = this.#text(at.expression);
      const before = seen.get(text);
      if (before && isSteady(at.expression)) {
        this.#never(at.thenStatement, `'${text}' has been asked before`, before);
      }
      seen.set(text, before ?? at.expression);
    }
  }

  #switch(node: ts.SwitchStatement): void {
    const seen = new Map<string, ts.Node>();
    for (const clause of node.caseBlock.clauses) {
      if (ts.isDefaultClause(clause)) continue;
      const literal = literalOf(clause.expression);
      const text = literal ? JSON.stringify(literal.value) : this.#text(clause.expression);
      const before = seen.get(text);
      if (before && isSteady(clause.expression)) {
        this.#never(clause, `there is a case ${this.#text(clause.expression)} before`, before);
      }
      seen.set(text, before ?? clause.expression);
    }
  }

  #always(condition: ts.Expression, then: ts.Node, other: ts.Node | undefined): void {
    const literal = literalOf(condition);
    if (!literal || literal.value === null || typeof literal.value === 'object') return;
    const text = this.#text(condition);
    if (!literal.value) this.#never(then, `'${text}' is never true`, condition);
    else if (other) this.#never(other, `'${text}' is always true`, condition);
  }

  /** Tells of the transitions in an arm: what else is dead is TypeScript's to say. */
  #never(arm: ts.Node, why: string, because: ts.Node): void {
    const { name } = this.#step;
    for (const call of transitionsIn(arm)) {
      const span = this.#reading.span(call);
      // An arm inside another that is never taken either has been told of.
      if (this.#found.some(one => one.span.start === span.start && one.span.end === span.end)) continue;
      const message = neverGoesOn(name, call.arguments.flatMap(stepNamed), why);
      const related = [{ message: 'This is why.', span: this.#reading.span(because) }];
      this.#found.push(finding(this.#flow, 'unreachable-arm', name, span, message, related));
    }
  }

  #text(node: ts.Node): string {
    return oneLineOf(node, this.#reading.tree);
  }
}

function transitionsIn(arm: ts.Node): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isCallExpression(node) && isTransition(node)) calls.push(node);
    ts.forEachChild(node, look);
  };
  look(arm);
  return calls;
}

function stepNamed(arg: ts.Expression): string[] {
  const value = withoutCasts(arg);
  const isMember =
    ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isMember ? [value.name.text] : [];
}

function isTransition({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.expression.kind === ts.SyntaxKind.ThisKeyword &&
    (expression.name.text === 'next' || expression.name.text === 'foreach')
  );
}

/** Asked twice, it gives the same: nothing in it is called, assigned or awaited. */
function isSteady(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node)) return false;
  if (ts.isPostfixUnaryExpression(node)) return false;
  if (
    ts.isPrefixUnaryExpression(node) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  ) {
    return false;
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  ) {
    return false;
  }
  return !ts.forEachChild(node, child => !isSteady(child));
}
