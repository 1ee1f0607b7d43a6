import { ts } from 'ts-morph';
import { type Declaration, declarationOf, declaredIn, exportedFrom, type Namespace } from './declarations.js';
import { Imports } from './imports.js';
import { withoutCasts } from './literal.js';
import { isStepwell } from './package-name.js';
import type { SourceModule, Sources } from './sources.js';

/** A text in which names have a meaning: the one that is parsed, or a module that it leads to. */
export interface Home {
  /** Null for the text that is parsed. */
  readonly file: string | null;
  readonly tree: ts.SourceFile;
  readonly imports: Imports;
}

/** What the parameters of the functions around a place stand for, where a call has given them. */
type Given = ReadonlyMap<ts.ParameterDeclaration, Meaning>;

/** What an expression stands for in the end, as far as that can be read. */
export type Meaning =
  /** The package as a whole, or something of it. */
  | { readonly kind: 'package'; readonly name: string | null }
  | { readonly kind: 'module'; readonly module: SourceModule }
  | { readonly kind: 'namespace'; readonly node: Namespace; readonly home: Home }
  | {
      readonly kind: 'class';
      readonly node: ts.ClassLikeDeclaration;
      readonly home: Home;
      readonly given: Given;
    }
  | { readonly kind: 'function'; readonly node: ts.FunctionLikeDeclaration; readonly home: Home }
  /** Any other expression, as it is written. */
  | { readonly kind: 'value'; readonly node: ts.Expression; readonly home: Home };

/** So many names are followed for one that is asked about: they may go round in circles. */
const mostSteps = 200;

const nothing: Given = new Map();

/** Follows names through constants, namespaces, imports, re-exports, and functions that make classes. */
export class Meanings {
  readonly #sources: Sources | null;
  readonly #homes = new Map<SourceModule, Home>();
  #left = 0;

  /** @param sources null where other files can't be read */
  constructor(sources: Sources | null) {
    this.#sources = sources;
  }

  home({ file, tree }: Pick<Home, 'file' | 'tree'>): Home {
    const imports = new Imports(tree, node => this.of(node, home));
    const home: Home = { file, tree, imports };
    return home;
  }

  /** What a name or another expression stands for where it is written; null when that can't be read. */
  of(node: ts.Node, home: Home, given: Given = nothing): Meaning | null {
    this.#left = mostSteps;
    return this.#of(node, home, given);
  }

  #of(written: ts.Node, home: Home, given: Given): Meaning | null {
    if (this.#left-- <= 0) return null;
    const node = ts.isExpression(written) ? withoutCasts(written) : written;
    if (ts.isIdentifier(node)) {
      const declared = declarationOf(node.text, node);
      return declared && this.#declared(declared, home, given);
    }
    if (ts.isPropertyAccessExpression(node))
      return this.#member(node.expression, node.name.text, home, given);
    if (ts.isQualifiedName(node)) return this.#member(node.left, node.right.text, home, given);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      return this.#member(node.expression, node.argumentExpression.text, home, given);
    if (ts.isClassExpression(node)) return { kind: 'class', node, home, given };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'function', node, home };
    if (ts.isCallExpression(node)) return this.#called(node, home, given);
    return ts.isExpression(node) ? { kind: 'value', node, home } : null;
  }

  #declared(declared: Declaration, home: Home, given: Given): Meaning | null {
    switch (declared.kind) {
      case 'class':
        return { kind: 'class', node: declared.node, home, given };
      case 'function':
        return { kind: 'function', node: declared.node, home };
      case 'namespace':
        return { kind: 'namespace', node: declared.node, home };
      case 'alias':
        return this.#of(declared.node, home, given);
      case 'import':
        return declared.name === null
          ? this.#whole(declared.specifier, home.file)
          : this.#exported(declared.specifier, declared.name, home.file, new Set());
      case 'parameter':
        return given.get(declared.node) ?? null;
      case 'value':
        return declared.path.reduce<Meaning | null>(
          (whole, name) => whole && this.#part(whole, name),
          this.#of(declared.node, home, given),
        );
      case 'variable':
        return declared.node.initializer ? this.#of(declared.node.initializer, home, given) : null;
      case 'type':
      case 'enum':
      case 'other':
        return null;
    }
  }

  #member(of: ts.Node, name: string, home: Home, given: Given): Meaning | null {
    const whole = this.#of(of, home, given);
    return whole && this.#part(whole, name);
  }

  #part(whole: Meaning, name: string): Meaning | null {
    switch (whole.kind) {
      case 'package':
        // The default of the package is the package: what CommonJS makes of an import.
        if (whole.name === null) return { kind: 'package', name: name === 'default' ? null : name };
        // `parameter.number` is told by who asks for it.
        return null;
      case 'module':
        return this.#exportedBy(this.#homeOf(whole.module), name, new Set([whole.module.tree]));
      case 'namespace': {
        const declared = exportedFrom(whole.node).get(name);
        return declared ? this.#declared(declared, whole.home, nothing) : null;
      }
      default:
        return null;
    }
  }

  /** What a call gives: a module, or the class that a function makes. */
  #called(call: ts.CallExpression, home: Home, given: Given): Meaning | null {
    const [first] = call.arguments;
    if (ts.isIdentifier(call.expression) && call.expression.text === 'require')
      return first && ts.isStringLiteralLike(first) ? this.#whole(first.text, home.file) : null;
    const callee = this.#of(call.expression, home, given);
    if (callee?.kind !== 'function') return { kind: 'value', node: call, home };
    const result = resultOf(callee.node);
    if (!result) return null;
    const inner = new Map(given);
    for (const [at, parameter] of callee.node.parameters.entries()) {
      const arg = call.arguments[at];
      const meant = arg && this.#of(arg, home, given);
      if (meant) inner.set(parameter, meant);
    }
    return this.#of(result, callee.home, inner);
  }

  #whole(specifier: string, from: string | null): Meaning | null {
    if (isStepwell(specifier)) return { kind: 'package', name: null };
    const module = this.#sources?.module(specifier, from) ?? null;
    return module && { kind: 'module', module };
  }

  /** What a module exports under a name. */
  #exported(specifier: string, name: string, from: string | null, seen: Set<ts.SourceFile>): Meaning | null {
    if (isStepwell(specifier)) return { kind: 'package', name: name === 'default' ? null : name };
    const module = this.#sources?.module(specifier, from) ?? null;
    if (module === null || seen.has(module.tree) || this.#left-- <= 0) return null;
    seen.add(module.tree);
    return this.#exportedBy(this.#homeOf(module), name, seen);
  }

  #homeOf(module: SourceModule): Home {
    let home = this.#homes.get(module);
    if (home === undefined) {
      home = this.home(module);
      this.#homes.set(module, home);
    }
    return home;
  }

  #exportedBy(home: Home, name: string, seen: Set<ts.SourceFile>): Meaning | null {
    const { tree, file } = home;
    const stars: string[] = [];
    for (const statement of tree.statements) {
      if (name === 'default' && isDefault(statement)) {
        return ts.isClassDeclaration(statement)
          ? { kind: 'class', node: statement, home, given: nothing }
          : { kind: 'function', node: statement, home };
      }
      if (ts.isExportAssignment(statement) && name === 'default')
        return this.#of(statement.expression, home, nothing);
      if (!ts.isExportDeclaration(statement)) continue;
      const from = statement.moduleSpecifier;
      const specifier = from && ts.isStringLiteral(from) ? from.text : null;
      const { exportClause } = statement;
      if (!exportClause) {
        if (specifier !== null) stars.push(specifier);
      } else if (ts.isNamespaceExport(exportClause)) {
        if (exportClause.name.text === name) return specifier === null ? null : this.#whole(specifier, file);
      } else {
        const element = exportClause.elements.find(one => one.name.text === name);
        if (!element) continue;
        const original = element.propertyName ?? element.name;
        if (specifier !== null) return this.#exported(specifier, original.text, file, seen);
        return ts.isIdentifier(original) ? this.#of(original, home, nothing) : null;
      }
    }
    // A CommonJS file says in code what it exports, and that goes by the names it has at its top, as a rule.
    const own = (ts.isExternalModule(tree) ? exportedFrom(tree) : declaredIn(tree)).get(name);
    if (own) return this.#declared(own, home, nothing);
    if (name === 'default') return null;
    // Every name there is may come from the package; one of ours is found before.
    for (const star of stars.filter(one => !isStepwell(one))) {
      const found = this.#exported(star, name, file, seen);
      if (found) return found;
    }
    return stars.some(isStepwell) ? { kind: 'package', name } : null;
  }
}

/** The one expression that a function gives back, where it has no others. */
export function resultOf(node: ts.FunctionLikeDeclaration): ts.Expression | null {
  const { body } = node;
  if (!body) return null;
  if (!ts.isBlock(body)) return body;
  const returned = body.statements.flatMap(one => (ts.isReturnStatement(one) ? [one.expression] : []));
  return (returned.length === 1 && returned[0]) || null;
}

function isDefault(statement: ts.Statement): statement is ts.ClassDeclaration | ts.FunctionDeclaration {
  return (
    (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) &&
    (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false)
  );
}
