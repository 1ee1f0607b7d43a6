import { ts } from 'ts-morph';
import { isConsole, isLogical, mayBeTransition, mayNotReturn, withoutAwait } from './expressions.js';
import { literalOf, propertyName, withoutCasts } from './literal.js';

/** One way a step may end: where it goes on to, that it ends the branch, or that it can't be known. */
export type Outcome =
  | {
      readonly kind: 'next' | 'foreach';
      readonly call: ts.CallExpression;
      readonly targets: readonly Target[];
    }
  | { readonly kind: 'end' }
  /** Something that is plainly no transition, which the run refuses. */
  | { readonly kind: 'value'; readonly node: ts.Expression }
  /** `next` or `foreach` called as a function of its own, without the flow it belongs to. */
  | { readonly kind: 'takenOff'; readonly node: ts.CallExpression; readonly member: 'next' | 'foreach' }
  /** A member of the flow: a step by mistake, or whatever else it holds. */
  | { readonly kind: 'member'; readonly node: ts.Expression; readonly name: string }
  | { readonly kind: 'unknown' };

export interface Target {
  readonly node: ts.Expression;
  /** Null when it takes running code to know it. */
  readonly name: string | null;
  /** It is written as something else than the step itself: what it plainly is instead. */
  readonly slip: TargetSlip | null;
  /** The method that is called to give it: a step by mistake, or one that gives a step. */
  readonly called: string | null;
  /** It is named on `super`, which has the steps of the classes that are extended. */
  readonly onBase: boolean;
}

export type TargetSlip = 'absent' | 'bound' | 'called' | 'function' | 'quoted' | 'value';

/** An outcome and the conditions under which it comes about, outermost first. */
export interface Arm {
  readonly conditions: readonly string[];
  readonly outcome: Outcome;
  /** The statement behind which control never comes to it; null where it may. */
  readonly behind: ts.Statement | null;
}

/** What control flow makes of a step's body. */
export interface Transitions {
  readonly arms: readonly Arm[];
  /** Some way leads to the end of the body with no `return`, though another one returns a transition. */
  readonly fallsThrough: boolean;
  /** Transitions whose result is thrown away. */
  readonly loose: readonly Arm[];
}

export function transitionsOf(body: ts.Block, tree: ts.SourceFile): Transitions {
  return new Walk(tree).body(body);
}

/** Whether control goes on behind a statement. `perhaps`: a call may never return, a `switch` may cover every case. */
type Falls = 'never' | 'perhaps' | 'surely';

interface Reached {
  readonly arms: readonly Arm[];
  readonly falls: Falls;
  /** A `break` in it leaves a statement around it. */
  readonly breaks: boolean;
}

const onward: Reached = { arms: [], falls: 'surely', breaks: false };
/** More combinations of `?:` among a transition's arguments than this are not told apart. */
const mostCombinations = 16;

/**
 * Follows the statements of one body in source order, as a reader would; never enters functions inside it, since
 * what those return is not what the step returns.
 */
class Walk {
  readonly #tree: ts.SourceFile;
  /** `const self = this` */
  readonly #selves = new Set<string>();
  readonly #constants = new Map<string, ts.Expression>();
  /** `const { end } = this` */
  readonly #parts = new Map<string, string>();
  readonly #loose: Arm[] = [];
  /** What control does not get past, while what stands behind it is read. */
  #behind: ts.Statement | null = null;

  constructor(tree: ts.SourceFile) {
    this.#tree = tree;
  }

  body(body: ts.Block): Transitions {
    const { arms, falls } = this.#statements(body.statements);
    const reached = arms.some(({ behind }) => behind === null);
    return { arms, fallsThrough: reached && falls === 'surely', loose: this.#loose };
  }

  #statements(statements: readonly ts.Statement[]): Reached {
    const arms: Arm[] = [];
    const rest: string[] = [];
    let falls: Falls = 'surely';
    let breaks = false;
    const outer = this.#behind;
    for (const statement of statements) {
      const reached = this.#statement(statement);
      arms.push(...under(rest, reached.arms));
      if (falls !== 'never') {
        breaks ||= reached.breaks;
        falls = reached.falls;
        // What stands behind is read on: it is what the step does as soon as this one is taken away again.
        if (falls === 'never') this.#behind ??= statement;
      }
      if (reached.arms.length > 0 && rest.length === 0) rest.push('else');
    }
    this.#behind = outer;
    return { arms, falls, breaks };
  }

  #statement(statement: ts.Statement): Reached {
    if (ts.isReturnStatement(statement)) {
      return { arms: this.#returned(statement.expression, 0), falls: 'never', breaks: false };
    }
    if (ts.isIfStatement(statement)) return this.#if(statement);
    if (ts.isBlock(statement)) return this.#statements(statement.statements);
    if (ts.isSwitchStatement(statement)) return this.#switch(statement);
    if (ts.isTryStatement(statement)) return this.#try(statement);
    if (ts.isIterationStatement(statement, false)) return this.#loop(statement);
    if (ts.isLabeledStatement(statement)) {
      const inner = this.#statement(statement.statement);
      return inner.breaks ? { ...inner, falls: 'surely' } : inner;
    }
    if (ts.isThrowStatement(statement) || ts.isContinueStatement(statement))
      return { ...onward, falls: 'never' };
    if (ts.isBreakStatement(statement)) return { arms: [], falls: 'never', breaks: true };
    if (ts.isVariableStatement(statement)) this.#declare(statement);
    if (ts.isExpressionStatement(statement)) return this.#expression(statement);
    return onward;
  }

  #if(statement: ts.IfStatement): Reached {
    const then = this.#statement(statement.thenStatement);
    const other = statement.elseStatement ? this.#statement(statement.elseStatement) : onward;
    return {
      arms: [...under([this.#text(statement.expression)], then.arms), ...under(['else'], other.arms)],
      falls: either(then.falls, other.falls),
      breaks: then.breaks || other.breaks,
    };
  }

  #switch(statement: ts.SwitchStatement): Reached {
    const arms: Arm[] = [];
    const subject = this.#text(statement.expression);
    let labels: string[] = [];
    let falls: Falls = 'perhaps';
    let leaves = false;
    let hasDefault = false;
    for (const clause of statement.caseBlock.clauses) {
      if (ts.isDefaultClause(clause)) {
        hasDefault = true;
        labels.push('default');
      } else {
        const value = this.#text(clause.expression);
        labels.push(subject === 'true' ? value : `${subject} === ${value}`);
      }
      const reached = this.#statements(clause.statements);
      const label = labels.includes('default') ? 'default' : labels.join(' || ');
      arms.push(...under([label], reached.arms));
      leaves ||= reached.breaks;
      falls = reached.falls;
      if (falls === 'never') labels = [];
    }
    // Control leaves at a `break`, behind the last clause, or, with no `default`, when no case fits.
    const end = leaves ? 'surely' : hasDefault ? falls : either(falls, 'perhaps');
    return { arms, falls: statement.caseBlock.clauses.length === 0 ? 'surely' : end, breaks: false };
  }

  #try(statement: ts.TryStatement): Reached {
    const tried = this.#statements(statement.tryBlock.statements);
    const caught = statement.catchClause ? this.#statements(statement.catchClause.block.statements) : null;
    const last = statement.finallyBlock ? this.#statements(statement.finallyBlock.statements) : onward;
    // What `finally` returns replaces whatever was returned before.
    if (last.falls === 'never' && last.arms.length > 0) return last;
    return {
      arms: [
        ...under(caught ? ['try'] : [], tried.arms),
        ...under(['catch'], caught?.arms ?? []),
        ...last.arms,
      ],
      falls: last.falls === 'never' ? 'never' : caught ? either(tried.falls, caught.falls) : tried.falls,
      breaks: tried.breaks || (caught?.breaks ?? false) || last.breaks,
    };
  }

  #loop(statement: ts.IterationStatement): Reached {
    const inner = this.#statement(statement.statement);
    const arms = inner.arms.map(arm =>
      arm.conditions.length > 0 ? arm : { ...arm, conditions: [this.#loopText(statement)] },
    );
    const endless = isEndless(statement) && !inner.breaks;
    return { arms, falls: endless ? 'never' : 'surely', breaks: false };
  }

  #expression({ expression }: ts.ExpressionStatement): Reached {
    const made = this.#returned(ts.isVoidExpression(expression) ? expression.expression : expression, 0);
    this.#loose.push(...made.filter(({ outcome: { kind } }) => kind === 'next' || kind === 'foreach'));
    return { ...onward, falls: mayNotReturn(expression) ? 'perhaps' : 'surely' };
  }

  #declare(statement: ts.VariableStatement): void {
    if (!(statement.declarationList.flags & ts.NodeFlags.Const)) return;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      const isSelf = this.#isSelf(initializer);
      if (!ts.isIdentifier(name)) {
        if (isSelf && ts.isObjectBindingPattern(name)) this.#declareParts(name);
      } else if (isSelf) this.#selves.add(name.text);
      else this.#constants.set(name.text, initializer);
    }
  }

  #declareParts(pattern: ts.ObjectBindingPattern): void {
    for (const { name, propertyName: key, dotDotDotToken } of pattern.elements) {
      const member = dotDotDotToken ? null : propertyName(key ?? (name as ts.Identifier));
      if (member !== null && ts.isIdentifier(name)) this.#parts.set(name.text, member);
    }
  }

  /** What returning an expression comes to. `depth` ends a constant that is defined by itself. */
  #returned(expression: ts.Expression | undefined, depth: number): Arm[] {
    if (!expression) return this.#always({ kind: 'end' });
    const value = withoutAwait(expression);
    if (depth > 8) return this.#always({ kind: 'unknown' });
    if (ts.isConditionalExpression(value)) {
      return [
        ...under([this.#text(value.condition)], this.#returned(value.whenTrue, depth)),
        ...under(['else'], this.#returned(value.whenFalse, depth)),
      ];
    }
    if (ts.isBinaryExpression(value)) {
      if (value.operatorToken.kind === ts.SyntaxKind.CommaToken) return this.#returned(value.right, depth);
      if (value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
        return [
          ...under([this.#text(value.left)], this.#returned(value.right, depth)),
          ...under(['else'], this.#always({ kind: 'end' })),
        ];
      }
      return this.#always(
        isLogical(value.operatorToken.kind) ? { kind: 'unknown' } : { kind: 'value', node: value },
      );
    }
    if (ts.isIdentifier(value)) {
      if (value.text === 'undefined') return this.#always({ kind: 'end' });
      const constant = this.#constants.get(value.text);
      return constant ? this.#returned(constant, depth + 1) : this.#always({ kind: 'unknown' });
    }
    if (ts.isCallExpression(value)) return this.#call(value);
    const member = this.#memberOfSelf(value);
    if (member !== null) return this.#always({ kind: 'member', node: value, name: member });
    if (mayBeTransition(value)) return this.#always({ kind: 'unknown' });
    return this.#always(isNothing(value) ? { kind: 'end' } : { kind: 'value', node: value });
  }

  #call(call: ts.CallExpression): Arm[] {
    const takenOff = this.#takenOff(call.expression);
    if (takenOff) return this.#always({ kind: 'takenOff', node: call, member: takenOff });
    const member = this.#memberOfSelf(call.expression);
    if (member === 'foreach') {
      const target = call.arguments[1];
      return target ? this.#goTo('foreach', call, [target]) : this.#always({ kind: 'unknown' });
    }
    if (member === 'next') {
      return call.arguments.length > 0
        ? this.#goTo('next', call, call.arguments)
        : this.#always({ kind: 'next', call, targets: [] });
    }
    return this.#always({ kind: isConsole(call.expression) ? 'end' : 'unknown' });
  }

  #goTo(kind: 'next' | 'foreach', call: ts.CallExpression, args: readonly ts.Expression[]): Arm[] {
    let combinations: { conditions: readonly string[]; targets: readonly Target[] }[] = [
      { conditions: [], targets: [] },
    ];
    for (const arg of args) {
      const choices = this.#targets(arg, 0);
      if (combinations.length * choices.length > mostCombinations) return this.#always({ kind: 'unknown' });
      combinations = combinations.flatMap(({ conditions, targets }) =>
        choices.map(choice => ({
          conditions: [...conditions, ...choice.conditions],
          targets: [...targets, choice.target],
        })),
      );
    }
    return combinations.map(({ conditions, targets }) => ({
      conditions,
      outcome: { kind, call, targets },
      behind: this.#behind,
    }));
  }

  /** `next` after `const { next } = this`, and `on` after `const on = this.next`. */
  #takenOff(callee: ts.Expression): 'next' | 'foreach' | null {
    const name = withoutCasts(callee);
    if (!ts.isIdentifier(name)) return null;
    const constant = this.#constants.get(name.text);
    const member = this.#parts.get(name.text) ?? (constant ? this.#memberOfSelf(constant) : null);
    return member === 'next' || member === 'foreach' ? member : null;
  }

  #targets(arg: ts.Expression, depth: number): { conditions: readonly string[]; target: Target }[] {
    const value = withoutCasts(arg);
    if (ts.isConditionalExpression(value) && depth < 4) {
      const condition = this.#text(value.condition);
      return [
        ...this.#targets(value.whenTrue, depth + 1).map(choice => ({
          ...choice,
          conditions: [condition, ...choice.conditions],
        })),
        ...this.#targets(value.whenFalse, depth + 1).map(choice => ({
          ...choice,
          conditions: ['else', ...choice.conditions],
        })),
      ];
    }
    const constant = ts.isIdentifier(value) && depth < 4 ? this.#constants.get(value.text) : undefined;
    if (constant) return this.#targets(constant, depth + 1);
    return [{ conditions: [], target: this.#target(value) }];
  }

  #target(node: ts.Expression): Target {
    const plain = { node, slip: null, called: null, onBase: isOnBase(node) };
    const name = this.#memberOfSelf(node);
    if (name !== null) return { ...plain, name };
    if (ts.isIdentifier(node)) return { ...plain, name: this.#parts.get(node.text) ?? null };
    if (ts.isStringLiteralLike(node)) return { ...plain, name: node.text, slip: 'quoted' };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
      return { ...plain, name: null, slip: 'function' };
    if (!ts.isCallExpression(node))
      return { ...plain, name: null, slip: mayBeTransition(node) ? null : 'value' };
    const callee = withoutCasts(node.expression);
    const isBind = ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind';
    const bound = isBind ? this.#memberOfSelf(callee.expression) : null;
    if (bound !== null) return { ...plain, name: bound, slip: 'bound' };
    return { ...plain, name: null, called: this.#memberOfSelf(callee) };
  }

  #memberOfSelf(node: ts.Expression): string | null {
    const access = withoutCasts(node);
    if (ts.isPropertyAccessExpression(access) && ts.isIdentifier(access.name)) {
      return this.#isSelfOrBase(access.expression) ? access.name.text : null;
    }
    if (!ts.isElementAccessExpression(access)) return null;
    const { argumentExpression: key } = access;
    if (!ts.isStringLiteralLike(key) && !ts.isNumericLiteral(key)) return null;
    return this.#isSelfOrBase(access.expression) ? key.text : null;
  }

  /** A step goes by its name: that of a base leads to the one that overrides it. */
  #isSelfOrBase(node: ts.Expression): boolean {
    return node.kind === ts.SyntaxKind.SuperKeyword || this.#isSelf(node);
  }

  #isSelf(node: ts.Expression): boolean {
    const value = withoutCasts(node);
    return (
      value.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(value) && this.#selves.has(value.text))
    );
  }

  #always(outcome: Outcome): Arm[] {
    return [{ conditions: [], outcome, behind: this.#behind }];
  }

  #text(node: ts.Node): string {
    return this.#tree.text.slice(node.getStart(this.#tree, false), node.end).replace(/\s+/g, ' ');
  }

  #loopText(statement: ts.IterationStatement): string {
    if (ts.isWhileStatement(statement) || ts.isDoStatement(statement))
      return this.#text(statement.expression);
    const header = this.#tree.text.slice(statement.getStart(this.#tree, false), statement.statement.pos);
    return header.replace(/\s+/g, ' ').trim();
  }
}

function isOnBase(node: ts.Expression): boolean {
  const access = withoutCasts(node);
  return (
    (ts.isPropertyAccessExpression(access) || ts.isElementAccessExpression(access)) &&
    access.expression.kind === ts.SyntaxKind.SuperKeyword
  );
}

/** A value that stands for nothing: a run takes `return null` for the end too. */
function isNothing(value: ts.Expression): boolean {
  const literal = literalOf(value);
  return ts.isVoidExpression(value) || (literal !== undefined && !literal.value);
}

function under(conditions: readonly string[], arms: readonly Arm[]): Arm[] {
  return arms.map(arm => ({ ...arm, conditions: [...conditions, ...arm.conditions] }));
}

function either(one: Falls, other: Falls): Falls {
  if (one === 'surely' || other === 'surely') return 'surely';
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'never';
}

function isEndless(statement: ts.IterationStatement): boolean {
  if (ts.isForStatement(statement)) return !statement.condition;
  return (
    (ts.isWhileStatement(statement) || ts.isDoStatement(statement)) &&
    statement.expression.kind === ts.SyntaxKind.TrueKeyword
  );
}
