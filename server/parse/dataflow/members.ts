import { ts } from 'ts-morph';
import type { FlowClass } from '../classes.js';
import { propertyName } from '../literal.js';
import { parameterOf } from '../parameters.js';
import type { Span } from '../parsed.js';
import { fullSpanOf, spanOf } from '../source.js';
import type { Reading } from './walk.js';

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

/** What the classes of a flow declare, those of this file; the nearest declaration of a name counts. */
export interface Members {
  readonly fields: ReadonlyMap<string, Field>;
  readonly parameters: ReadonlySet<string>;
  /** Methods, getters and setters by name. */
  readonly code: ReadonlyMap<string, readonly ts.ClassElement[]>;
  /** Artifacts that `static codecs` names, or null when it can't be told which they are. */
  readonly codecs: ReadonlySet<string> | null;
}

export function membersOf(flow: FlowClass, { tree, imports }: Reading): Members {
  const fields = new Map<string, Field>();
  const parameters = new Set<string>();
  const code = new Map<string, ts.ClassElement[]>();
  let codecs: ReadonlySet<string> | null = new Set();
  for (const node of [...flow.bases.toReversed(), flow.node]) {
    const own = new Map<string, ts.ClassElement[]>();
    for (const member of node.members) {
      const name = member.name && propertyName(member.name);
      if (typeof name !== 'string') continue;
      if (isStatic(member)) {
        if (name === 'codecs') codecs = codecNames(member);
      } else if (parameterOf(member, imports)) {
        parameters.add(name);
      } else if (ts.isPropertyDeclaration(member)) {
        fields.set(name, fieldOf(member, name, tree));
      } else {
        own.set(name, [...(own.get(name) ?? []), member]);
      }
    }
    for (const [name, members] of own) code.set(name, members);
  }
  return { fields, parameters, code, codecs };
}

function fieldOf(member: ts.PropertyDeclaration, name: string, tree: ts.SourceFile): Field {
  const { type, initializer, questionToken } = member;
  return {
    name,
    nameSpan: spanOf(member.name, tree),
    full: fullSpanOf(member, tree),
    type: type ? type.getText(tree) : null,
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
