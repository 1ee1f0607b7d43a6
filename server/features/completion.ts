import { ts } from 'ts-morph';
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Position,
} from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import { type Exported, importNames } from '../edit/importNames.js';
import { memberAccess } from '../edit/naming.js';
import { withoutCasts } from '../parse/literal.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { rangeOf } from './names.js';
import { holds, ownStepAt } from './places.js';
import { kindText } from './wording.js';

/** Characters behind which there may be something to offer. */
export const triggers = ['(', ',', "'", '"', '.'];

/**
 * What this server knows to write at a position, and TypeScript does not: steps where a transition takes one, names and amounts
 * in the strings of options, whole steps.
 *
 * @param members offer what stands behind `inputs.` too, which TypeScript does where it runs beside
 */
export function completionsAt(analysis: Analysis, position: Position, members: boolean): CompletionItem[] {
  const { parsed } = analysis;
  const at = parsed.lines.offset(position);
  const flow = parsed.classes.findLast(({ full }) => holds(full, at));
  if (!parsed.tree || !flow) return [];
  const node = deepest(parsed.tree, at);
  const text = stringAt(node, at);
  if (text) return inString(analysis, flow, text);
  const call = transitionAround(node, at);
  if (call) return stepsFor(flow, call, at);
  if (isBehindInputs(node, flow, at)) return members ? inputNames(flow) : [];
  return isBetweenMembers(parsed.tree, flow, at) ? memberSnippets(analysis, parsed.tree, flow) : [];
}

/** The innermost node that a place is in or at the end of. */
function deepest(tree: ts.SourceFile, at: number): ts.Node {
  let node: ts.Node = tree;
  for (;;) {
    let inside: ts.Node | undefined;
    ts.forEachChild(node, child => {
      if (child.pos <= at && at <= child.end) inside = child;
    });
    if (!inside) return node;
    node = inside;
  }
}

function stringAt(node: ts.Node, at: number): ts.StringLiteralLike | null {
  return ts.isStringLiteralLike(node) && node.getStart() < at && at <= node.end ? node : null;
}

function inString(analysis: Analysis, flow: ParsedFlow, text: ts.StringLiteralLike): CompletionItem[] {
  const { parent } = text;
  if (ts.isPropertyAssignment(parent)) {
    const name = parent.name.getText();
    if (name === 'catch') return artifactNames(analysis, flow);
    if (name === 'timeout' || name === 'delay') return amounts(['10s', '30s', '1m', '5m', '30m', '1h']);
    return name === 'memory' ? amounts(['256mb', '512mb', '1gb', '2gb', '4gb']) : [];
  }
  const list = ts.isArrayLiteralExpression(parent) ? parent.parent : null;
  const isMerge =
    list !== null && ts.isPropertyAssignment(list) && /^(include|exclude)$/.test(list.name.getText());
  return isMerge ? artifactNames(analysis, flow) : [];
}

function artifactNames({ parsed }: Analysis, flow: ParsedFlow): CompletionItem[] {
  const fields = parsed.dataflow(flow.graph.flow)?.members.fields.values() ?? [];
  return [...fields].map(({ name, type }) => ({
    label: name,
    kind: CompletionItemKind.Field,
    detail: type ?? 'artifact',
  }));
}

/** Kept in their order: the likely ones first. */
function amounts(texts: readonly string[]): CompletionItem[] {
  return texts.map((label, at) => ({
    label,
    kind: CompletionItemKind.Value,
    sortText: String(at).padStart(2, '0'),
  }));
}

/** The transition that takes a step where the place is; none behind `this.`, where TypeScript knows all members. */
function transitionAround(node: ts.Node, at: number): ts.CallExpression | null {
  const access = ts.isPropertyAccessExpression(node) ? node : node.parent;
  if (access && ts.isPropertyAccessExpression(access) && at > access.expression.end) return null;
  for (let up: ts.Node | undefined = node; up && !ts.isFunctionLike(up); up = up.parent) {
    if (!ts.isCallExpression(up) || at <= up.expression.end) continue;
    const { expression } = up;
    const isTransition =
      ts.isPropertyAccessExpression(expression) &&
      withoutCasts(expression.expression).kind === ts.SyntaxKind.ThisKeyword &&
      (expression.name.text === 'next' || expression.name.text === 'foreach');
    return isTransition ? up : null;
  }
  return null;
}

function stepsFor(flow: ParsedFlow, call: ts.CallExpression, at: number): CompletionItem[] {
  const number = call.arguments.filter(({ end }) => end < at).length;
  const isFanOut = ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'foreach';
  if (isFanOut && number !== 1) return [];
  const from = ownStepAt(flow, at)?.name;
  const tree = call.getSourceFile();
  const named = new Set(call.arguments.map(arg => arg.getText()));
  return flow.graph.steps
    .filter(step => !named.has(memberAccess(step.name, tree)) && !(isFanOut && step.join))
    .map(step => ({
      label: memberAccess(step.name, tree),
      kind: CompletionItemKind.Method,
      detail: kindText(step),
      ...(step.doc ? { documentation: step.doc } : {}),
      // Back to oneself is a loop, which is seldom meant; the first step can't be gone back to.
      sortText: `${step.name === from || step.start ? 1 : 0}${step.name}`,
      preselect: false,
    }));
}

function isBehindInputs(node: ts.Node, flow: ParsedFlow, at: number): boolean {
  const access = ts.isPropertyAccessExpression(node) ? node : node.parent;
  if (!access || !ts.isPropertyAccessExpression(access) || !ts.isIdentifier(access.expression)) return false;
  return access.expression.text === ownStepAt(flow, at)?.inputs;
}

function inputNames(flow: ParsedFlow): CompletionItem[] {
  return flow.graph.steps.map(({ name }) => ({
    label: name,
    kind: CompletionItemKind.Field,
    detail: `the branch that ended in '${name}'`,
  }));
}

/** Directly between the braces of the class, where a member may begin. */
function isBetweenMembers(tree: ts.SourceFile, flow: ParsedFlow, at: number): boolean {
  if (at < flow.members.start || at >= flow.full.end) return false;
  const line = tree.text.slice(tree.text.lastIndexOf('\n', at - 1) + 1, at);
  if (!/^\s*@?\w*$/.test(line)) return false;
  const around = deepest(tree, at);
  // A word that has just been begun is taken for a field's name.
  return ts.isClassLike(around) || (ts.isPropertyDeclaration(around.parent) && around.parent.name === around);
}

function memberSnippets(analysis: Analysis, tree: ts.SourceFile, flow: ParsedFlow): CompletionItem[] {
  const last = flow.graph.steps.at(-1)?.name ?? 'end';
  const snippet = (
    label: string,
    detail: string,
    insertText: string,
    ...names: readonly Exported[]
  ): CompletionItem => ({
    label,
    kind: CompletionItemKind.Snippet,
    detail,
    insertText,
    insertTextFormat: InsertTextFormat.Snippet,
    sortText: `~${label}`,
    additionalTextEdits: importNames(tree, names).map(({ span, text }) => ({
      range: rangeOf(analysis, span),
      newText: text,
    })),
  });
  return [
    snippet(
      'step',
      'A step of the flow',
      `@step() \${1:name}() {\n\t$0\n\treturn this.next(this.\${2:${last}});\n}`,
      'step',
    ),
    snippet(
      'step join',
      'A step that joins branches',
      `@step() \${1:join}(inputs: Inputs<this>) {\n\t$0\n\treturn this.next(this.\${2:${last}});\n}`,
      'step',
      'Inputs',
    ),
    snippet(
      'step foreach',
      'A step that fans out',
      `@step() \${1:name}() {\n\treturn this.foreach(\${2:items}, this.\${3:${last}});$0\n}`,
      'step',
    ),
    snippet(
      'parameter',
      'A parameter of the flow',
      `\${1:name} = parameter.\${2|number,string,boolean,json,choice,file|}($0);`,
      'parameter',
    ),
  ];
}
