import { ts } from 'ts-morph';
import { declarationOf } from './declarations.js';
import type { Imports } from './imports.js';
import { isScript } from './source.js';

/** The parameter that makes a step a join. */
export function inputsParameter(
  parameters: readonly ts.ParameterDeclaration[],
  imports: Imports,
  tree: ts.SourceFile,
): ts.ParameterDeclaration | undefined {
  return parameters.find(parameter => takesInputs(parameter, imports, tree));
}

/** Typed `Inputs`; in a JavaScript file, where the type may be missing, also named `inputs`. */
function takesInputs(parameter: ts.ParameterDeclaration, imports: Imports, tree: ts.SourceFile): boolean {
  const type = parameter.type ?? ts.getJSDocType(parameter);
  if (type) return isInputsType(type, imports);
  return isScript(tree.fileName) && ts.isIdentifier(parameter.name) && parameter.name.text === 'inputs';
}

/** So many names a type may go by before it is what it is. */
const most = 8;

/** Types of TypeScript's own that say how a value may be used, and leave it what it is. */
const wrappers: ReadonlySet<string> = new Set([
  'Readonly',
  'Required',
  'NonNullable',
  'Partial',
  'NoInfer',
  'Awaited',
]);

function isInputsType(type: ts.TypeNode, imports: Imports, depth = 0): boolean {
  if (ts.isParenthesizedTypeNode(type)) return isInputsType(type.type, imports, depth);
  if (ts.isIntersectionTypeNode(type) || ts.isUnionTypeNode(type))
    return type.types.some(part => isInputsType(part, imports, depth));
  if (ts.isTypeOperatorNode(type)) return isInputsType(type.type, imports, depth);
  if (ts.isImportTypeNode(type)) {
    return (
      type.qualifier !== undefined && ts.isIdentifier(type.qualifier) && type.qualifier.text === 'Inputs'
    );
  }
  if (!ts.isTypeReferenceNode(type)) return false;
  const exported = imports.exportOf(type.typeName);
  if (exported !== null) return exported === 'Inputs';
  if (depth < most && ts.isIdentifier(type.typeName)) {
    const declared = declarationOf(type.typeName.text, type);
    if (declared?.kind === 'type') return isInputsType(declared.node, imports, depth + 1);
    const [only, more] = type.typeArguments ?? [];
    if (!declared && only && !more && wrappers.has(type.typeName.text))
      return isInputsType(only, imports, depth + 1);
  }
  // Not imported yet: TypeScript says so itself, and the graph need not break meanwhile.
  return ts.isIdentifier(type.typeName) && type.typeName.text === 'Inputs' && !imports.isForeign('Inputs');
}
