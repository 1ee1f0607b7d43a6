import { ts } from 'ts-morph';
import type { RetryOptions, StepOptions } from '../../runtime/model/graph.js';
import type { Imports } from './imports.js';
import { type Literal, literalOf, propertiesOf, propertyName, withoutCasts } from './literal.js';
import type { StepMark } from './marks.js';

/** An option as it is written, with its value where that can be read. */
export interface WrittenOption {
  readonly node: ts.Expression;
  readonly literal: Literal | undefined;
}

/** What a `@step({ … })` says literally. */
export function stepOptions(written: ReadonlyMap<string, WrittenOption>): StepOptions {
  const read = (name: string): unknown => written.get(name)?.literal?.value;
  const [start, retry, timeout, caught] = [read('start'), read('retry'), read('timeout'), read('catch')];
  const [memory, isolate, env] = [read('memory'), read('isolate'), read('env')];
  return {
    ...(typeof start === 'boolean' ? { start } : {}),
    ...(isRetry(retry) ? { retry } : {}),
    ...(isAmount(timeout) ? { timeout } : {}),
    ...(typeof caught === 'string' ? { catch: caught } : {}),
    ...(isAmount(memory) ? { memory } : {}),
    ...(typeof isolate === 'boolean' ? { isolate } : {}),
    ...(isStrings(env) ? { env } : {}),
  };
}

/** The options of a step by name, those that constants hold too; those of `retry: { … }` also with a dot. */
export function writtenOptions({ options, imports }: StepMark): Map<string, WrittenOption> {
  const found = new Map<string, WrittenOption>();
  if (options) collect(options, imports, '', found);
  return found;
}

function collect(
  written: ts.Expression,
  imports: Imports,
  before: string,
  found: Map<string, WrittenOption>,
): void {
  const { node, imports: from } = constantOf(written, imports);
  if (!ts.isObjectLiteralExpression(node)) return;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      collect(property.expression, from, before, found);
      continue;
    }
    const name = property.name && propertyName(property.name);
    if (typeof name !== 'string') continue;
    const given = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : null;
    if (!given) continue;
    const value = constantOf(given, from);
    found.set(before + name, { node: given, literal: literalOf(value.node) });
    if (name === 'retry') collect(given, from, 'retry.', found);
  }
}

/** What a name stands for in the end. */
function constantOf(written: ts.Expression, imports: Imports): { node: ts.Expression; imports: Imports } {
  const node = withoutCasts(written);
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return { node, imports };
  const meaning = imports.meaningOf(node);
  if (meaning?.kind !== 'value') return { node, imports };
  return { node: withoutCasts(meaning.node), imports: meaning.home.imports };
}

function isAmount(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRetry(value: unknown): value is number | RetryOptions {
  if (typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'times') === 'number';
}

function isStrings(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(one => typeof one === 'string')
  );
}

/** The options that a decorator of a method has written in it, whatever it is. */
export function ownOptions(method: ts.MethodDeclaration): ReadonlyMap<string, ts.Expression> {
  const own = new Map<string, ts.Expression>();
  for (const { expression } of ts.getDecorators(method) ?? []) {
    if (!ts.isCallExpression(expression)) continue;
    for (const [name, value] of propertiesOf(expression.arguments[0])) own.set(name, value);
  }
  return own;
}
