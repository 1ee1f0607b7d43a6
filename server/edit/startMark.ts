import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { behindBrace } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { indentAt, newlineOf } from './layout.js';

/** `start: true` among the options of a step; none where those stand elsewhere. */
export function startMark({ text, tree }: Subject, { decorator }: ParsedStep): Replacement[] {
  const call = decoratorCall(tree, decorator.start);
  if (!call) return [insertion(decorator.end, '({ start: true })')];
  const [options] = call.arguments;
  if (!options) return [insertion(call.arguments.pos, '{ start: true }')];
  if (!ts.isObjectLiteralExpression(options)) return [];
  const open = spanOf(options, tree).start + 1;
  const [first] = options.properties;
  if (!first) return [insertion(open, ' start: true ')];
  const behind = behindBrace(text, open);
  const { start } = spanOf(first, tree);
  if (!/[\r\n]/.test(text.slice(behind, start))) return [insertion(open, ' start: true,')];
  return [insertion(behind, `${newlineOf(text)}${indentAt(text, start)}start: true,`)];
}

function decoratorCall(tree: ts.SourceFile, start: number): ts.CallExpression | null {
  let node: ts.Node | undefined = tree;
  while (node) {
    const at: ts.Node = node;
    if (ts.isDecorator(at) && spanOf(at, tree).start === start) {
      return ts.isCallExpression(at.expression) ? at.expression : null;
    }
    node = ts.forEachChild(at, child => (child.pos <= start && child.end > start ? child : undefined));
  }
  return null;
}
