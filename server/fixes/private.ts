import { ts } from 'ts-morph';
import type { Replacement } from '../edit/draft.js';
import { nodeAt } from '../edit/nodes.js';
import { isExported } from '../parse/declarations.js';
import { isIdentifier } from '../parse/names.js';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Case, type Fix, textOf } from './fix.js';
import { withoutModifiers } from './modifiers.js';

/**
 * A function in a field becomes a private one, which a run does not store. Only where nothing else can name it: a private name is that of one class, and
 * of what stands in its braces.
 */
export function makePrivate(found: Case): Fix[] {
  const { tree, flow, problem } = found;
  const name = textOf(found, found.span);
  const places = found.parsed.places(flow.graph.flow).filter(place => place.name === name);
  const isPlain = places.every(({ form, on }) => form === 'plain' && (on === null || on === 'flow'));
  if (problem.step !== null || !isPlain || !isIdentifier(name)) return [];
  const property = nodeAt(tree, found.span, ts.isIdentifier)?.parent;
  // Not every kind of decorator may stand on a private one.
  if (property && ts.isPropertyDeclaration(property) && ts.getDecorators(property)?.length) return [];
  const isInside = places.every(
    ({ span }) => flow.members.start <= span.start && span.end <= flow.members.end,
  );
  const known = new Set(places.map(({ span }) => span.start));
  if (!isInside || isNamedElse(tree, name, known) || mayBeNamedOutside(found)) return [];
  return [
    {
      title: `Make '${name}' private: '#${name}'`,
      replacements: [
        ...places.flatMap(place => (place.role === 'declaration' ? accessOf(found, place.span) : [])),
        ...places.map(({ span }) => ({ span, text: `#${name}` })),
      ],
      preferred: true,
    },
  ];
}

/** Whether something of that name is asked for, on whatever object, at a place that is not known to mean the member. */
function isNamedElse(tree: ts.SourceFile, name: string, known: ReadonlySet<number>): boolean {
  const visit = (node: ts.Node): boolean => {
    const isName = (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && node.text === name;
    if (isName && !known.has(spanOf(node, tree).start) && mayNameMember(node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(tree);
}

function mayNameMember(node: ts.Identifier | ts.StringLiteralLike): boolean {
  if (ts.isStringLiteralLike(node)) return true;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return (parent.propertyName ?? parent.name) === node;
  return ts.isClassElement(parent) || ts.isShorthandPropertyAssignment(parent);
}

/** Other files may name a member of a class that they can have, unless TypeScript keeps them from it. */
function mayBeNamedOutside({ flow, tree, span, parsed }: Case): boolean {
  const property = nodeAt(tree, span, ts.isIdentifier)?.parent;
  const isKept =
    property !== undefined &&
    ts.isPropertyDeclaration(property) &&
    property.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return !isKept && (flow.open || !parsed.isModule || isGiven(flow.name, tree));
}

/** Any statement around the class but its own declaration may give it away. */
function isGiven({ start, end }: Span, tree: ts.SourceFile): boolean {
  const name = tree.text.slice(start, end);
  return tree.statements.some(statement => {
    if (statement.pos <= start && end <= statement.end)
      return !ts.isClassDeclaration(statement) || isExported(statement);
    const isExport = ts.isExportDeclaration(statement) || ts.isExportAssignment(statement);
    return isExport && statement.getText(tree).includes(name);
  });
}

/** The words that a private name can't have before it. */
function accessOf(found: Case, span: Span): Replacement[] {
  const property = nodeAt(found.tree, span, ts.isIdentifier)?.parent;
  if (!property || !ts.isPropertyDeclaration(property)) return [];
  return withoutModifiers(found, property, [
    ts.SyntaxKind.PublicKeyword,
    ts.SyntaxKind.ProtectedKeyword,
    ts.SyntaxKind.PrivateKeyword,
    ts.SyntaxKind.OverrideKeyword,
  ]);
}
