import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';
import { withoutCasts } from '../parse/literal.js';
import type { Parsed, ParsedStep } from '../parse/parsed.js';
import { isScript, spanOf } from '../parse/source.js';
import { type Draft, insertion, type Replacement, refuse, type Subject } from './draft.js';
import { methodOf } from './nodes.js';
import { quoted, styleOf } from './style.js';

/** How a step ends, by its code. */
interface Ways {
  /** In how many places it says that the flow ends there. */
  readonly ends: number;
  readonly falls: boolean;
  readonly goesOn: boolean;
}

/**
 * What has to change in the written result types of steps that a change has end where they went on, or go on where they ended. One that said it gives
 * nothing says nothing any more: its result is read from its body. Refused where a type can't be made to fit.
 */
export function fittingTypes(subject: Subject, after: Parsed): Draft {
  const flow = after.classes.find(({ graph }) => graph.flow === subject.flow.graph.flow);
  const replacements: Replacement[] = [];
  for (const step of subject.flow.steps) {
    const method = step.own ? methodOf(subject, step) : null;
    const type = method && resultOf(method, subject.tree);
    const now = flow?.steps.find(({ name, own }) => own && name === step.name);
    const changed = now && after.tree && methodOf({ tree: after.tree }, now);
    if (!method || !type || !changed) continue;
    const [was, is] = [waysOf(step, method), waysOf(now, changed)];
    const made = fitted(subject, method, type, {
      end: is.ends > was.ends || (is.falls && !was.falls),
      goesOn: is.goesOn && !was.goesOn,
      mayEnd: is.ends > 0 || is.falls,
    });
    if (made === null)
      return refuse(
        `'${step.name}' says that it always goes on, by a type that can't be changed here: change that first.`,
      );
    replacements.push(...made);
  }
  return { ok: true, replacements, step: null };
}

/** Whether a step may give nothing, by what it says, or else by what it does. */
export function givenBy(
  step: ParsedStep,
  method: ts.MethodDeclaration,
  tree: ts.SourceFile,
): { readonly nothing: boolean } {
  const type = resultOf(method, tree);
  if (type)
    return { nothing: partsOf(promised(type) ?? type).some(one => isNothing(one) || isAnything(one)) };
  const { ends, falls } = waysOf(step, method);
  return { nothing: ends > 0 || falls };
}

function resultOf(method: ts.MethodDeclaration, { fileName }: ts.SourceFile): ts.TypeNode | undefined {
  return method.type ?? (isScript(fileName) ? ts.getJSDocReturnType(method) : undefined);
}

function waysOf({ transitions, unknown, mayEnd }: ParsedStep, { body }: ts.MethodDeclaration): Ways {
  const goesOn = unknown || transitions.some(({ returned }) => returned);
  let ends = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && (!node.expression || mayBeNothing(node.expression))) ends++;
    ts.forEachChild(node, visit);
  };
  if (body) ts.forEachChild(body, visit);
  return { ends, goesOn, falls: mayEnd || !goesOn };
}

function mayBeNothing(expression: ts.Expression): boolean {
  const node = withoutCasts(expression);
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  if (ts.isConditionalExpression(node)) return mayBeNothing(node.whenTrue) || mayBeNothing(node.whenFalse);
  return ts.isBinaryExpression(node) && mayBeNothing(node.right);
}

/** What makes a type fit; null where that can't be had. */
function fitted(
  { tree }: Subject,
  method: ts.MethodDeclaration,
  type: ts.TypeNode,
  { end, goesOn, mayEnd }: { end: boolean; goesOn: boolean; mayEnd: boolean },
): Replacement[] | null {
  const isAsync = method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const awaited = promised(type);
  const inner = (isAsync ? awaited : null) ?? type;
  const parts = partsOf(awaited ?? type);
  if (goesOn && parts.every(isNothing)) {
    if (method.type === type) return withoutType(tree, method, type);
    const given = `import(${quoted('stepwell', styleOf(tree))}).Transition${mayEnd ? ' | void' : ''}`;
    return [{ span: spanOf(type, tree), text: awaited ? `Promise<${given}>` : given }];
  }
  if (!end || partsOf(inner).some(one => isNothing(one) || isAnything(one))) return [];
  // What an async method gives is a promise, whatever that is called.
  if ((isAsync && !awaited) || !joinable.has(inner.kind)) return null;
  return [insertion(inner.end, ' | void')];
}

/** What stands in `Promise<…>`. */
function promised(type: ts.TypeNode): ts.TypeNode | null {
  const [only, more] = ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  return only && !more && ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise' ? only : null;
}

/** So many names a type may go by before it is what it is. */
const most = 8;

/** The types that a union is made of, behind the names they have in the file. */
function partsOf(type: ts.TypeNode, depth = 0): ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(type)) return partsOf(type.type, depth);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(one => partsOf(one, depth));
  if (depth < most && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    const declared = declarationOf(type.typeName.text, type);
    if (declared?.kind === 'type') return partsOf(declared.node, depth + 1);
  }
  return [type];
}

function isNothing({ kind }: ts.TypeNode): boolean {
  return kind === ts.SyntaxKind.VoidKeyword || kind === ts.SyntaxKind.UndefinedKeyword;
}

function isAnything({ kind }: ts.TypeNode): boolean {
  return kind === ts.SyntaxKind.AnyKeyword || kind === ts.SyntaxKind.UnknownKeyword;
}

/** Types behind which `| void` says what it looks like. */
const joinable: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.TypeReference,
  ts.SyntaxKind.UnionType,
  ts.SyntaxKind.ParenthesizedType,
  ts.SyntaxKind.ImportType,
  ts.SyntaxKind.IndexedAccessType,
]);

/** A type goes with its colon; what is said there stays. Null where that would take in what follows. */
function withoutType(
  tree: ts.SourceFile,
  method: ts.MethodDeclaration,
  type: ts.TypeNode,
): Replacement[] | null {
  const colon = method
    .getChildren(tree)
    .find(({ kind, end }) => kind === ts.SyntaxKind.ColonToken && end <= type.end);
  if (!colon) return [];
  const span = { start: spanOf(colon, tree).start, end: type.end };
  const written = tree.text.slice(span.start, span.end);
  if (written.includes('//')) return null;
  const said = written.match(/\/\*[\s\S]*?\*\//g) ?? [];
  return [{ span, text: said.map(comment => ` ${comment}`).join('') }];
}
