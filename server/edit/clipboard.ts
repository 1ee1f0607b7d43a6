import { ts } from 'ts-morph';
import { parseFlows } from '../parse/flows.js';
import type { Parsed, ParsedFlow } from '../parse/parsed.js';
import { isScript, readSource } from '../parse/source.js';
import { type Refusal, refuse, type Subject } from './draft.js';
import { classOf } from './nodes.js';

/** Steps in a text from anywhere, as those of a flow. */
export interface Clip {
  readonly ok: true;
  readonly subject: Subject;
}

const none = 'The clipboard holds no step: copy one, or methods that are marked @step().';

/** The flow that a text from a clipboard holds: a file, a class, or methods alone; also what a chat puts between fences. */
export function clipFrom(text: string, into: ts.SourceFile): Clip | Refusal {
  const header = "import { Flow, step, type Inputs } from 'stepwell';\n";
  for (const content of contents(text.replace(/^\uFEFF/, ''))) {
    const candidates = [
      content,
      // A class without its import, and methods without their class.
      header + content,
      `${header}class Pasted extends Flow {\n${content}\n}\n`,
    ];
    for (const candidate of candidates) {
      const parsed = parseFlows(candidate, clipName);
      const flows =
        parsed.broken === null ? parsed.classes.filter(({ steps }) => steps.some(one => one.own)) : [];
      if (flows.length === 0) continue;
      const [flow, other] = notNamedByOthers(flows, parsed, candidate);
      if (!flow || other) return refuse('The clipboard holds several flows: copy the steps of one.');
      const subject = clipSubject(candidate, parsed, flow);
      const why = whyNot(subject, into);
      return why === null ? { ok: true, subject } : refuse(why);
    }
  }
  return refuse(none);
}

const clipName = 'pasted.flow.ts';

function clipSubject(text: string, parsed: Parsed, flow: ParsedFlow): Subject {
  return { text, tree: readSource(text, clipName).tree, parsed, flow, sources: null };
}

/** The same clip with another text, whatever its flow is called there; null where that can't be read any more. */
export function rewritten({ flow, parsed: { classes } }: Subject, text: string): Subject | null {
  const parsed = parseFlows(text, clipName);
  const same = parsed.classes[classes.indexOf(flow)];
  return parsed.broken === null && same ? clipSubject(text, parsed, same) : null;
}

/** All of it, or what stands between fences: all of that, and each alone. */
function contents(text: string): string[] {
  const fenced = [...text.matchAll(/^[ \t]*(`{3,}|~{3,})[^\r\n]*\r?\n([\s\S]*?)^[ \t]*\1[ \t]*\r?$/gm)].map(
    ([, , inside = '']) => inside,
  );
  return fenced.length > 1 ? [text, fenced.join('\n'), ...fenced] : [text, ...fenced];
}

/** A flow that another one runs, or extends, comes along with that. */
function notNamedByOthers(flows: readonly ParsedFlow[], parsed: Parsed, text: string): ParsedFlow[] {
  const { tree } = clipSubject(text, parsed, flows[0]!);
  const named = new Set<string>();
  const visit = (node: ts.Node, inside: string | null): void => {
    const flow = flows.find(({ members }) => ts.isClassLike(node) && node.members.pos === members.start);
    const within = flow?.graph.flow ?? inside;
    if (ts.isIdentifier(node) && within !== null && node.text !== within) named.add(node.text);
    ts.forEachChild(node, child => visit(child, within));
  };
  visit(tree, null);
  return flows.filter(({ graph }) => !named.has(graph.flow));
}

/** Why what the clip holds can't stand in a file. */
function whyNot(clip: Subject, { fileName }: ts.SourceFile): string | null {
  const members = classOf(clip)?.members ?? [];
  for (const member of members) {
    if (ts.isConstructorDeclaration(member) && !doesNothing(member))
      return 'The clipboard holds a constructor, and a class has one: leave it out.';
    if (ts.isClassStaticBlockDeclaration(member) || ts.isIndexSignatureDeclaration(member))
      return 'The clipboard holds more than steps, fields and methods: copy those alone.';
    if (
      ts.canHaveModifiers(member) &&
      ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)
    )
      return 'The clipboard holds an abstract member, which each flow has to write itself: leave it out.';
  }
  return isScript(fileName) && members.some(hasTypes)
    ? 'The clipboard holds TypeScript, and this is a file of JavaScript: take the types out first.'
    : null;
}

/** One that only hands on. */
function doesNothing({ parameters, body }: ts.ConstructorDeclaration): boolean {
  const [only, more] = body?.statements ?? [];
  const isSuper =
    only !== undefined &&
    ts.isExpressionStatement(only) &&
    ts.isCallExpression(only.expression) &&
    only.expression.expression.kind === ts.SyntaxKind.SuperKeyword;
  return parameters.length === 0 && !more && (only === undefined || isSuper);
}

/** Something in it is no JavaScript. */
function hasTypes(node: ts.Node): boolean {
  const isType =
    (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    typeWords.has(node.kind) ||
    ((ts.isParameter(node) || ts.isPropertyDeclaration(node)) && node.questionToken !== undefined) ||
    (ts.isPropertyDeclaration(node) && node.exclamationToken !== undefined);
  return isType || (ts.forEachChild(node, hasTypes) ?? false);
}

const typeWords: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.DeclareKeyword,
  ts.SyntaxKind.OverrideKeyword,
]);
