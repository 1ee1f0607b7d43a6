import { ts } from 'ts-morph';
import { propertyName } from './literal.js';

/** What a name was declared as, where that is written out. */
export type Declaration =
  | { readonly kind: 'class'; readonly node: ts.ClassLikeDeclaration }
  | { readonly kind: 'function'; readonly node: ts.FunctionDeclaration }
  /** What an expression gives, or what it has under these names. */
  | { readonly kind: 'value'; readonly node: ts.Expression; readonly path: readonly string[] }
  /** One that may be given another value later. */
  | { readonly kind: 'variable'; readonly node: ts.VariableDeclaration }
  | { readonly kind: 'enum'; readonly node: ts.EnumDeclaration }
  /** `name` is null for a module as a whole. */
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string | null }
  | { readonly kind: 'alias'; readonly node: ts.EntityName }
  | { readonly kind: 'namespace'; readonly node: Namespace }
  | { readonly kind: 'type'; readonly node: ts.TypeNode }
  | { readonly kind: 'parameter'; readonly node: ts.ParameterDeclaration }
  /** Something that hides what goes by the name further out. */
  | { readonly kind: 'other' };

/** The body of a namespace: a block, or for `namespace A.B { … }` a namespace again. */
export type Namespace = ts.ModuleBlock | ts.ModuleDeclaration;

type Names = ReadonlyMap<string, Declaration>;

const known = new WeakMap<ts.Node, Names>();

/** What a name means at a place, by the declarations around it; null when there is none. */
export function declarationOf(name: string, place: ts.Node): Declaration | null {
  for (let at: ts.Node | undefined = place; at; at = at.parent) {
    const found = declaredIn(at).get(name);
    if (found) return found;
    if (ts.isIfStatement(at)) at = chainOf(at);
    // What decorates a member is outside of it.
    else if (ts.isDecorator(at)) at = at.parent;
  }
  return null;
}

const chains = new WeakMap<ts.IfStatement, ts.IfStatement>();

/** The first of `if … else if …`: none of them declares anything, and there may be thousands. */
function chainOf(last: ts.IfStatement): ts.IfStatement {
  const passed: ts.IfStatement[] = [];
  let first = last;
  for (let known = chains.get(first); ts.isIfStatement(first.parent); known = chains.get(first)) {
    passed.push(first);
    first = known ?? first.parent;
  }
  for (const one of passed) chains.set(one, first);
  return first;
}

/** What is declared directly in a file, a namespace, a block or a function. */
export function declaredIn(scope: ts.Node): Names {
  if (!opensScope(scope)) return none;
  if (ts.isFunctionLike(scope) && scope.parameters.length === 0) return none;
  let names = known.get(scope);
  if (names === undefined) {
    names = namesIn(scope);
    known.set(scope, names);
  }
  return names;
}

const none: Names = new Map();

/** The names that a statement declares for those around it. */
export function namesOf(statement: ts.Statement): string[] {
  const names = new Map<string, Declaration>();
  addStatement(names, statement);
  return [...names.keys()];
}

/** What a module or namespace lets others see of what it declares. */
export function exportedFrom(scope: ts.SourceFile | Namespace): Names {
  if (ts.isModuleDeclaration(scope)) return declaredIn(scope);
  let names = exported.get(scope);
  if (names === undefined) {
    const own = new Map<string, Declaration>();
    for (const statement of scope.statements) if (isExported(statement)) addStatement(own, statement);
    names = own;
    exported.set(scope, names);
  }
  return names;
}

const exported = new WeakMap<ts.Node, Names>();

export function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

type Scope =
  | ts.SourceFile
  | Namespace
  | ts.Block
  | ts.CaseBlock
  | ts.CatchClause
  | ts.ForStatement
  | ts.ForInOrOfStatement
  | ts.SignatureDeclaration
  | ts.ClassLikeDeclaration;

function opensScope(node: ts.Node): node is Scope {
  switch (node.kind) {
    case ts.SyntaxKind.Identifier:
    case ts.SyntaxKind.CallExpression:
    case ts.SyntaxKind.PropertyAccessExpression:
    case ts.SyntaxKind.Decorator:
    case ts.SyntaxKind.IfStatement:
    case ts.SyntaxKind.ExpressionStatement:
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.VariableStatement:
    case ts.SyntaxKind.VariableDeclarationList:
    case ts.SyntaxKind.VariableDeclaration:
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.BinaryExpression:
    case ts.SyntaxKind.ConditionalExpression:
    case ts.SyntaxKind.ElementAccessExpression:
      return false;
    case ts.SyntaxKind.SourceFile:
    case ts.SyntaxKind.ModuleBlock:
    case ts.SyntaxKind.ModuleDeclaration:
    case ts.SyntaxKind.Block:
    case ts.SyntaxKind.CaseBlock:
    case ts.SyntaxKind.CatchClause:
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForOfStatement:
      return true;
    default:
      return ts.isClassLike(node) || ts.isFunctionLike(node);
  }
}

function namesIn(scope: Scope): Names {
  const names = new Map<string, Declaration>();
  if (ts.isClassLike(scope)) {
    if (scope.name) names.set(scope.name.text, { kind: 'class', node: scope });
  } else if (ts.isModuleDeclaration(scope)) {
    addNamespace(names, scope);
  } else if (ts.isFunctionLike(scope)) {
    for (const parameter of scope.parameters) {
      if (ts.isIdentifier(parameter.name))
        names.set(parameter.name.text, { kind: 'parameter', node: parameter });
      else addPattern(names, parameter.name, null, []);
    }
  } else if (ts.isCaseBlock(scope)) {
    for (const { statements } of scope.clauses)
      for (const statement of statements) addStatement(names, statement);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration) addBinding(names, scope.variableDeclaration.name, null, []);
  } else if (ts.isForStatement(scope) || ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (scope.initializer && ts.isVariableDeclarationList(scope.initializer))
      addVariables(names, scope.initializer, ts.isForStatement(scope));
  } else for (const statement of scope.statements) addStatement(names, statement);
  return names;
}

function addStatement(names: Map<string, Declaration>, statement: ts.Statement): void {
  if (ts.isImportDeclaration(statement)) addImport(names, statement);
  else if (ts.isVariableStatement(statement)) {
    addVariables(names, statement.declarationList, true);
  } else if (ts.isClassDeclaration(statement)) {
    if (statement.name && !names.has(statement.name.text))
      names.set(statement.name.text, { kind: 'class', node: statement });
  } else if (ts.isFunctionDeclaration(statement)) {
    // Of overloads the one with a body counts.
    if (statement.name && (statement.body || !names.has(statement.name.text)))
      names.set(statement.name.text, { kind: 'function', node: statement });
  } else if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference: meant } = statement;
    if (!ts.isExternalModuleReference(meant)) names.set(statement.name.text, { kind: 'alias', node: meant });
    else if (ts.isStringLiteralLike(meant.expression))
      names.set(statement.name.text, { kind: 'import', specifier: meant.expression.text, name: null });
  } else if (ts.isTypeAliasDeclaration(statement)) {
    if (!names.has(statement.name.text))
      names.set(statement.name.text, { kind: 'type', node: statement.type });
  } else if (ts.isModuleDeclaration(statement)) addNamespace(names, statement);
  else if (ts.isEnumDeclaration(statement)) {
    if (!names.has(statement.name.text)) names.set(statement.name.text, { kind: 'enum', node: statement });
  } else if (ts.isInterfaceDeclaration(statement)) {
    if (!names.has(statement.name.text)) names.set(statement.name.text, { kind: 'other' });
  }
}

function addNamespace(names: Map<string, Declaration>, { name, body }: ts.ModuleDeclaration): void {
  if (!ts.isIdentifier(name) || names.has(name.text)) return;
  if (body && (ts.isModuleBlock(body) || ts.isModuleDeclaration(body)))
    names.set(name.text, { kind: 'namespace', node: body });
}

function addImport(
  names: Map<string, Declaration>,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
): void {
  if (!importClause || !ts.isStringLiteralLike(moduleSpecifier)) return;
  const specifier = moduleSpecifier.text;
  const { name: whole, namedBindings } = importClause;
  if (whole) names.set(whole.text, { kind: 'import', specifier, name: 'default' });
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) {
    names.set(namedBindings.name.text, { kind: 'import', specifier, name: null });
    return;
  }
  for (const { name, propertyName: original } of namedBindings.elements)
    names.set(name.text, { kind: 'import', specifier, name: (original ?? name).text });
}

/** @param known what they begin with is written there: not so for the items of a loop */
function addVariables(
  names: Map<string, Declaration>,
  { declarations, flags }: ts.VariableDeclarationList,
  known: boolean,
): void {
  for (const node of declarations) {
    const { name, initializer } = node;
    const isConstant = (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
    if (known && !isConstant && ts.isIdentifier(name)) names.set(name.text, { kind: 'variable', node });
    else addBinding(names, name, (known && initializer) || null, []);
  }
}

function addBinding(
  names: Map<string, Declaration>,
  name: ts.BindingName,
  node: ts.Expression | null,
  path: readonly string[],
): void {
  if (!ts.isIdentifier(name)) addPattern(names, name, node, path);
  else names.set(name.text, node ? { kind: 'value', node, path } : { kind: 'other' });
}

function addPattern(
  names: Map<string, Declaration>,
  pattern: ts.BindingPattern,
  node: ts.Expression | null,
  path: readonly string[],
): void {
  for (const element of pattern.elements) {
    if (!ts.isBindingElement(element)) continue;
    const key = element.propertyName ?? (ts.isIdentifier(element.name) ? element.name : null);
    const part =
      key && ts.isObjectBindingPattern(pattern) && !element.dotDotDotToken ? propertyName(key) : null;
    addBinding(names, element.name, part === null ? null : node, [...path, part ?? '']);
  }
}
