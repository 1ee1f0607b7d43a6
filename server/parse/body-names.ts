import { ts } from 'ts-morph';
import { type Condition, is, type Passed, passed } from './conditions.js';
import { isAssignment } from './dataflow/usage.js';
import { declarationOf } from './declarations.js';
import { literalOf, withoutCasts } from './literal.js';

/** One of the values that a name may stand for, and the conditions under which it does. */
export interface Valued {
  readonly conditions: readonly Condition[];
  readonly node: ts.Expression;
}

/** So many names may stand for each other before one is what it is. */
const most = 8;

/** What the names in a step's body stand for where they are written: an inner block may use one of an outer again. */
export class BodyNames {
  readonly #body: ts.Block;
  readonly #text: (node: ts.Node) => string;
  #handsThisOn: boolean | null = null;
  #assignments: ReadonlyMap<string, readonly Assignment[]> | null = null;

  constructor(body: ts.Block, text: (node: ts.Node) => string) {
    this.#body = body;
    this.#text = text;
  }

  /** The member of the flow, or of a class that it extends, that an expression names. */
  memberNamed(node: ts.Expression): string | null {
    const access = withoutCasts(node);
    if (ts.isPropertyAccessExpression(access) && ts.isIdentifier(access.name)) {
      return this.#isSelfOrBase(access.expression) ? access.name.text : null;
    }
    if (!ts.isElementAccessExpression(access)) return null;
    const { argumentExpression: key } = access;
    if (!ts.isStringLiteralLike(key) && !ts.isNumericLiteral(key)) return null;
    return this.#isSelfOrBase(access.expression) ? key.text : null;
  }

  /** `end` after `const { end } = this`. */
  partNamed(name: ts.Identifier): string | null {
    const declared = declarationOf(name.text, name);
    const [part, more] = declared?.kind === 'value' ? declared.path : [];
    if (declared?.kind !== 'value' || !part || more !== undefined) return null;
    const isFixed = this.#assignedTo(name.text).length === 0;
    return isFixed && this.#isSelf(declared.node, 0) ? part : null;
  }

  /** Null where that takes running code to know. */
  valuesOf(name: ts.Identifier): readonly Valued[] | null {
    const declared = declarationOf(name.text, name);
    if (declared?.kind === 'value' && declared.path.length === 0)
      return [{ conditions: [], node: declared.node }];
    return declared?.kind === 'variable' ? this.#valuesOfVariable(declared.node, name) : null;
  }

  /** Whether a condition always or never holds; null where it may. */
  truthOf(condition: ts.Expression, depth = 0): boolean | null {
    const value = withoutCasts(condition);
    const literal = literalOf(value);
    if (literal) return Boolean(literal.value);
    if (ts.isPrefixUnaryExpression(value) && value.operator === ts.SyntaxKind.ExclamationToken) {
      const inner = this.truthOf(value.operand, depth);
      return inner === null ? null : !inner;
    }
    if (!ts.isIdentifier(value) || depth >= most) return null;
    const declared = declarationOf(value.text, value);
    const isConstant = declared?.kind === 'value' && declared.path.length === 0;
    return isConstant ? this.truthOf(declared.node, depth + 1) : null;
  }

  /** A step goes by its name: that of a base leads to the one that overrides it. */
  #isSelfOrBase(node: ts.Expression): boolean {
    return node.kind === ts.SyntaxKind.SuperKeyword || this.#isSelf(node, 0);
  }

  #isSelf(node: ts.Expression, depth: number): boolean {
    const value = withoutCasts(node);
    if (value.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (!ts.isIdentifier(value) || depth >= most || !this.#mayBeNamed()) return false;
    const [only, more] = this.valuesOf(value) ?? [];
    return only !== undefined && more === undefined && this.#isSelf(only.node, depth + 1);
  }

  /** `this` stands alone somewhere: in most bodies it is only the object of accesses, and no name can mean it. */
  #mayBeNamed(): boolean {
    this.#handsThisOn ??= /\bthis\b(?!\s*(?:\.|\?\.|\[))/.test(this.#text(this.#body));
    return this.#handsThisOn;
  }

  /** What a variable of the body may have been given before it is used somewhere. */
  #valuesOfVariable(variable: ts.VariableDeclaration, use: ts.Identifier): readonly Valued[] | null {
    const block = ts.findAncestor(variable, ts.isBlock);
    if (!block || !ts.findAncestor(variable, node => node === this.#body)) return null;
    const assigned = this.#assignedTo(variable.name.getText()).filter(
      ({ left }) => declarationOf(left.text, left) === declarationOf(use.text, use),
    );
    const isRepeated = isInLoop(use, block);
    const given: Valued[] = [];
    if (variable.initializer) given.push({ conditions: [], node: variable.initializer });
    const passedBy: Passed[] = [];
    for (const { left, right } of assigned) {
      // What is given later counts where the code comes round again.
      if (left.pos > use.pos && !isRepeated) continue;
      if (right === null) return null;
      const conditions = this.#conditionsAround(left, block);
      if (conditions.length === 0 && isStatementOf(left, block)) {
        given.length = 0;
        passedBy.length = 0;
      }
      if (conditions.length > 0) passedBy.push(passed(conditions, true));
      given.push({ conditions, node: right });
    }
    const rest: Condition[] = passedBy.length > 0 ? [{ kind: 'none', of: passedBy, before: null }] : [];
    return given.length === 0
      ? null
      : given.map(value => (value.conditions.length === 0 ? { ...value, conditions: rest } : value));
  }

  /** The conditions between a place and a block around it, outermost first. */
  #conditionsAround(place: ts.Node, block: ts.Block): Condition[] {
    const around: Condition[] = [];
    for (let at = place; at !== block && at.parent; at = at.parent) {
      const { parent } = at;
      const isIf = ts.isIfStatement(parent);
      if (!isIf && !ts.isConditionalExpression(parent)) continue;
      const [asked, then] = isIf
        ? [parent.expression, parent.thenStatement]
        : [parent.condition, parent.whenTrue];
      if (at === asked) continue;
      const condition = is(this.#text(asked));
      around.unshift(
        at === then ? condition : { kind: 'none', of: [passed([condition], true)], before: null },
      );
    }
    return around;
  }

  #assignedTo(name: string): readonly Assignment[] {
    this.#assignments ??= Map.groupBy(assignmentsIn(this.#body), ({ left }) => left.text);
    return this.#assignments.get(name) ?? [];
  }
}

interface Assignment {
  readonly left: ts.Identifier;
  /** Null for what is not a value as it stands there: a part of a pattern, an item of a loop. */
  readonly right: ts.Expression | null;
}

const plain: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
]);

function assignmentsIn(body: ts.Block): Assignment[] {
  const found: Assignment[] = [];
  const parts = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push({ left: node, right: null });
    else ts.forEachChild(node, parts);
  };
  const look = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      const left = withoutCasts(node.left);
      if (ts.isIdentifier(left)) {
        const isPlain = plain.has(node.operatorToken.kind);
        found.push({ left, right: isPlain ? node.right : null });
      } else if (ts.isArrayLiteralExpression(left) || ts.isObjectLiteralExpression(left)) parts(left);
    }
    if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && ts.isIdentifier(node.initializer))
      found.push({ left: node.initializer, right: null });
    ts.forEachChild(node, look);
  };
  look(body);
  return found;
}

/** It is assigned in a statement of its own, which control can't come past. */
function isStatementOf(left: ts.Identifier, block: ts.Block): boolean {
  return ts.isExpressionStatement(left.parent.parent) && left.parent.parent.parent === block;
}

/** Control may come to the place again, or at a time of its own, as in a function. */
function isInLoop(place: ts.Node, block: ts.Block): boolean {
  for (let at = place; at !== block && at.parent; at = at.parent)
    if (ts.isIterationStatement(at, false) || ts.isFunctionLike(at)) return true;
  return false;
}
