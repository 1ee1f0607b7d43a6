import { ts } from 'ts-morph';
import { BodyNames, type Valued } from './body-names.js';
import { type Condition, is, type None, word } from './conditions.js';
import {
  type Exit,
  either,
  type Falls,
  goOn,
  leavesNearest,
  leftBy,
  leftUnder,
  onward,
  otherwise,
  type Reached,
  under,
} from './control.js';
import {
  isConsole,
  isLogical,
  isNothing,
  isOnBase,
  isOpenCall,
  mayBeTransition,
  withoutAwait,
} from './expressions.js';
import { withoutCasts } from './literal.js';
import { oneLineOf } from './one-line.js';
import type { Arm, Outcome } from './outcomes.js';
import { cannotReturn, importedCallee, isEnding } from './returns.js';
import { Targets } from './targets.js';

/** What control flow makes of a step's body. */
export interface Transitions {
  readonly arms: readonly Arm[];
  /** Some way leads to the end of the body with no `return`, though another one returns a transition. */
  readonly fallsThrough: boolean;
  /** The same, and no call stands there of which only a run can tell that it comes back. */
  readonly surelyFalls: boolean;
  /** The two of them where a transition that lacks its `return` is taken to have it, as it is told of by itself. */
  readonly asMeant: { readonly fallsThrough: boolean; readonly surelyFalls: boolean };
  /** Control never comes to an end of the body: it throws, or ends the process. */
  readonly neverEnds: boolean;
  /** What the ways stand under that end here though others go on: with a `return` of nothing, or at the end of the body. */
  readonly ends: readonly (readonly Condition[])[];
  /** Transitions whose result is thrown away. */
  readonly loose: readonly Arm[];
  /** Those that are made and go nowhere: into a variable that nobody returns, or out of a callback whose result is thrown away. */
  readonly kept: readonly Arm[];
}

/** @param followed the function that an imported name stands for; asked only where all depends on it, for its file has to be read */
export function transitionsOf(
  body: ts.Block,
  tree: ts.SourceFile,
  followed: (name: ts.Identifier) => ts.FunctionLikeDeclaration | null,
): Transitions {
  const { arms, falls, rest, loose, kept } = new Walk(body, tree).transitions();
  const comesBack = (name: ts.Identifier | null): boolean => {
    const node = name && followed(name);
    return node === null || !isEnding(node);
  };
  const reached = arms.some(({ behind }) => behind === null);
  const isPassed = (end: Falls): boolean =>
    typeof end === 'string' ? end === 'surely' : end.some(comesBack);
  const fallsThrough = reached && isPassed(falls);
  const surelyFalls = reached && falls === 'surely';
  const past = (slips: readonly Arm[]): Falls =>
    slips.length > 0 && fallsThrough ? new Walk(body, tree, callsIn(slips)).falls() : falls;
  return {
    arms,
    fallsThrough,
    surelyFalls,
    asMeant: {
      fallsThrough: fallsThrough && isPassed(past([...loose, ...kept])),
      // What is made for a variable may only be looked at.
      surelyFalls: surelyFalls && past(loose) === 'surely',
    },
    ends: goOn(arms) ? [...returnedFrom(arms), ...(surelyFalls ? [rest] : [])] : [],
    neverEnds: !reached && falls !== 'perhaps' && !isPassed(falls),
    loose,
    kept,
  };
}

function returnedFrom(arms: readonly Arm[]): (readonly Condition[])[] {
  return arms.flatMap(({ outcome, behind, conditions }) =>
    outcome.kind === 'end' && behind === null ? [conditions] : [],
  );
}

function callsIn(arms: readonly Arm[]): ReadonlySet<ts.Node> {
  return new Set(arms.flatMap(({ outcome }) => ('call' in outcome ? [outcome.call] : [])));
}

/** So many names are followed in one step: each may stand for several values, which are names again. */
const mostNames = 400;

/**
 * Follows the statements of one body in source order, as a reader would; never enters functions inside it, since
 * what those return is not what the step returns.
 */
class Walk {
  readonly #body: ts.Block;
  readonly #tree: ts.SourceFile;
  readonly #names: BodyNames;
  readonly #targets: Targets;
  readonly #slips: ReadonlySet<ts.Node>;
  readonly #loose: Arm[] = [];
  #namesLeft = mostNames;
  /** What control does not get past, while what stands behind it is read. */
  #behind: ts.Statement | null = null;

  /** @param slips transitions that control is taken not to get past, though they lack their `return` */
  constructor(body: ts.Block, tree: ts.SourceFile, slips: ReadonlySet<ts.Node> = new Set()) {
    this.#body = body;
    this.#tree = tree;
    this.#slips = slips;
    this.#names = new BodyNames(body, node => this.#text(node));
    this.#targets = new Targets(
      this.#names,
      node => this.#text(node),
      name => this.#valuesOf(name),
    );
  }

  /** `rest`: what holds where control comes to the end of the body. */
  transitions(): Pick<Reached, 'arms' | 'falls'> &
    Pick<Transitions, 'loose' | 'kept'> & { readonly rest: readonly Condition[] } {
    const reached = this.#statements(this.#body.statements);
    return { ...reached, loose: this.#loose, kept: this.#kept(reached.arms) };
  }

  /** How control comes to the end. */
  falls(): Falls {
    return this.#statements(this.#body.statements).falls;
  }

  #isSlip(node: ts.Node): boolean {
    return this.#slips.has(node) || (ts.forEachChild(node, child => this.#isSlip(child)) ?? false);
  }

  #kept(arms: readonly Arm[]): Arm[] {
    // What a call gives that is not followed may be any of them.
    if (arms.some(({ outcome: { kind } }) => kind === 'unknown' || kind === 'takenOff')) return [];
    const used = callsIn([...arms, ...this.#loose]);
    const named = this.#text(this.#body).match(/\b(?:next|foreach)\b/g)?.length ?? 0;
    if (named <= used.size) return [];
    const kept: Arm[] = [];
    const look = (node: ts.Node, isOwn: boolean): void => {
      if (ts.isClassLike(node) || (isOwn && ts.isReturnStatement(node))) return;
      if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return;
      if (ts.isCallExpression(node) && !used.has(node)) {
        const member = this.#names.memberNamed(node.expression);
        if (member === 'next' || member === 'foreach') kept.push(...this.#call(node));
      }
      ts.forEachChild(node, child => look(child, isOwn && !ts.isFunctionLike(node)));
    };
    look(this.#body, true);
    return kept.filter(({ outcome: { kind } }) => kind === 'next' || kind === 'foreach');
  }

  #statements(
    statements: readonly ts.Statement[],
  ): Pick<Reached, 'arms' | 'falls' | 'exits'> & { readonly rest: readonly Condition[] } {
    const arms: Arm[] = [];
    const exits: Exit[] = [];
    let rest: None | null = null;
    let falls: Falls = 'surely';
    const outer = this.#behind;
    for (const statement of statements) {
      const reached = this.#statement(statement);
      const before: readonly Condition[] = rest === null ? [] : [rest];
      arms.push(...under(before, reached.arms));
      if (falls !== 'never') {
        exits.push(...under(before, reached.exits));
        falls = reached.falls;
        // What stands behind is read on: it is what the step does as soon as this one is taken away again.
        if (falls === 'never') this.#behind ??= statement;
      }
      const left = reached.left ?? leftBy(reached);
      if (left.length > 0) rest = { kind: 'none', of: left, before: rest };
    }
    this.#behind = outer;
    return { arms, falls, exits, rest: rest === null ? [] : [rest] };
  }

  #statement(statement: ts.Statement): Reached {
    const isPlain = ts.isExpressionStatement(statement) || ts.isVariableStatement(statement);
    if (isPlain && this.#slips.size > 0 && this.#isSlip(statement)) return { ...onward, falls: 'never' };
    if (ts.isReturnStatement(statement)) {
      return { arms: this.#returned(statement.expression, 0), falls: 'never', exits: [] };
    }
    if (ts.isIfStatement(statement)) return this.#if(statement);
    if (ts.isBlock(statement)) return this.#statements(statement.statements);
    if (ts.isSwitchStatement(statement)) return this.#switch(statement);
    if (ts.isTryStatement(statement)) return this.#try(statement);
    if (ts.isIterationStatement(statement, false)) return this.#loop(statement, []);
    if (ts.isLabeledStatement(statement)) return this.#labelled(statement);
    if (ts.isThrowStatement(statement)) return { ...onward, falls: 'never' };
    if (ts.isBreakOrContinueStatement(statement)) {
      const kind = ts.isBreakStatement(statement) ? 'break' : 'continue';
      return {
        arms: [],
        falls: 'never',
        exits: [{ conditions: [], kind, label: statement.label?.text ?? null }],
      };
    }
    if (ts.isExpressionStatement(statement)) return this.#expression(statement);
    return onward;
  }

  #if(statement: ts.IfStatement): Reached {
    const then = this.#statement(statement.thenStatement);
    const other = statement.elseStatement ? this.#statement(statement.elseStatement) : onward;
    const condition = is(this.#text(statement.expression));
    const not = otherwise(condition, goOn(then.arms));
    return {
      left: [...leftUnder([condition], then), ...leftUnder([not], other)],
      arms: [...under([condition], then.arms), ...under([not], other.arms)],
      falls: either(then.falls, other.falls),
      exits: [...under([condition], then.exits), ...under([not], other.exits)],
    };
  }

  #switch(statement: ts.SwitchStatement): Reached {
    const arms: Arm[] = [];
    const exits: Exit[] = [];
    const subject = this.#text(statement.expression);
    let labels: string[] = [];
    let falls: Falls = 'perhaps';
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
      const label = labels.includes('default') ? word('default') : is(labels.join(' || '));
      arms.push(...under([label], reached.arms));
      exits.push(...under([label], reached.exits));
      falls = reached.falls;
      if (falls === 'never') labels = [];
    }
    const isLeft = exits.some(leavesNearest);
    // Control leaves at a `break`, behind the last clause, or, with no `default`, when no case fits.
    const end = isLeft ? 'surely' : hasDefault ? falls : either(falls, 'perhaps');
    return {
      arms,
      falls: statement.caseBlock.clauses.length === 0 ? 'surely' : end,
      exits: exits.filter(exit => !leavesNearest(exit)),
    };
  }

  #try(statement: ts.TryStatement): Reached {
    const tried = this.#statements(statement.tryBlock.statements);
    const caught = statement.catchClause ? this.#statements(statement.catchClause.block.statements) : null;
    const last = statement.finallyBlock ? this.#statements(statement.finallyBlock.statements) : onward;
    // Where `finally` goes replaces whatever was gone to before.
    if (last.falls === 'never' && last.arms.length + last.exits.length > 0) return last;
    const triedAs = caught ? [word('try')] : [];
    const caughtAs = [word('catch')];
    return {
      arms: [...under(triedAs, tried.arms), ...under(caughtAs, caught?.arms ?? []), ...last.arms],
      falls: last.falls === 'never' ? 'never' : caught ? either(tried.falls, caught.falls) : tried.falls,
      exits: [...under(triedAs, tried.exits), ...under(caughtAs, caught?.exits ?? []), ...last.exits],
    };
  }

  #labelled(statement: ts.LabeledStatement): Reached {
    const labels = [statement.label.text];
    let labelled = statement.statement;
    for (; ts.isLabeledStatement(labelled); labelled = labelled.statement) labels.push(labelled.label.text);
    if (ts.isIterationStatement(labelled, false)) return this.#loop(labelled, labels);
    const inner = this.#statement(labelled);
    const isOwn = ({ label }: Exit): boolean => label !== null && labels.includes(label);
    return {
      arms: inner.arms,
      falls: inner.exits.some(isOwn) ? 'surely' : inner.falls,
      exits: inner.exits.filter(exit => !isOwn(exit)),
    };
  }

  #loop(statement: ts.IterationStatement, labels: readonly string[]): Reached {
    const inner = this.#statement(statement.statement);
    const arms = inner.arms.map(arm =>
      arm.conditions.length > 0 ? arm : { ...arm, conditions: [this.#loopCondition(statement)] },
    );
    const own = inner.exits.filter(({ label }) => label === null || labels.includes(label));
    const isLeft = own.some(({ kind }) => kind === 'break');
    // A `do` comes to its condition only where its body lets it.
    const isOnce = ts.isDoStatement(statement) && inner.falls === 'never' && own.length === 0;
    const isEndless = isOnce || this.#isEndless(statement);
    return {
      arms,
      falls: isEndless && !isLeft ? 'never' : 'surely',
      exits: inner.exits.filter(exit => !own.includes(exit)),
    };
  }

  #isEndless(statement: ts.IterationStatement): boolean {
    if (ts.isForStatement(statement))
      return statement.condition === undefined || this.#names.truthOf(statement.condition) === true;
    const isWhile = ts.isWhileStatement(statement) || ts.isDoStatement(statement);
    return isWhile && this.#names.truthOf(statement.expression) === true;
  }

  #expression({ expression }: ts.ExpressionStatement): Reached {
    const made = this.#returned(ts.isVoidExpression(expression) ? expression.expression : expression, 0);
    this.#loose.push(...made.filter(({ outcome: { kind } }) => kind === 'next' || kind === 'foreach'));
    if (cannotReturn(expression)) return { ...onward, falls: 'never' };
    return { ...onward, falls: isOpenCall(expression) ? [importedCallee(expression)] : 'surely' };
  }

  /** What returning an expression comes to. `depth` ends a constant that is defined by itself. */
  #returned(expression: ts.Expression | undefined, depth: number): Arm[] {
    if (!expression) return this.#always({ kind: 'end' });
    const value = withoutAwait(expression);
    if (depth > 8) return this.#always({ kind: 'unknown' });
    if (ts.isConditionalExpression(value)) {
      const condition = is(this.#text(value.condition));
      const then = this.#returned(value.whenTrue, depth);
      return [
        ...under([condition], then),
        ...under([otherwise(condition, goOn(then))], this.#returned(value.whenFalse, depth)),
      ];
    }
    if (ts.isBinaryExpression(value)) {
      if (value.operatorToken.kind === ts.SyntaxKind.CommaToken) return this.#returned(value.right, depth);
      if (value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
        const condition = is(this.#text(value.left));
        return [
          ...under([condition], this.#returned(value.right, depth)),
          ...under([otherwise(condition, true)], this.#always({ kind: 'end' })),
        ];
      }
      if (value.operatorToken.kind === ts.SyntaxKind.BarBarToken) return this.#either(value, depth);
      return this.#always(
        isLogical(value.operatorToken.kind) ? { kind: 'unknown' } : { kind: 'value', node: value },
      );
    }
    if (ts.isIdentifier(value)) {
      if (value.text === 'undefined') return this.#always({ kind: 'end' });
      const values = this.#valuesOf(value);
      if (!values) return this.#always({ kind: 'unknown' });
      return values.flatMap(({ conditions, node }) => under(conditions, this.#returned(node, depth + 1)));
    }
    if (ts.isCallExpression(value)) return this.#call(value);
    const member = this.#names.memberNamed(value);
    if (member !== null) return this.#always({ kind: 'member', node: value, name: member });
    if (mayBeTransition(value)) return this.#always({ kind: 'unknown' });
    return this.#always(isNothing(value) ? { kind: 'end' } : { kind: 'value', node: value });
  }

  /** `a && this.next(this.b) || this.next(this.c)`: what is false or nothing leads to the other side. */
  #either({ left, right }: ts.BinaryExpression, depth: number): Arm[] {
    const arms = this.#returned(left, depth + 1);
    if (arms.some(({ outcome: { kind } }) => kind === 'unknown' || kind === 'value'))
      return this.#always({ kind: 'unknown' });
    return arms.flatMap(arm =>
      arm.outcome.kind === 'end' ? under(arm.conditions, this.#returned(right, depth + 1)) : arm,
    );
  }

  #valuesOf(name: ts.Identifier): readonly Valued[] | null {
    return this.#namesLeft-- > 0 ? this.#names.valuesOf(name) : null;
  }

  #call(call: ts.CallExpression): Arm[] {
    const takenOff = this.#takenOff(call.expression);
    if (takenOff) return this.#always({ kind: 'takenOff', node: call, member: takenOff });
    const member = this.#names.memberNamed(call.expression);
    if (member === 'foreach') {
      const target = call.arguments[1];
      return target ? this.#goTo('foreach', call, [target]) : this.#always({ kind: 'unknown' });
    }
    if (member === 'next') {
      return call.arguments.length > 0
        ? this.#goTo('next', call, call.arguments)
        : this.#always({ kind: 'next', call, targets: [] });
    }
    if (member !== null && isOnBase(call.expression))
      return this.#always({ kind: 'inherited', name: member });
    // `return fail()` ends the step as a `throw` does.
    if (cannotReturn(call)) return [];
    return this.#always({ kind: isConsole(call.expression) ? 'end' : 'unknown' });
  }

  #goTo(kind: 'next' | 'foreach', call: ts.CallExpression, args: readonly ts.Expression[]): Arm[] {
    const behind = this.#behind;
    const all = this.#targets.of(args);
    return all === null
      ? this.#always({ kind: 'unknown' })
      : all.map(({ conditions, targets }) => ({ conditions, outcome: { kind, call, targets }, behind }));
  }

  /** `next` after `const { next } = this`, and `on` after `const on = this.next`. */
  #takenOff(callee: ts.Expression): 'next' | 'foreach' | null {
    const name = withoutCasts(callee);
    if (!ts.isIdentifier(name)) return null;
    const [only] = this.#names.valuesOf(name) ?? [];
    const member = this.#names.partNamed(name) ?? (only ? this.#names.memberNamed(only.node) : null);
    return member === 'next' || member === 'foreach' ? member : null;
  }

  #always(outcome: Outcome): Arm[] {
    return [{ conditions: [], outcome, behind: this.#behind }];
  }

  #text(node: ts.Node): string {
    return oneLineOf(node, this.#tree);
  }

  #loopCondition(statement: ts.IterationStatement): Condition {
    if (ts.isWhileStatement(statement) || ts.isDoStatement(statement))
      return is(this.#text(statement.expression));
    const header = this.#tree.text.slice(statement.getStart(this.#tree, false), statement.statement.pos);
    return word(header.replace(/\s+/g, ' ').trim());
  }
}
