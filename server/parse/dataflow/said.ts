import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { literalOf, propertyName, withoutCasts } from '../literal.js';
import { isSurelyBefore } from './around.js';
import { isAssignedAgain, isFilled, onlyAssignedTo, partNamed, partOf } from './constants.js';
import { givenTo } from './given.js';
import { isPrivateName, type Members } from './members.js';
import { codeRunBy, onlyReturnedBy } from './returned.js';
import { takenOf } from './taken.js';
import { unsteady } from './varies.js';

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
    if (ts.isIdentifier(node)) return this.#name(node, calls);
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
    if (ts.isFunctionLike(node)) return isSteady(node) ? node.getText().replace(/\s+/g, ' ') : null;
    if (ts.isCallExpression(node) && !this.#isSteadyCall(node)) return null;
    if (ts.isNewExpression(node) && isNow(node)) return null;
    if (isFleeting(node)) return null;
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
        return whole === null ? null : [whole, ...declared.path].join('.');
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

  #member(expression: ts.Expression, name: string, calls: readonly ts.Node[]): string | null {
    if (expression.kind === ts.SyntaxKind.ThisKeyword) {
      const isSame = name !== 'current' && !this.#changed.has(name) && !isPrivateName(name);
      return isSame ? `this.${name}` : null;
    }
    if (ts.isIdentifier(expression)) {
      if (unsteady.has(`${expression.text}.${name}`)) return null;
      const declared = declarationOf(expression.text, expression);
      const value = declared?.kind === 'enum' ? enumValue(declared.node, name) : null;
      if (value !== null) return literalText(value);
    }
    const part = partOf(expression, [name]);
    if (part) return this.of(part, calls);
    const whole = this.of(expression, calls);
    return whole === null ? null : `${whole}.${name}`;
  }

  /** Called with the same, it gives the same. */
  #isSteadyCall({ expression: callee }: ts.CallExpression): boolean {
    if (ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword)
      return false;
    if (!ts.isIdentifier(callee)) return true;
    if (unsteadyNames.has(callee.text)) return false;
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

/** Functions by whose name one knows that they give something else each time. */
const unsteadyNames: ReadonlySet<string> = new Set([
  ...[...unsteady].map(name => name.slice(name.indexOf('.') + 1)),
  ...['Symbol', 'fetch', 'uuid', 'uuidv4', 'v4', 'nanoid', 'randomBytes', 'randomInt'],
]);

/** A function that follows from what it is given and from constants. */
function isSteady(fn: ts.Node): boolean {
  const look = (node: ts.Node): boolean => {
    if (isFleeting(node) || node.kind === ts.SyntaxKind.ThisKeyword) return false;
    if (ts.isNewExpression(node) && isNow(node)) return false;
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      if (unsteady.has(`${node.expression.text}.${node.name.text}`)) return false;
    }
    if (ts.isIdentifier(node) && !isKey(node)) {
      if (unsteadyNames.has(node.text)) return false;
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

/** `new Date()` */
function isNow({ expression, arguments: given }: ts.NewExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'Date' && (given?.length ?? 0) === 0;
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

/** What `undefined` says, and `void 0` as well. */
const nothing = 'undefined';

/** The value that a form stands for, where that is a literal. */
function valueIn(said: string | null): { readonly value: unknown } | null {
  if (said === nothing) return { value: undefined };
  return said?.startsWith('= ') ? { value: JSON.parse(said.slice(2)) } : null;
}
