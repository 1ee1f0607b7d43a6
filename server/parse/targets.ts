import { ts } from 'ts-morph';
import type { BodyNames, Valued } from './body-names.js';
import { type Condition, is } from './conditions.js';
import { otherwise, under } from './control.js';
import { partNamed, partOf } from './dataflow/constants.js';
import { isNothing, isOnBase, mayBeTransition } from './expressions.js';
import { withoutCasts } from './literal.js';
import type { Target } from './outcomes.js';

/** More combinations of `?:` among a transition's arguments than this are not told apart. */
const mostCombinations = 16;
/** What a transition is given, as far as that is written out. */
export class Targets {
  readonly #names: BodyNames;
  readonly #text: (node: ts.Node) => string;
  readonly #valuesOf: (name: ts.Identifier) => readonly Valued[] | null;

  constructor(
    names: BodyNames,
    text: (node: ts.Node) => string,
    valuesOf: (name: ts.Identifier) => readonly Valued[] | null,
  ) {
    this.#names = names;
    this.#text = text;
    this.#valuesOf = valuesOf;
  }

  /** The targets of each way in which the arguments may turn out, and when they do; null where that are too many. */
  of(args: readonly ts.Expression[]): readonly Turn[] | null {
    let all: readonly Turn[] = [{ conditions: [], targets: [] }];
    for (const arg of args) {
      const choices = this.#ofOne(arg, 0);
      if (all.length * choices.length > mostCombinations) return null;
      all = all.flatMap(({ conditions, targets }) =>
        choices.map(choice => ({
          conditions: [...conditions, ...choice.conditions],
          targets: [...targets, choice.target],
        })),
      );
    }
    return all;
  }

  #ofOne(
    arg: ts.Expression,
    depth: number,
  ): { readonly conditions: readonly Condition[]; readonly target: Target }[] {
    const value = withoutCasts(arg);
    if (ts.isConditionalExpression(value) && depth < 4) {
      const condition = is(this.#text(value.condition));
      return [
        ...under([condition], this.#ofOne(value.whenTrue, depth + 1)),
        ...under([otherwise(condition, true)], this.#ofOne(value.whenFalse, depth + 1)),
      ];
    }
    const held = depth < 4 && this.#names.memberNamed(value) === null ? heldBy(value) : null;
    if (held) return this.#ofOne(held, depth + 1);
    const values = ts.isIdentifier(value) && depth < 4 ? this.#valuesOf(value) : null;
    if (!values) return [{ conditions: [], target: this.#target(value) }];
    // A variable that is given a step later stands for nothing before.
    const given = values.filter(({ node }) => !isNothing(withoutCasts(node)));
    return (given.length > 0 ? given : values).flatMap(({ conditions, node }) =>
      under(conditions, this.#ofOne(node, depth + 1)),
    );
  }

  #target(node: ts.Expression): Target {
    const plain = { node, slip: null, called: null, onBase: isOnBase(node) };
    const name = this.#names.memberNamed(node);
    if (name !== null) return { ...plain, name };
    if (ts.isIdentifier(node)) return { ...plain, name: this.#names.partNamed(node) };
    if (ts.isStringLiteralLike(node)) return { ...plain, name: node.text, slip: 'quoted' };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
      return { ...plain, name: null, slip: 'function' };
    if (!ts.isCallExpression(node))
      return { ...plain, name: null, slip: mayBeTransition(node) ? null : 'value' };
    const callee = withoutCasts(node.expression);
    const isBind = ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind';
    const bound = isBind ? this.#names.memberNamed(callee.expression) : null;
    if (bound !== null) return { ...plain, name: bound, slip: 'bound' };
    return { ...plain, name: null, called: this.#names.memberNamed(callee) };
  }
}

interface Turn {
  readonly conditions: readonly Condition[];
  readonly targets: readonly Target[];
}

/** What a constant has under a name: `steps.first`. */
function heldBy(value: ts.Expression): ts.Expression | null {
  const part = partNamed(value);
  return part && partOf(part.of, [part.text]);
}
