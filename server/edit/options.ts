import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { insertion, type Refusal, type Removal, type Replacement, refuse, type Subject } from './draft.js';
import { decoratorAt, isMadeElsewhere } from './nodes.js';
import { withoutProperty, withProperty } from './property.js';

/** Gives an option of a step a value, written as code. */
export function withOption(subject: Subject, step: ParsedStep, name: string, code: string): Removal {
  const elsewhere = whyElsewhere(subject, step);
  if (elsewhere) return elsewhere;
  const call = decoratorCall(subject.tree, step.decorator.start);
  if (call) return withProperty(subject, { call, at: 0, of: step.name }, name, code);
  // `@(marked)`: what stands in the brackets may be marked already.
  if (subject.text[step.decorator.end - 1] === ')')
    return refuse(`'${step.name}' is not marked as @step() is written: change its options in the code.`);
  return { ok: true, replacements: [insertion(step.decorator.end, `({ ${name}: ${code} })`)] };
}

/** Takes an option of a step away. */
export function withoutOption(subject: Subject, step: ParsedStep, name: string): Removal {
  const elsewhere = whyElsewhere(subject, step);
  if (elsewhere) return elsewhere;
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

function whyElsewhere({ tree }: Subject, { decorator, name }: ParsedStep): Refusal | null {
  const mark = decoratorAt(tree, decorator.start);
  return mark && isMadeElsewhere(mark)
    ? refuse(`The options of '${name}' are not written where it is declared: change them in the code.`)
    : null;
}

function decoratorCall(tree: ts.SourceFile, start: number): ts.CallExpression | null {
  const mark = decoratorAt(tree, start)?.expression;
  return mark && ts.isCallExpression(mark) ? mark : null;
}
