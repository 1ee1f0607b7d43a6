import { ts } from 'ts-morph';
import { inputsParameter } from '../inputs.js';
import { propertiesOf, propertyName, withoutCasts } from '../literal.js';
import type { Reading } from '../reading.js';
import type { Accesses, AccessKind } from './access.js';
import { Bindings } from './bindings.js';
import { isHandedOn } from './handed.js';
import { heldIn, type Item, itemOf, itemsHeldIn } from './held.js';
import { callbackHolders, elementOf, type Holder, holderOf } from './holders.js';
import { isNameOnly, isPlainName, keyOf } from './key.js';
import { mergeOf } from './merges.js';
import { Notes } from './notes.js';
import { assignedIn, itemIn } from './patterns.js';
import { type Scope, scopeOf, within } from './scope.js';
import { isAssignment, mutationOf, usageOf } from './usage.js';

/** Everything that a member of a flow class does with the flow and with the inputs of a join. */
export function accessesOf(member: ts.ClassElement, reading: Reading): Accesses {
  const notes = new Notes(reading);
  new Walk(reading, notes).member(member);
  return notes;
}

class Walk {
  readonly #reading: Reading;
  readonly #notes: Notes;
  readonly #bindings: Bindings;

  constructor(reading: Reading, notes: Notes) {
    this.#reading = reading;
    this.#notes = notes;
    this.#bindings = new Bindings(notes, (node, scope) => this.#visit(node, scope));
  }

  member(member: ts.ClassElement): void {
    const scope = scopeOf({ own: true, loose: false });
    if (ts.isPropertyDeclaration(member)) {
      if (member.type) this.#notes.type(member.type, scope);
      const value = member.initializer && withoutCasts(member.initializer);
      if (value) this.#held(value, scope);
      return;
    }
    if (ts.isFunctionLike(member)) this.#code(member, scope);
  }

  /** A function in a field, or in an object there, is called like a method; in that of a field `this` is the flow whatever its form. */
  #held(value: ts.Expression, scope: Scope, isWhole = true): void {
    if (ts.isArrowFunction(value) || (isWhole && ts.isFunctionExpression(value)))
      this.#code(value, scopeOf(scope));
    else if (ts.isObjectLiteralExpression(value)) {
      for (const part of value.properties)
        if (ts.isPropertyAssignment(part)) this.#held(withoutCasts(part.initializer), scope, false);
        else this.#visit(part, scope);
    } else this.#visit(value, scope);
  }

  #code(member: ts.SignatureDeclaration, scope: Scope): void {
    const { tree, imports } = this.#reading;
    const inputs = inputsParameter(member.parameters, imports, tree);
    for (const parameter of member.parameters) {
      if (parameter.type) this.#notes.type(parameter.type, scope);
      this.#bindings.bind(parameter.name, parameter === inputs ? 'inputs' : null, scope);
      if (parameter.initializer) this.#visit(parameter.initializer, scope);
    }
    if (member.type) this.#notes.type(member.type, scope);
    if ('body' in member && member.body) this.#visit(member.body, scope);
  }

  #visit(node: ts.Node, scope: Scope): void {
    if (scope.known.size === 0 && scope.aliases.size === 0 && !this.#reading.mentions.isIn(node)) return;
    // Most nodes are one of these, and telling the others apart takes longer.
    switch (node.kind) {
      case ts.SyntaxKind.Identifier:
      case ts.SyntaxKind.ThisKeyword:
        this.#whole(node, scope);
        break;
      case ts.SyntaxKind.PropertyAccessExpression:
      case ts.SyntaxKind.ElementAccessExpression:
        this.#access(node as ts.PropertyAccessExpression | ts.ElementAccessExpression, scope);
        break;
      case ts.SyntaxKind.CallExpression:
        this.#call(node as ts.CallExpression, scope);
        break;
      case ts.SyntaxKind.StringLiteral:
      case ts.SyntaxKind.NumericLiteral:
        break;
      case ts.SyntaxKind.Block:
        this.#block(node, scope);
        break;
      case ts.SyntaxKind.AwaitExpression:
      case ts.SyntaxKind.ExpressionStatement:
      case ts.SyntaxKind.IfStatement:
      case ts.SyntaxKind.ReturnStatement:
      case ts.SyntaxKind.VariableStatement:
      case ts.SyntaxKind.VariableDeclarationList:
        this.#children(node, scope);
        break;
      default:
        this.#visitOther(node, scope);
        break;
    }
  }

  #visitOther(node: ts.Node, scope: Scope): void {
    if (ts.isTypeNode(node)) {
      this.#notes.type(node, scope);
      return;
    }
    if (ts.isClassLike(node)) {
      this.#children(node, scopeOf({ own: false, loose: true }));
      return;
    }
    if (ts.isFunctionLike(node)) {
      this.#function(node, scope, []);
      return;
    }
    if (ts.isVariableDeclaration(node)) {
      this.#declaration(node, scope);
      return;
    }
    if (ts.isIterationStatement(node, false)) {
      within(node, scope, () => this.#loop(node, scope));
      return;
    }
    if (ts.isCaseBlock(node) || ts.isCatchClause(node)) {
      this.#block(node, scope);
      return;
    }
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      this.#assignment(node, scope);
      return;
    }
    if (
      (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
      (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
    ) {
      this.#target(node.operand, 'update', null, node, scope);
      return;
    }
    this.#children(node, scope);
  }

  #block(node: ts.Node, scope: Scope): void {
    within(node, scope, () => this.#children(node, scope));
  }

  #children(node: ts.Node, scope: Scope): void {
    ts.forEachChild(node, child => this.#visit(child, scope));
  }

  /** A holder that is not the object of an access goes somewhere as a whole. */
  #whole(node: ts.Node, scope: Scope): void {
    if (ts.isIdentifier(node)) {
      if (isNameOnly(node)) return;
      this.#alias(node, scope);
    }
    this.#notes.escape(holderOf(node as ts.Expression, scope));
  }

  /** `data.push(1)` after `const { data } = this`. */
  #alias(node: ts.Identifier, scope: Scope): void {
    const name = scope.aliases.get(node.text);
    const mutation = name === undefined ? null : mutationOf(node);
    if (name !== undefined && mutation)
      this.#notes.put({ node, name, form: 'alias' }, 'flow', 'mutate', null, mutation, scope);
  }

  #access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): void {
    const holder = holderOf(node.expression, scope);
    if (holder === null) {
      this.#children(node, scope);
      return;
    }
    if (holder === 'flow' || holder === 'input') {
      const kind = usageOf(node);
      const from = kind === 'delete' ? node : mutationOf(node);
      this.#note(node, holder, kind, null, from, scope);
    } else this.#ofInputs(node, scope);
    this.#object(node.expression, scope);
  }

  /** Notes what an object expression names on its way to the holder it gives: `inputs.train` in `inputs.train.score`. */
  #object(node: ts.Expression, scope: Scope): void {
    const value = withoutCasts(node);
    if (ts.isIdentifier(value) || value.kind === ts.SyntaxKind.ThisKeyword) return;
    if (value.kind === ts.SyntaxKind.SuperKeyword) return;
    this.#visit(value, scope);
  }

  /** `inputs.train` names a step; `inputs[0]` and `inputs.length` name nothing. */
  #ofInputs(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): void {
    const key = keyOf(node);
    if (key === null) {
      if (ts.isElementAccessExpression(node)) this.#visit(node.argumentExpression, scope);
    } else this.#notes.put(key, 'inputs', usageOf(node), null, null, scope);
    // One input that goes somewhere as a whole may be read there.
    if (holderOf(node, scope) === 'input' && isHandedOn(node)) this.#notes.inputsEscape = true;
  }

  #note(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    on: 'flow' | 'input',
    kind: AccessKind,
    value: ts.Expression | null,
    from: ts.Expression | null,
    scope: Scope,
  ): void {
    const key = keyOf(node);
    if (key !== null) {
      this.#notes.put(key, on, kind, value, from, scope);
      return;
    }
    // Which member it is takes running code to know.
    this.#notes.escape(on);
    if (ts.isElementAccessExpression(node)) this.#visit(node.argumentExpression, scope);
  }

  #assignment(node: ts.BinaryExpression, scope: Scope): void {
    const { left, right, operatorToken } = node;
    const holder = holderOf(right, scope);
    if (ts.isIdentifier(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      // `best = input` makes another name for it.
      if (holder === null) this.#visit(right, scope);
      else scope.known.set(left.text, holder);
      return;
    }
    this.#visit(right, scope);
    const kind =
      operatorToken.kind === ts.SyntaxKind.EqualsToken
        ? 'write'
        : operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
            operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken
          ? 'default'
          : 'update';
    this.#target(left, kind, kind === 'write' ? right : null, right, scope);
  }

  /** What is assigned to: an access, or a pattern with accesses in it. */
  #target(
    node: ts.Expression,
    kind: AccessKind,
    value: ts.Expression | null,
    from: ts.Expression,
    scope: Scope,
  ): void {
    const target = withoutCasts(node);
    if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
      const holder = holderOf(target.expression, scope);
      if (holder === 'flow' || holder === 'input') {
        this.#note(target, holder, kind, value, from, scope);
        this.#object(target.expression, scope);
      } else this.#visit(target, scope);
    } else if (ts.isArrayLiteralExpression(target)) {
      for (const [at, element] of target.elements.entries()) {
        const isRest = ts.isSpreadElement(element);
        const given = isRest ? null : itemIn(from, at);
        this.#target(isRest ? element.expression : element, 'write', given, given ?? from, scope);
      }
    } else if (ts.isObjectLiteralExpression(target)) {
      for (const property of target.properties) this.#patternProperty(property, from, scope);
    } else if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      this.#visit(target.right, scope);
      this.#target(target.left, 'write', null, from, scope);
    } else if (!ts.isIdentifier(target)) this.#visit(target, scope);
  }

  #patternProperty(property: ts.ObjectLiteralElementLike, from: ts.Expression, scope: Scope): void {
    const key = property.name && propertyName(property.name);
    const given = (key != null && propertiesOf(from).get(key)) || null;
    if (ts.isPropertyAssignment(property))
      this.#target(property.initializer, 'write', given, given ?? from, scope);
    else if (ts.isSpreadAssignment(property)) this.#target(property.expression, 'write', null, from, scope);
  }

  #declaration(node: ts.VariableDeclaration, scope: Scope): void {
    const { name, type, initializer } = node;
    if (type) this.#notes.type(type, scope);
    const holder = initializer ? holderOf(initializer, scope) : null;
    if (initializer && (holder === null || !isPlainName(initializer))) this.#object(initializer, scope);
    this.#bindings.bind(name, holder, scope);
    if (initializer && isConstant(node)) this.#bindings.alias(name, heldIn(initializer, scope), scope);
  }

  #loop(node: ts.IterationStatement, scope: Scope): void {
    const inside: Scope = { ...scope, loose: true };
    if (!ts.isForOfStatement(node)) {
      this.#children(node, inside);
      return;
    }
    const holder = holderOf(node.expression, scope);
    if (holder === null || !isPlainName(node.expression)) this.#object(node.expression, inside);
    const { initializer } = node;
    const [declared] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
    if (!declared) this.#target(initializer as ts.Expression, 'write', null, node.expression, inside);
    else if (holder === 'entries' && ts.isArrayBindingPattern(declared.name)) {
      const [, second] = declared.name.elements;
      if (second && !ts.isOmittedExpression(second)) this.#bindings.bind(second.name, 'input', inside);
    } else this.#bindings.bind(declared.name, elementOf(holder), inside);
    if (declared && isConstant(declared))
      this.#bindings.alias(declared.name, itemsHeldIn(node.expression, scope), inside);
    this.#visit(node.statement, inside);
  }

  #call(call: ts.CallExpression, scope: Scope): void {
    const { expression: callee } = call;
    const holder = ts.isPropertyAccessExpression(callee) ? holderOf(callee.expression, scope) : null;
    if (ts.isPropertyAccessExpression(callee) && holder === 'flow' && callee.name.text === 'merge') {
      this.#merge(call, scope);
      return;
    }
    if (ts.isPropertyAccessExpression(callee) && holder === 'inputs') {
      this.#object(callee.expression, scope);
      this.#callbacks(call, callbackHolders(callee.name.text, call.arguments.length > 1), scope);
      if (holderOf(call, scope) === 'input' && isHandedOn(call)) this.#notes.inputsEscape = true;
      return;
    }
    if (this.#given(call, scope)) return;
    this.#visit(callee, scope);
    const handed = call.arguments.some(arg => isInputs(holderOf(arg, scope)));
    // `maxBy(inputs, i => i.score)`: what else a function is given beside the inputs is most likely called with one.
    this.#callbacks(call, handed ? ['input', 'input'] : [], scope);
  }

  /** `Object.assign(this, { score: 1 })` */
  #given({ expression: callee, arguments: [target, ...given] }: ts.CallExpression, scope: Scope): boolean {
    const isAssign =
      ts.isPropertyAccessExpression(callee) &&
      callee.name.text === 'assign' &&
      ts.isIdentifier(callee.expression) &&
      callee.expression.text === 'Object';
    if (!isAssign || !target || holderOf(target, scope) !== 'flow') return false;
    const parts = given.flatMap(one => assignedIn(one) ?? [null]);
    if (parts.includes(null)) return false;
    for (const part of parts) {
      if (!part) continue;
      const { name, value, form } = part;
      this.#visit(value, scope);
      this.#notes.put({ node: name, name: name.text, form }, 'flow', 'write', value, value, scope);
    }
    return true;
  }

  #callbacks(call: ts.CallExpression, holders: readonly (Holder | null)[], scope: Scope): void {
    for (const arg of call.arguments) {
      const value = withoutCasts(arg);
      const isCallback = ts.isArrowFunction(value) || ts.isFunctionExpression(value);
      if (isCallback) this.#function(value, scope, holders, itemOf(call, value, scope));
      else this.#visit(arg, scope);
    }
  }

  #merge(call: ts.CallExpression, scope: Scope): void {
    const [inputs, options] = call.arguments;
    if (inputs && holderOf(inputs, scope) === null) this.#visit(inputs, scope);
    if (options) this.#visit(options, scope);
    const { names, ...merge } = mergeOf(call);
    for (const name of names) this.#notes.put(name, 'flow', 'name', null, null, scope);
    this.#notes.merges.push(merge);
  }

  #function(
    node: ts.SignatureDeclaration,
    scope: Scope,
    holders: readonly (Holder | null)[],
    item: Item | null = null,
  ): void {
    const own = scope.own && ts.isArrowFunction(node);
    const inside = scopeOf({ ...scope, own, loose: true });
    for (const [at, parameter] of node.parameters.entries()) {
      if (parameter.type) this.#notes.type(parameter.type, inside);
      this.#bindings.bind(parameter.name, holders[at] ?? null, inside);
      if (parameter === item?.parameter) this.#bindings.alias(parameter.name, item.artifact, inside);
      if (parameter.initializer) this.#visit(parameter.initializer, inside);
    }
    if ('body' in node && node.body) this.#visit(node.body as ts.Node, inside);
  }
}

function isConstant({ parent }: ts.VariableDeclaration): boolean {
  return (parent.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
}

function isInputs(holder: Holder | null): boolean {
  return holder === 'inputs' || holder === 'input';
}
