import { ts } from 'ts-morph';
import { changes } from '../dataflow/access.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import type { Deed } from '../dataflow/deeds.js';
import { codeNamed } from '../dataflow/members.js';
import { withoutCasts } from '../literal.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding } from './finding.js';

/** What is wrong with single assignments, wherever they stand in the flow. */
export function assignmentFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  const found: Finding[] = [];
  for (const field of data.members.fields.values()) {
    const what = field.initializer && unstorable(field.initializer);
    if (!what || hasCodec(data, field.name)) continue;
    const message = `'${field.name}' holds ${what}, which can't be stored: make it a method, or a #private field, or give the flow a codec for it.`;
    found.push(finding(flow, 'artifact-unstorable', null, field.nameSpan, message));
  }
  for (const [step, { list }] of data.deeds) {
    const own = list.filter(({ on, via }) => on === 'flow' && via === null);
    for (const deed of own) {
      if (!changes(deed) || deed.kind === 'mutate' || !data.members.parameters.has(deed.name)) continue;
      const message = `'${deed.name}' is a parameter, and parameters are read-only in steps: use an artifact of another name.`;
      const span = data.members.parameters.get(deed.name)!;
      const related = [{ message: `'${deed.name}' is declared here.`, span }];
      found.push(finding(flow, 'parameter-assigned', step, deed.span, message, related));
    }
    found.push(...leftBehind(own).flatMap(deed => valueFinding(flow, data, step, deed)));
  }
  return found;
}

/** The last thing that a step makes of each artifact: what it holds meanwhile is its own affair. */
function leftBehind(deeds: readonly Deed[]): Deed[] {
  const last = new Map<string, Deed>();
  for (const deed of deeds) if (changes(deed) || deed.kind === 'delete') last.set(deed.name, deed);
  return [...last.values()];
}

function valueFinding(flow: ParsedFlow, data: Dataflow, step: string, deed: Deed): Finding[] {
  const { name, value, span } = deed;
  if (!value || !data.isArtifact(name) || hasCodec(data, name)) return [];
  const what = unstorable(value);
  if (what) {
    const message = `'${name}' gets ${what}, which can't be stored: keep plain data there, hold helpers in a #private field, or give the flow a codec for it.`;
    return [finding(flow, 'artifact-unstorable', step, span, message)];
  }
  const made = instanceOf(value, data);
  if (made) {
    const message = `'${name}' gets an instance of ${made}, which can't be stored as it is: keep its data there, or give the flow a codec for it (static codecs).`;
    return [finding(flow, 'artifact-class-instance', step, span, message)];
  }
  if (isPromise(value, data)) {
    const message = `'${name}' gets a promise, which can't be stored: write 'await' before it.`;
    return [finding(flow, 'unawaited-artifact', step, span, message)];
  }
  return [];
}

function hasCodec({ members: { codecs } }: Dataflow, name: string): boolean {
  return codecs === null || codecs.has(name);
}

/** What structured clone can't keep, in words; null for what it may well keep. */
function unstorable(expression: ts.Expression): string | null {
  const value = withoutCasts(expression);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return 'a function';
  if (ts.isClassExpression(value)) return 'a class';
  if (ts.isCallExpression(value) && isNamed(value.expression, 'Symbol')) return 'a symbol';
  if (ts.isNewExpression(value) && ts.isIdentifier(value.expression)) {
    return neverStored.has(value.expression.text) ? `a ${value.expression.text}` : null;
  }
  return null;
}

/** The class that a value is made of, where it is one of this file or an imported one that goes by a class's name. */
function instanceOf(expression: ts.Expression, { reader }: Dataflow): string | null {
  const value = withoutCasts(expression);
  if (!ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return null;
  return reader.namesClass(value.expression) ? value.expression.text : null;
}

/** Classes of the language and of Node that have no value to store, whatever is in them. */
const neverStored: ReadonlySet<string> = new Set([
  ...['Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy', 'Function', 'AbortController', 'EventTarget'],
  ...['Blob', 'File', 'Headers', 'Request', 'Response', 'URL', 'URLSearchParams', 'FormData'],
  ...['EventEmitter', 'Worker', 'WebSocket', 'ReadableStream', 'WritableStream', 'TransformStream'],
]);

function isPromise(expression: ts.Expression, data: Dataflow): boolean {
  const value = withoutCasts(expression);
  if (!ts.isCallExpression(value)) return false;
  const { expression: callee } = value;
  if (isNamed(callee, 'fetch')) return true;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  if (isNamed(callee.expression, 'Promise')) return callee.name.text !== 'withResolvers';
  if (callee.expression.kind !== ts.SyntaxKind.ThisKeyword) return false;
  const from = ts.findAncestor(callee, ts.isClassElement);
  const members = (from && codeNamed(data.members, callee.name.text, from)) ?? [];
  return members.length > 0 && members.every(isAsync);
}

/** A method, or a field that holds a function, whose call gives a promise. */
function isAsync(member: ts.ClassElement): boolean {
  const code =
    ts.isPropertyDeclaration(member) && member.initializer ? withoutCasts(member.initializer) : member;
  if (!ts.isMethodDeclaration(code) && !ts.isArrowFunction(code) && !ts.isFunctionExpression(code))
    return false;
  return (
    code.asteriskToken === undefined &&
    (ts.getModifiers(code)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

function isNamed(node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}
