import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { literalOf, propertyName, withoutCasts } from '../literal.js';
import { oneLineOf } from '../one-line.js';
import { isSurelyBefore } from './around.js';
import { isAssignedAgain, isFilled, onlyAssignedTo, partNamed, partOf } from './constants.js';
import { givenTo } from './given.js';
import { isPrivateName, type Members } from './members.js';
import { type Read, readOf } from './read.js';
import { codeRunBy, onlyReturnedBy } from './returned.js';
import { takenOf } from './taken.js';
import { isNow, isUnsteady, isUnsteadyMember } from './unsteady.js';

/** What is known where a value is given. */
export interface Around {
  /** Artifacts that may differ between the branches. */
  readonly changed: ReadonlySet<string>;
  /** The calls that lead to the place from a step, outermost first. */
  readonly calls: readonly ts.Node[];
  readonly members: Members;
}

/** So many names and calls are followed for one value. */
const most = 200;

/**
 * What an expression comes to, in a form that is the same for equal values; null when it takes running code to know. Constants, members of
 * enums and what is imported are the same wherever they are named, and a function that is called with the same gives the same.
 */
export function saidBy(expression: ts.Node, around: Around): string | null {
  const reader = new Reader(around.changed, around.members);
  return reader.of(expression, around.calls);
}

class Reader {
  readonly #changed: ReadonlySet<string>;
  readonly #members: Members;
  #left = most;

  constructor(changed: ReadonlySet<string>, members: Members) {
    this.#changed = changed;
    this.#members = members;
  }

  of(written: ts.Node, calls: readonly ts.Node[]): string | null {
    if (this.#left-- <= 0) return null;
    const node = ts.isExpression(written) ? withoutCasts(written) : written;
    const literal = ts.isExpression(node) && literalOf(node);
    if (literal && !isWhole(literal.value)) return literalText(literal.value);
    if (ts.isTemplateExpression(node)) return this.#template(node, calls);
    const taken = takenOf(node, asked => valueIn(this.of(asked, calls)));
    if (taken) return this.of(taken, calls);
    if (ts.isVoidExpression(node)) return nothing;
    // Whatever is asked, both arms give the same.
    if (ts.isConditionalExpression(node)) {
      const arms = new Set([node.whenTrue, node.whenFalse].map(arm => this.of(arm, calls)));
      if (arms.size === 1) return [...arms][0]!;
    }
    const own = ts.isExpression(node) ? codeRunBy(node, this.#members) : null;
    if (own) return this.#given(own, node, calls);
    const read = readOf(node);
    if (read) return this.#read(read);
    if (ts.isIdentifier(node)) return this.#name(node, calls);
    const part = partNamed(node);
    if (part) return this.#member(part.of, part.text, calls);
    if (ts.isPropertyAssignment(node)) {
      const value = this.of(node.initializer, calls);
      const name = propertyName(node.name);
      return value === null || name === null ? null : `${name}: ${value}`;
    }
    if (ts.isShorthandPropertyAssignment(node)) {
      const value = this.of(node.name, calls);
      return value === null ? null : `${node.name.text}: ${value}`;
    }
    if (ts.isFunctionLike(node)) return isSteady(node) ? oneLineOf(node, node.getSourceFile()) : null;
    if (ts.isCallExpression(node) && !this.#isSteadyCall(node)) return null;
    if (isNow(node) || isFleeting(node)) return null;
    return this.#parts(node, calls);
  }

  /** What a member gives that is called, or a getter. */
  #given(code: ts.FunctionLikeDeclaration, node: ts.Node, calls: readonly ts.Node[]): string | null {
    const given = onlyReturnedBy(code);
    return given && this.of(given, [...calls, ts.isCallExpression(node) ? node.expression : node]);
  }

  #parts(node: ts.Node, calls: readonly ts.Node[]): string | null {
    const parts: string[] = [];
    const isUnknown = ts.forEachChild(node, child => {
      const part = this.of(child, calls);
      if (part === null) return true;
      parts.push(part);
      return false;
    });
    if (isUnknown) return null;
    const sign =
      ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? ` ${node.operator}` : '';
    return `${node.kind}${sign}(${parts.join(', ')})`;
  }

  #name(node: ts.Identifier, calls: readonly ts.Node[]): string | null {
    const { text } = node;
    const declared = declarationOf(text, node);
    switch (declared?.kind) {
      case undefined:
      case 'import':
      case 'enum':
      case 'function':
      case 'class':
      case 'namespace':
      case 'alias':
        return text;
      case 'value': {
        if (isFilled(declared.node, text)) return null;
        const part = partOf(declared.node, declared.path);
        if (part) return this.of(part, calls);
        const whole = this.of(declared.node, calls);
        return whole && declared.path.reduce(partSaid, whole);
      }
      case 'variable': {
        const { initializer } = declared.node;
        const later = onlyAssignedTo(declared.node);
        if (later && isSurelyBefore(later, node) && !isFilled(later, text)) return this.of(later, calls);
        const isKept = initializer && !isAssignedAgain(declared.node) && !isFilled(initializer, text);
        return isKept ? this.of(initializer, calls) : null;
      }
      case 'parameter':
        return this.#argument(declared.node, calls);
      default:
        return null;
    }
  }

  /** What a helper is called with. */
  #argument(parameter: ts.ParameterDeclaration, calls: readonly ts.Node[]): string | null {
    const given = givenTo(parameter, calls);
    return given && this.of(given.value, given.calls);
  }

  /** `${…}` of what is known is text like any other. */
  #template({ head, templateSpans }: ts.TemplateExpression, calls: readonly ts.Node[]): string | null {
    const parts: (string | { readonly said: string })[] = [head.text];
    for (const { expression, literal } of templateSpans) {
      const said = this.of(expression, calls);
      if (said === null) return null;
      const value = valueIn(said)?.value;
      const isText = typeof value === 'string' || typeof value === 'number';
      parts.push(isText ? String(value) : { said }, literal.text);
    }
    if (parts.every(part => typeof part === 'string')) return literalText(parts.join(''));
    return `template(${parts.map(part => (typeof part === 'string' ? JSON.stringify(part) : part.said)).join(', ')})`;
  }

  #read({ name, path }: Read): string | null {
    const isSame = name !== 'current' && !this.#changed.has(name) && !isPrivateName(name);
    return isSame ? ['this', name, ...path].join('.') : null;
  }

  #member(expression: ts.Expression, name: string, calls: readonly ts.Node[]): string | null {
    if (isUnsteadyMember(expression.parent)) return null;
    if (ts.isIdentifier(expression)) {
      const declared = declarationOf(expression.text, expression);
      const value = declared?.kind === 'enum' ? enumValue(declared.node, name) : null;
      if (value !== null) return literalText(value);
    }
    const part = partOf(expression, [name]);
    if (part) return this.of(part, calls);
    const whole = this.of(expression, calls);
    return whole && partSaid(whole, name);
  }

  /** Called with the same, it gives the same. */
  #isSteadyCall({ expression: callee }: ts.CallExpression): boolean {
    // What a member gives that does more than give it is not known.
    if (readOf(callee)?.path.length === 0 || isUnsteady(callee)) return false;
    if (!ts.isIdentifier(callee)) return true;
    const declared = declarationOf(callee.text, callee);
    if (declared === null) return known.has(callee.text);
    if (declared.kind === 'function') return isSteady(declared.node);
    return declared.kind !== 'value' || !ts.isFunctionLike(declared.node) || isSteady(declared.node);
  }
}

/** Functions of the language that are called by their name alone. */
const known: ReadonlySet<string> = new Set([
  ...[
    'String',
    'Number',
    'Boolean',
    'BigInt',
    'Array',
    'Object',
    'RegExp',
    'Error',
    'TypeError',
    'RangeError',
  ],
  ...[
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
    'structuredClone',
    'encodeURIComponent',
    'decodeURIComponent',
  ],
]);

/** A function that follows from what it is given and from constants. */
function isSteady(fn: ts.Node): boolean {
  const look = (node: ts.Node): boolean => {
    // What a generator yields follows from what it is given like what a function gives.
    if (!ts.isYieldExpression(node) && isFleeting(node)) return false;
    if (isNow(node) || isUnsteadyMember(node)) return false;
    if (ts.isCallExpression(node) && isUnsteady(node.expression)) return false;
    if (ts.isIdentifier(node) && !isKey(node)) {
      const declared = declarationOf(node.text, node);
      const isInside = (one: ts.Node): boolean => one.pos >= fn.pos && one.end <= fn.end;
      if (declared?.kind === 'variable' && !isInside(declared.node)) return false;
      if (declared?.kind === 'parameter' && !isInside(declared.node)) return false;
    }
    return !ts.forEachChild(node, child => !look(child));
  };
  return look(fn);
}

function isKey({ parent }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent);
}

/** What it gives takes running code to know. */
function isFleeting(node: ts.Node): boolean {
  return (
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** What a member of an enum stands for, where it is written out or follows from the one before. */
function enumValue({ members }: ts.EnumDeclaration, name: string): string | number | null {
  let next: number | null = 0;
  for (const member of members) {
    const written: unknown = member.initializer ? literalOf(member.initializer)?.value : next;
    const value = typeof written === 'string' || typeof written === 'number' ? written : null;
    if (propertyName(member.name) === name) return value;
    next = typeof value === 'number' ? value + 1 : null;
  }
  return null;
}

/** An array or object: it is looked into, for its parts may be said in other ways. */
function isWhole(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function literalText(value: unknown): string {
  return Object.is(value, -0) ? '= -0' : `= ${JSON.stringify(value)}`;
}

function partSaid(whole: string, name: string): string {
  return `${name} of (${whole})`;
}

/** What `undefined` says, and `void 0` as well. */
const nothing = 'undefined';

/** The value that a form stands for, where that is a literal. */
export function valueIn(said: string | null): { readonly value: unknown } | null {
  if (said === nothing) return { value: undefined };
  return said?.startsWith('= ') ? { value: JSON.parse(said.slice(2)) } : null;
}
