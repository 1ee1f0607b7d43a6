import { ts } from 'ts-morph';
import { Imports } from '../parse/imports.js';
import { inputsParameter } from '../parse/inputs.js';
import { withoutCasts } from '../parse/literal.js';
import { spanOf } from '../parse/source.js';
import type { Replacement, Subject } from './draft.js';

/**
 * Every place inside a class, and inside those of the file that extend it, where a name means one of its steps:
 * `this.train`, `self.train`, `inputs.train`, the same in brackets or taken apart, and `this['train']` as a type.
 */
export function referencesTo(
  { tree }: Subject,
  owner: ts.ClassLikeDeclaration,
  old: string,
  name: string,
): Replacement[] {
  const imports = new Imports(tree);
  const found: Replacement[] = [];
  for (const node of withSubclasses(tree, owner)) {
    for (const member of node.members) {
      const isStatic = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(isStaticKeyword);
      if (!isStatic) visit(member, { tree, imports, old, name, found, own: true, holders: new Set() });
    }
  }
  return found;
}

interface Search {
  readonly tree: ts.SourceFile;
  readonly imports: Imports;
  readonly old: string;
  readonly name: string;
  readonly found: Replacement[];
  /** `this` is the flow here, not that of a function or class inside it. */
  readonly own: boolean;
  /** Names by which the flow and its inputs are known here: `self`, `inputs`. */
  readonly holders: ReadonlySet<string>;
}

function visit(node: ts.Node, search: Search): void {
  const inside = entering(node, search);
  note(node, inside);
  ts.forEachChild(node, child => visit(child, inside));
}

function note(node: ts.Node, search: Search): void {
  const { old, name, tree, found } = search;
  const put = (at: ts.Node, text: string): void => {
    found.push({ span: spanOf(at, tree), text });
  };
  if (ts.isPropertyAccessExpression(node)) {
    if (node.name.text === old && isHolder(node.expression, search)) put(node.name, name);
  } else if (ts.isElementAccessExpression(node)) {
    const { argumentExpression: key } = node;
    if (ts.isStringLiteralLike(key) && key.text === old && isHolder(node.expression, search)) {
      put(key, quotedLike(key.getText(tree), name));
    }
  } else if (ts.isObjectBindingPattern(node)) {
    if (isPatternOfHolder(node, search))
      for (const element of node.elements) noteElement(element, search, put);
  } else if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
    const { literal } = node.indexType;
    if (ts.isStringLiteral(literal) && literal.text === old && isFlowType(node.objectType, search)) {
      put(literal, quotedLike(literal.getText(tree), name));
    }
  }
}

/** `{ train }` becomes `{ fit: train }`, so that what follows goes on to use the name it knows. */
function noteElement(
  element: ts.BindingElement,
  { old, name }: Search,
  put: (at: ts.Node, text: string) => void,
): void {
  const key = element.propertyName ?? element.name;
  if (!ts.isIdentifier(key) || key.text !== old) return;
  put(key, element.propertyName ? name : `${name}: ${old}`);
}

function isHolder(node: ts.Expression, { own, holders }: Search): boolean {
  const value = withoutCasts(node);
  if (value.kind === ts.SyntaxKind.ThisKeyword || value.kind === ts.SyntaxKind.SuperKeyword) return own;
  return ts.isIdentifier(value) && holders.has(value.text);
}

function isPatternOfHolder(pattern: ts.ObjectBindingPattern, search: Search): boolean {
  const { parent } = pattern;
  if (ts.isVariableDeclaration(parent)) {
    return parent.initializer !== undefined && isHolder(parent.initializer, search);
  }
  return ts.isParameter(parent) && inputsParameter([parent], search.imports, search.tree) !== undefined;
}

function isFlowType(type: ts.TypeNode, { imports, own }: Search): boolean {
  if (type.kind === ts.SyntaxKind.ThisType) return own;
  return ts.isTypeReferenceNode(type) && imports.exportOf(type.typeName) === 'Inputs';
}

/** What is known by which name inside a node. */
function entering(node: ts.Node, search: Search): Search {
  if (ts.isClassLike(node)) return { ...search, own: false, holders: new Set() };
  if (ts.isMethodDeclaration(node) && ts.isClassLike(node.parent) && search.own) {
    const inputs = inputsParameter(node.parameters, search.imports, search.tree);
    const holders = new Set(search.holders);
    if (inputs && ts.isIdentifier(inputs.name)) holders.add(inputs.name.text);
    if (node.body) for (const self of selvesIn(node.body)) holders.add(self);
    return { ...search, holders };
  }
  if (!ts.isFunctionLike(node)) return search;
  const shadowed = node.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  const holders = new Set([...search.holders].filter(holder => !shadowed.includes(holder)));
  const own =
    search.own && (ts.isArrowFunction(node) || (ts.isClassElement(node) && ts.isClassLike(node.parent)));
  return { ...search, own, holders };
}

/** `const self = this`, however deep in the body. */
function selvesIn(body: ts.Node): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.initializer &&
      withoutCasts(node.initializer).kind === ts.SyntaxKind.ThisKeyword
    ) {
      found.push(node.name.text);
    }
    if (!ts.isClassLike(node)) ts.forEachChild(node, look);
  };
  look(body);
  return found;
}

function withSubclasses(tree: ts.SourceFile, owner: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration[] {
  const all: ts.ClassLikeDeclaration[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isClassLike(node)) all.push(node);
    ts.forEachChild(node, look);
  };
  look(tree);
  const family = [owner];
  for (const member of family) {
    const name = member.name?.text;
    if (name === undefined) continue;
    family.push(...all.filter(one => !family.includes(one) && extendsName(one, name)));
  }
  return family;
}

function extendsName(node: ts.ClassLikeDeclaration, name: string): boolean {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    ?.expression;
  return base !== undefined && ts.isIdentifier(base) && base.text === name;
}

function quotedLike(written: string, name: string): string {
  return `${written[0]}${name}${written[0]}`;
}

function isStaticKeyword({ kind }: ts.ModifierLike): boolean {
  return kind === ts.SyntaxKind.StaticKeyword;
}
