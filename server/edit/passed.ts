import { ts } from 'ts-morph';
import { withoutCasts } from '../parse/literal.js';
import { spanOf } from '../parse/source.js';
import { type Refusal, refuse, type Subject } from './draft.js';
import { literalKind } from './literalKind.js';

export type PassedKind = 'number' | 'string' | 'boolean' | 'json';

/** What a run is given of an artifact: the kind of parameter; of data, with its type. */
export function parameterFor(
  { tree, text, flow }: Subject,
  field: ts.PropertyDeclaration,
  name: string,
): { readonly ok: true; readonly kind: PassedKind; readonly type: string | null } | Refusal {
  const type = field.type ?? ts.getJSDocType(field);
  const value = field.initializer && withoutCasts(field.initializer);
  const kind = value ? literalKind(value) : null;
  if (!type) {
    if (kind === 'number' || kind === 'string' || kind === 'boolean') return { ok: true, kind, type: null };
    if (kind === 'list' || kind === 'object' || kind === 'null')
      return { ok: true, kind: 'json', type: `${flow.graph.flow}['${name}']` };
    return refuse(notData(name, field.initializer ? field.initializer.getText(tree) : 'which has no type'));
  }
  const { start, end } = spanOf(type, tree);
  const written = text.slice(start, end);
  if (written === 'number' || written === 'string' || written === 'boolean')
    return { ok: true, kind: written, type: null };
  if (!isData(type)) return refuse(notData(name, written));
  return { ok: true, kind: 'json', type: written };
}

function notData(name: string, what: string): string {
  return `The steps read '${name}', ${what}: a flow of their own is given data, as JSON has it. Leave out the steps that read it.`;
}

/** Types of other types that hold data where those are of data. */
const wrapping: ReadonlySet<string> = new Set([
  'Array',
  'ReadonlyArray',
  'Record',
  'Partial',
  'Required',
  'Readonly',
  'Pick',
  'Omit',
]);

/** As far as can be read in this file, all that is of the type comes through JSON as it is. */
function isData(node: ts.TypeNode, seen: ReadonlySet<ts.Node> = new Set()): boolean {
  const all = (types: readonly ts.TypeNode[]) => types.every(type => isData(type, seen));
  const members = (list: readonly ts.TypeElement[]) =>
    list.every(
      one =>
        (ts.isPropertySignature(one) || ts.isIndexSignatureDeclaration(one)) &&
        one.type &&
        isData(one.type, seen),
    );
  if (plain.has(node.kind)) return true;
  if (ts.isLiteralTypeNode(node)) return node.literal.kind !== ts.SyntaxKind.BigIntLiteral;
  if (ts.isArrayTypeNode(node)) return isData(node.elementType, seen);
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return isData(node.type, seen);
  if (ts.isTupleTypeNode(node))
    return all(node.elements.map(element => (ts.isNamedTupleMember(element) ? element.type : element)));
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return all(node.types);
  if (ts.isTypeLiteralNode(node)) return members([...node.members]);
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName)) return false;
  if (wrapping.has(node.typeName.text)) return all([...(node.typeArguments ?? [])]);
  const meant = typeNamed(node.typeName.text, node.getSourceFile());
  if (!meant || seen.has(meant)) return meant !== undefined;
  const further = new Set([...seen, meant]);
  return ts.isInterfaceDeclaration(meant)
    ? meant.heritageClauses === undefined &&
        meant.members.every(
          one =>
            (ts.isPropertySignature(one) || ts.isIndexSignatureDeclaration(one)) &&
            one.type &&
            isData(one.type, further),
        )
    : isData(meant.type, further);
}

const plain: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.NullKeyword,
]);

function typeNamed(
  name: string,
  tree: ts.SourceFile,
): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined {
  const found = tree.statements.filter(
    (statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
      statement.name.text === name,
  );
  return found.length === 1 ? found[0] : undefined;
}
