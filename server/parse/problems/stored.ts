import { ts } from 'ts-morph';
import { isAssignedAgain, onlyAssignedTo, partNamed, partOf } from '../dataflow/constants.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { givenTo } from '../dataflow/given.js';
import { isLocal, localValuesOf } from '../dataflow/locals.js';
import { readOf } from '../dataflow/read.js';
import { codeRunBy, onlyReturnedBy } from '../dataflow/returned.js';
import { declarationOf } from '../declarations.js';
import { withoutCasts } from '../literal.js';

/** Why a value can't be left in an artifact. */
export type Unfit =
  | { readonly kind: 'instance'; readonly of: string }
  | { readonly kind: 'promise' }
  | { readonly kind: 'unstorable'; readonly what: string };

/** What an error has that can't be stored is left out, and told of when it runs. */
function isError(value: ts.Expression | undefined): boolean {
  const made = value && withoutCasts(value);
  return (
    made !== undefined &&
    ts.isNewExpression(made) &&
    ts.isIdentifier(made.expression) &&
    /^(?:[A-Z]\w*)?Error$/.test(made.expression.text) &&
    declarationOf(made.expression.text, made) === null
  );
}

/** So many names and parts of a value are looked at. */
const most = 200;

/** What a value is or has in it that no run can store, as far as it is written out; null for what it may well store. */
export function unfit(value: ts.Expression, data: Dataflow, calls: readonly ts.Node[] = []): Unfit | null {
  return new Look(data, false, calls).at(value);
}

/** It can't be stored whatever the run is like: not only in an arm of a condition, or for the items of a list that may be empty. */
export function isSurelyUnfit(value: ts.Expression, data: Dataflow, calls: readonly ts.Node[] = []): boolean {
  return new Look(data, true, calls).at(value) !== null;
}

/** What is wrong with the items of a list, for a fan-out stores each of them. */
export function unfitItem(list: ts.Expression, data: Dataflow, isSure = false): Unfit | null {
  return new Look(data, isSure).items(list);
}

/** A call whose result is a promise as a whole, not a list with promises in it. */
export function givesPromise(value: ts.Expression, data: Dataflow): boolean {
  return ts.isCallExpression(value) && !isListed(value) && unfit(value, data)?.kind === 'promise';
}

class Look {
  readonly #data: Dataflow;
  readonly #isSure: boolean;
  #calls: readonly ts.Node[];
  #left = most;

  /** @param isSure only what is there whatever the run is like counts */
  /** @param calls those that lead to the value, outermost first: what a helper is called with is there */
  constructor(data: Dataflow, isSure = false, calls: readonly ts.Node[] = []) {
    this.#data = data;
    this.#isSure = isSure;
    this.#calls = calls;
  }

  /** A part of a list; a list as a whole may be any iterable. */
  items(expression: ts.Expression): Unfit | null {
    if (this.#left-- <= 0) return null;
    const value = withoutCasts(expression);
    if (ts.isConditionalExpression(value))
      return this.#either(this.items(value.whenTrue), () => this.items(value.whenFalse));
    if (ts.isIdentifier(value)) return this.#named(value, node => this.items(node));
    if (ts.isAwaitExpression(value)) return isListed(value.expression) ? this.items(value.expression) : null;
    if (ts.isNewExpression(value) || isListed(value)) return isCollected(value) ? this.at(value) : null;
    return null;
  }

  /** What one of two arms holds; where it has to be sure, both have to hold something. */
  #either(one: Unfit | null, other: () => Unfit | null): Unfit | null {
    return this.#isSure ? one && other() : (one ?? other());
  }

  at(expression: ts.Expression): Unfit | null {
    if (this.#left-- <= 0) return null;
    const value = withoutCasts(expression);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return unstorable('a function');
    if (ts.isClassExpression(value)) return unstorable('a class');
    if (ts.isConditionalExpression(value))
      return this.#either(this.at(value.whenTrue), () => this.at(value.whenFalse));
    if (ts.isBinaryExpression(value)) return this.#binary(value);
    if (ts.isObjectLiteralExpression(value)) return this.#first(value.properties, one => this.#property(one));
    if (ts.isArrayLiteralExpression(value)) return this.#first(value.elements, one => this.at(one));
    if (ts.isSpreadElement(value)) return this.items(value.expression);
    if (ts.isIdentifier(value)) return this.#name(value);
    if (ts.isNewExpression(value)) return this.#instance(value);
    const got = ts.isCallExpression(value) ? null : codeRunBy(value, this.#data.members);
    if (got) return this.#given(got, value);
    const name = partNamed(value);
    const part = name && partOf(name.of, [name.text]);
    if (part) return this.at(part);
    // Of a list, nothing is awaited.
    if (ts.isAwaitExpression(value)) return isListed(value.expression) ? this.at(value.expression) : null;
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
      return this.at(left) ?? (this.#isSure ? null : this.at(right));
    if (this.#isSure && kind === ts.SyntaxKind.AmpersandAmpersandToken) return null;
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
    switch (declarationOf(name.text, name)?.kind) {
      case 'function':
        return unstorable('a function');
      case 'class':
        return unstorable('a class');
      default:
        return this.#named(name, node => this.at(node));
    }
  }

  #named(name: ts.Identifier, look: (node: ts.Expression) => Unfit | null): Unfit | null {
    const declared = declarationOf(name.text, name);
    if (declared?.kind === 'value') {
      const part = partOf(declared.node, declared.path);
      return part && look(part);
    }
    // It holds something of each call; only of a single one is that sure.
    if (declared?.kind === 'parameter') {
      if (!isLocal(declared.node.parent)) return this.#argument(declared.node, look);
      const given = localValuesOf(declared.node);
      return this.#isSure && given.length > 1 ? null : this.#first(given, look);
    }
    if (declared?.kind !== 'variable') return null;
    const { initializer } = declared.node;
    if (initializer) return isAssignedAgain(declared.node) ? null : look(initializer);
    // It may be come to where it has no value yet.
    const given = this.#isSure ? null : onlyAssignedTo(declared.node);
    return given && look(given);
  }

  #argument(parameter: ts.ParameterDeclaration, look: (node: ts.Expression) => Unfit | null): Unfit | null {
    const given = givenTo(parameter, this.#calls);
    return given && this.#within(given.calls, () => look(given.value));
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
    return (text === 'Map' || text === 'Set') && items ? this.items(items) : null;
  }

  #call(call: ts.CallExpression): Unfit | null {
    const { expression: callee } = call;
    const own = codeRunBy(call, this.#data.members);
    if (own) return this.#given(own, callee);
    if (ts.isIdentifier(callee)) return this.#callOf(callee);
    const inPlace = withoutCasts(callee);
    if (ts.isArrowFunction(inPlace) || ts.isFunctionExpression(inPlace)) return this.#given(inPlace, callee);
    if (!ts.isPropertyAccessExpression(callee)) return null;
    const { expression: object, name } = callee;
    if (ts.isIdentifier(object) && declarationOf(object.text, object) === null) {
      if (object.text === 'Promise') return name.text === 'withResolvers' ? null : { kind: 'promise' };
      if (object.text === 'Object' && name.text === 'assign')
        return isError(call.arguments[0]) ? null : this.#first(call.arguments, one => this.at(one));
      const [first, made] = call.arguments;
      if (object.text === 'Object') return name.text === 'fromEntries' && first ? this.at(first) : null;
      if (object.text === 'Array') return isMadeOf(call) ? this.#made(first!, made) : null;
    }
    if (name.text === 'map' || name.text === 'flatMap') return this.#made(object, call.arguments[0]);
    if (/^(?:then|catch|finally)$/.test(name.text)) {
      const what = this.at(object);
      return what?.kind === 'promise' ? what : null;
    }
    if (name.text === 'matchAll') return unstorable('an iterator');
    const isIterator = iterators.has(name.text) && call.arguments.length === 0;
    return isIterator && isCollection(object, this.#data) ? unstorable('an iterator') : null;
  }

  /** What a call gives: what it does by all means, or what the function gives that does nothing else. */
  #given(code: ts.FunctionLikeDeclaration, place: ts.Expression): Unfit | null {
    const given = givenBy(code);
    const only = given ? null : onlyReturnedBy(code);
    return given ?? (only && this.#within([...this.#calls, place], () => this.at(only)));
  }

  #within(calls: readonly ts.Node[], look: () => Unfit | null): Unfit | null {
    const outer = this.#calls;
    this.#calls = calls;
    const found = look();
    this.#calls = outer;
    return found;
  }

  #callOf(callee: ts.Identifier): Unfit | null {
    const declared = declarationOf(callee.text, callee);
    switch (declared?.kind) {
      case undefined:
        if (callee.text === 'fetch') return { kind: 'promise' };
        if (callee.text === 'Symbol') return unstorable('a symbol');
        return timers.has(callee.text) ? unstorable('a timer') : null;
      case 'function':
        return this.#given(declared.node, callee);
      case 'value': {
        const node = withoutCasts(declared.node);
        const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
        return isFunction && declared.path.length === 0 ? this.#given(node, callee) : null;
      }
      default:
        return null;
    }
  }

  #made(list: ts.Expression, callback: ts.Expression | undefined): Unfit | null {
    return this.#isSure && !hasItems(list) ? null : this.#mapped(callback);
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
}

/** A map, set or array, as far as it is written: whatever else has such a method may give anything. */
export function isCollection(object: ts.Expression, data: Dataflow): boolean {
  const value = withoutCasts(object);
  if (ts.isArrayLiteralExpression(value)) return true;
  if (ts.isNewExpression(value))
    return ts.isIdentifier(value.expression) && ['Map', 'Set', 'Array'].includes(value.expression.text);
  const declared = ts.isIdentifier(value) ? declarationOf(value.text, value) : null;
  if (declared?.kind === 'value' && declared.path.length === 0) return isCollection(declared.node, data);
  const read = readOf(value);
  const initializer = read?.path.length === 0 && data.members.fields.get(read.name)?.initializer;
  return initializer ? isCollection(initializer, data) : false;
}

/** An array that is written out, or made of another one. */
function isListed(expression: ts.Expression): boolean {
  const value = withoutCasts(expression);
  const isMapped =
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    (/^(?:flatM|m)ap$/.test(value.expression.name.text) || isMadeOf(value));
  return ts.isArrayLiteralExpression(value) || isMapped;
}

/** `Array.from(rows, row => …)` */
function isMadeOf({ expression: callee, arguments: given }: ts.CallExpression): boolean {
  return (
    given.length > 1 &&
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === 'from' &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'Array'
  );
}

function isCollected(value: ts.Expression): boolean {
  if (!ts.isNewExpression(value)) return true;
  return ts.isIdentifier(value.expression) && /^(?:Map|Set)$/.test(value.expression.text);
}

function hasItems(list: ts.Expression): boolean {
  const value = withoutCasts(list);
  return ts.isArrayLiteralExpression(value) && value.elements.some(element => !ts.isSpreadElement(element));
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

/** What a call gives whatever the function does: a promise, an iterator. */
function givenBy(code: ts.FunctionLikeDeclaration): Unfit | null {
  if ('asteriskToken' in code && code.asteriskToken) return unstorable('an iterator');
  return code.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? { kind: 'promise' } : null;
}
