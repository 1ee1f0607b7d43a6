import { ts } from 'ts-morph';
import type { Imports } from './imports.js';

/** What makes a member a step. */
export interface StepMark {
  readonly decorator: ts.Decorator;
  /** What is given to `step`, wherever that is written; null for nothing. */
  readonly options: ts.Expression | null;
  /** The text that the options stand in. */
  readonly imports: Imports;
  /** False for `@step` without its parentheses, which marks nothing. */
  readonly isCalled: boolean;
}

/**
 * The decorator of a member or class that is `step`: written there, under another name, kept in a constant, or made by a function that
 * does nothing else.
 */
export function stepMark(member: ts.Node, imports: Imports): StepMark | null {
  if (!ts.canHaveDecorators(member)) return null;
  for (const decorator of ts.getDecorators(member) ?? []) {
    const { expression } = decorator;
    const call = ts.isCallExpression(expression) ? expression : null;
    if (imports.exportOf(call?.expression ?? expression) === 'step') {
      return { decorator, options: call?.arguments[0] ?? null, imports, isCalled: call !== null };
    }
    const meaning = imports.meaningOf(expression);
    if (meaning?.kind !== 'value' || !ts.isCallExpression(meaning.node)) continue;
    if (meaning.home.imports.exportOf(meaning.node.expression) !== 'step') continue;
    const [options = null] = meaning.node.arguments;
    return { decorator, options, imports: meaning.home.imports, isCalled: true };
  }
  return null;
}
