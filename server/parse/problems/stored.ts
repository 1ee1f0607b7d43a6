import { ts } from 'ts-morph';
import type { Dataflow } from '../dataflow/dataflow.js';
import { codeNamed } from '../dataflow/members.js';
import { isAssignment } from '../dataflow/usage.js';
import { declarationOf } from '../declarations.js';
import { withoutCasts } from '../literal.js';

/** Why a value can't be left in an artifact. */
export type Unfit =
  | { readonly kind: 'instance'; readonly of: string }
  | { readonly kind: 'promise' }
  | { readonly kind: 'unstorable'; readonly what: string };

/** So many names and parts of a value are looked at. */
const most = 200;

/** What a value is or has in it that no run can store, as far as it is written out; null for what it may well store. */
export function unfit(value: ts.Expression, data: Dataflow): Unfit | null {
  return new Look(data).at(value);
}

/** A call whose result is a promise as a whole, not a list with promises in it. */
export function givesPromise(value: ts.Expression, data: Dataflow): boolean {
  const isList =
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    /^(?:flatM|m)ap$/.test(value.expression.name.text);
  return ts.isCallExpression(value) && !isList && unfit(value, data)?.kind === 'promise';
}

class Look {
  readonly #data: Dataflow;
  #left = most;

  constructor(data: Dataflow) {
    this.#data = data;
  }

  at(expression: ts.Expression): Unfit | null {
    if (this.#left-- <= 0) return null;
    const value = withoutCasts(expression);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return unstorable('a function');
    if (ts.isClassExpression(value)) return unstorable('a class');
    if (ts.isConditionalExpression(value)) return this.at(value.whenTrue) ?? this.at(value.whenFalse);
    if (ts.isBinaryExpression(value)) return this.#binary(value);
    if (ts.isObjectLiteralExpression(value)) return this.#first(value.properties, one => this.#property(one));
    if (ts.isArrayLiteralExpression(value))
      return this.#first(value.elements, one => (ts.isSpreadElement(one) ? null : this.at(one)));
    if (ts.isIdentifier(value)) return this.#name(value);
    if (ts.isNewExpression(value)) return this.#instance(value);
    return ts.isCallExpression(value) ? this.#call(value) : null;
  }

  #first<Part>(parts: readonly Part[], look: (part: Part) => Unfit | null): Unfit | null {
    for (const part of parts) {
      const found = look(part);
      if (found) return found;
    }
    return null;
  }

  #binary({ left, right, operatorToken: { kind } }: ts.BinaryExpression): Unfit | null {
    if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
      return this.at(left) ?? this.at(right);
    const isRight =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.CommaToken ||
      kind === ts.SyntaxKind.EqualsToken;
    return isRight ? this.at(right) : null;
  }

  #property(property: ts.ObjectLiteralElementLike): Unfit | null {
    if (ts.isMethodDeclaration(property)) return unstorable('a function');
    if (ts.isPropertyAssignment(property)) return this.at(property.initializer);
    return ts.isShorthandPropertyAssignment(property) ? this.#name(property.name) : null;
  }

  /** A constant of the step or of the module; a variable may hold something else by then. */
  #name(name: ts.Identifier): Unfit | null {
    const declared = declarationOf(name.text, name);
    switch (declared?.kind) {
      case 'value':
        return declared.path.length === 0 ? this.at(declared.node) : null;
      case 'variable': {
        const { initializer } = declared.node;
        return initializer && !isAssignedAgain(declared.node) ? this.at(initializer) : null;
      }
      case 'function':
        return unstorable('a function');
      case 'class':
        return unstorable('a class');
      default:
        return null;
    }
  }

  #instance(value: ts.NewExpression): Unfit | null {
    if (!ts.isIdentifier(value.expression)) return null;
    const { text } = value.expression;
    const declared = declarationOf(text, value)?.kind;
    if (neverStored.has(text) && (declared === undefined || declared === 'import')) {
      return text === 'Promise' ? { kind: 'promise' } : unstorable(`a ${text}`);
    }
    if (this.#data.reader.namesClass(value.expression)) return { kind: 'instance', of: text };
    const [items] = value.arguments ?? [];
    return (text === 'Map' || text === 'Set') && items ? this.at(items) : null;
  }

  #call(call: ts.CallExpression): Unfit | null {
    const { expression: callee } = call;
    if (ts.isIdentifier(callee)) return this.#callOf(callee);
    if (!ts.isPropertyAccessExpression(callee)) return null;
    const { expression: object, name } = callee;
    if (object.kind === ts.SyntaxKind.ThisKeyword) {
      const from = ts.findAncestor(callee, ts.isClassElement);
      const members = (from && codeNamed(this.#data.members, name.text, from)) ?? [];
      return members.length > 0 && members.every(isAsync) ? { kind: 'promise' } : null;
    }
    if (ts.isIdentifier(object) && declarationOf(object.text, object) === null) {
      if (object.text === 'Promise') return name.text === 'withResolvers' ? null : { kind: 'promise' };
      if (object.text === 'Object' || object.text === 'Array') return null;
    }
    if (name.text === 'map' || name.text === 'flatMap') return this.#mapped(call.arguments[0]);
    if (name.text === 'matchAll') return unstorable('an iterator');
    const isIterator = iterators.has(name.text) && call.arguments.length === 0;
    return isIterator && this.#isCollection(object) ? unstorable('an iterator') : null;
  }

  #callOf(callee: ts.Identifier): Unfit | null {
    const declared = declarationOf(callee.text, callee);
    switch (declared?.kind) {
      case undefined:
        if (callee.text === 'fetch') return { kind: 'promise' };
        if (callee.text === 'Symbol') return unstorable('a symbol');
        return timers.has(callee.text) ? unstorable('a timer') : null;
      case 'function':
        return givenBy(declared.node);
      case 'value': {
        const node = withoutCasts(declared.node);
        const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
        return isFunction && declared.path.length === 0 ? givenBy(node) : null;
      }
      default:
        return null;
    }
  }

  /** What a callback makes of each item. */
  #mapped(callback: ts.Expression | undefined): Unfit | null {
    const made = callback && withoutCasts(callback);
    if (!made) return null;
    if (ts.isIdentifier(made)) return this.#callOf(made);
    if (!ts.isArrowFunction(made) && !ts.isFunctionExpression(made)) return null;
    const given = givenBy(made);
    if (given) return given;
    if (!ts.isBlock(made.body)) return this.at(made.body);
    return this.#first(made.body.statements, one =>
      ts.isReturnStatement(one) && one.expression ? this.at(one.expression) : null,
    );
  }

  /** A map, set or array, as far as it is written: whatever else has such a method may give anything. */
  #isCollection(object: ts.Expression): boolean {
    const value = withoutCasts(object);
    if (ts.isArrayLiteralExpression(value)) return true;
    if (ts.isNewExpression(value)) {
      return ts.isIdentifier(value.expression) && ['Map', 'Set', 'Array'].includes(value.expression.text);
    }
    if (ts.isIdentifier(value)) {
      const declared = declarationOf(value.text, value);
      return declared?.kind === 'value' && declared.path.length === 0 && this.#isCollection(declared.node);
    }
    const isField =
      ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword;
    const initializer = isField ? this.#data.members.fields.get(value.name.text)?.initializer : null;
    return initializer ? this.#isCollection(initializer) : false;
  }
}

function unstorable(what: string): Unfit {
  return { kind: 'unstorable', what };
}

const iterators: ReadonlySet<string> = new Set(['values', 'entries', 'keys']);
const timers: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** Classes of the language and of Node that have no value to store, whatever is in them. */
const neverStored: ReadonlySet<string> = new Set([
  ...['Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy', 'Function', 'AbortController', 'EventTarget'],
  ...['Blob', 'File', 'Headers', 'Request', 'Response', 'URL', 'URLSearchParams', 'FormData'],
  ...['EventEmitter', 'Worker', 'WebSocket', 'ReadableStream', 'WritableStream', 'TransformStream'],
]);

type Code = ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration;

/** What a call gives whatever the function does: a promise, an iterator. */
function givenBy(code: Code): Unfit | null {
  if (code.asteriskToken) return unstorable('an iterator');
  return ts.getModifiers(code)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
    ? { kind: 'promise' }
    : null;
}

/** A method, or a field that holds a function, whose call gives a promise. */
function isAsync(member: ts.ClassElement): boolean {
  const code =
    ts.isPropertyDeclaration(member) && member.initializer ? withoutCasts(member.initializer) : member;
  const isCode = ts.isMethodDeclaration(code) || ts.isArrowFunction(code) || ts.isFunctionExpression(code);
  return isCode && givenBy(code)?.kind === 'promise';
}

function isAssignedAgain({ name, parent }: ts.VariableDeclaration): boolean {
  const block = ts.findAncestor(parent, ts.isBlock) ?? parent.getSourceFile();
  const look = (node: ts.Node): boolean => {
    const isIt =
      ts.isBinaryExpression(node) &&
      isAssignment(node.operatorToken.kind) &&
      ts.isIdentifier(node.left) &&
      ts.isIdentifier(name) &&
      node.left.text === name.text;
    return isIt || (ts.forEachChild(node, look) ?? false);
  };
  return look(block);
}
