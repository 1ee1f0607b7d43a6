import { ts } from 'ts-morph';
import type { FlowClass } from '../classes.js';
import { propertyName } from '../literal.js';
import { parameterOf } from '../parameters.js';
import type { Span } from '../parsed.js';
import type { Reading } from '../reading.js';

/** A field of a flow class that holds an artifact. */
export interface Field {
  readonly name: string;
  readonly nameSpan: Span;
  readonly full: Span;
  /** As it is written; null when it follows from the initialiser. */
  readonly type: string | null;
  /** It may have no value: `score?: number`, `score: number | undefined`. */
  readonly optional: boolean;
  readonly initializer: ts.Expression | null;
  readonly node: ts.PropertyDeclaration;
}

/** What the classes of a flow declare; the nearest declaration of a name counts. */
export interface Members {
  readonly fields: ReadonlyMap<string, Field>;
  /** Where each is declared. */
  readonly parameters: ReadonlyMap<string, Span>;
  /** Methods, getters and setters by name. */
  readonly code: Code;
  /** Fields that hold functions, by name. */
  readonly functions: Code;
  /** Private members that hold or are code, by the class that they are private to. */
  readonly privates: ReadonlyMap<ts.Node, Code>;
  readonly constructors: readonly ts.ConstructorDeclaration[];
  /** Names of code that a class has from its base, and has again itself. */
  readonly overridden: ReadonlySet<string>;
  /** Artifacts that `static codecs` names, or null when it can't be told which they are. */
  readonly codecs: ReadonlySet<string> | null;
}

type Code = ReadonlyMap<string, readonly ts.ClassElement[]>;

/** What runs where a member is called, read or set, as seen from another member: a private name is that of its own class. */
export function codeNamed(
  { code, functions, privates }: Members,
  name: string,
  from: ts.ClassElement,
): readonly ts.ClassElement[] | undefined {
  return isPrivateName(name) ? privates.get(from.parent)?.get(name) : (code.get(name) ?? functions.get(name));
}

/** Members of such a name belong to one instance of the class: no run keeps them. */
export function isPrivateName(name: string): boolean {
  return name.startsWith('#');
}

/** A field that holds a function, or an object with functions in it: calling them is like calling a method. */
export function holdsFunctions(member: ts.ClassElement): member is ts.PropertyDeclaration {
  return (
    ts.isPropertyDeclaration(member) && member.initializer !== undefined && hasFunction(member.initializer)
  );
}

function hasFunction(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return true;
  return !ts.isClassLike(node) && (ts.forEachChild(node, hasFunction) ?? false);
}

export function membersOf({ chain }: FlowClass): Members {
  const fields = new Map<string, Field>();
  const parameters = new Map<string, Span>();
  const code = new Map<string, ts.ClassElement[]>();
  const overridden = new Set<string>();
  const functions = new Map<string, ts.ClassElement[]>();
  const privates = new Map<ts.Node, Map<string, ts.ClassElement[]>>();
  const constructors: ts.ConstructorDeclaration[] = [];
  let codecs: ReadonlySet<string> | null = new Set();
  for (const { node, reading } of chain) {
    const own = new Map<string, ts.ClassElement[]>();
    const hidden = new Map<string, ts.ClassElement[]>();
    privates.set(node, hidden);
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member)) constructors.push(member);
      if (member.name && ts.isPrivateIdentifier(member.name) && !isStatic(member)) {
        const isField = ts.isPropertyDeclaration(member);
        if (!isField || holdsFunctions(member))
          hidden.set(member.name.text, [...(hidden.get(member.name.text) ?? []), member]);
      }
      const name = member.name && propertyName(member.name);
      if (!member.name || typeof name !== 'string') continue;
      if (isStatic(member)) {
        if (name === 'codecs') codecs = codecNames(member);
      } else if (parameterOf(member, reading.imports)) {
        parameters.set(name, reading.span(member.name));
        fields.delete(name);
      } else if (ts.isPropertyDeclaration(member)) {
        parameters.delete(name);
        fields.set(name, fieldOf(member, name, reading));
        if (holdsFunctions(member)) functions.set(name, [member]);
        else functions.delete(name);
      } else {
        own.set(name, [...(own.get(name) ?? []), member]);
      }
    }
    for (const [name, members] of own) {
      if (code.has(name)) overridden.add(name);
      code.set(name, members);
    }
  }
  return { fields, parameters, code, functions, privates, constructors, overridden, codecs };
}

function fieldOf(member: ts.PropertyDeclaration, name: string, reading: Reading): Field {
  const { type, initializer, questionToken } = member;
  return {
    name,
    nameSpan: reading.span(member.name),
    full: reading.full(member),
    type: type ? type.getText(reading.tree) : null,
    optional: questionToken !== undefined || (type !== undefined && allowsNothing(type)),
    initializer: initializer ?? null,
    node: member,
  };
}

function allowsNothing(type: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(type)) return type.types.some(allowsNothing);
  if (ts.isParenthesizedTypeNode(type)) return allowsNothing(type.type);
  return (
    type.kind === ts.SyntaxKind.UndefinedKeyword ||
    type.kind === ts.SyntaxKind.AnyKeyword ||
    type.kind === ts.SyntaxKind.UnknownKeyword
  );
}

function codecNames(member: ts.ClassElement): ReadonlySet<string> | null {
  if (!ts.isPropertyDeclaration(member) || !member.initializer) return null;
  const value = member.initializer;
  if (!ts.isObjectLiteralExpression(value)) return null;
  const names = new Set<string>();
  for (const { name } of value.properties) {
    const written = name && propertyName(name);
    if (typeof written !== 'string') return null;
    names.add(written);
  }
  return names;
}

function isStatic(member: ts.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}
