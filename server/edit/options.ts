import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { insertion, type Removal, type Replacement, type Subject } from './draft.js';
import { decoratorAt } from './nodes.js';
import { withoutProperty, withProperty } from './property.js';

/** Gives an option of a step a value, written as code. */
export function withOption(subject: Subject, step: ParsedStep, name: string, code: string): Removal {
  const call = decoratorCall(subject.tree, step.decorator.start);
  if (call) return withProperty(subject, { call, at: 0, of: step.name }, name, code);
  return { ok: true, replacements: [insertion(step.decorator.end, `({ ${name}: ${code} })`)] };
}

/** Takes an option of a step away. */
export function withoutOption(subject: Subject, step: ParsedStep, name: string): Removal {
  const call = decoratorCall(subject.tree, step.decorator.start);
  return call
    ? withoutProperty(subject, { call, at: 0, of: step.name }, name)
    : { ok: true, replacements: [] };
}

/** `start: true` among the options of a step; none where those stand elsewhere. */
export function startMark(subject: Subject, step: ParsedStep): readonly Replacement[] {
  const marked = withOption(subject, step, 'start', 'true');
  return marked.ok ? marked.replacements : [];
}

function decoratorCall(tree: ts.SourceFile, start: number): ts.CallExpression | null {
  const mark = decoratorAt(tree, start)?.expression;
  return mark && ts.isCallExpression(mark) ? mark : null;
}
