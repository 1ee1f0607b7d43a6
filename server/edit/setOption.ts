import type { EditOf } from '../../runtime/model/edit.js';
import type { ParsedStep } from '../parse/parsed.js';
import { type Draft, ownStep, type Removal, refuse, type Subject } from './draft.js';
import { expressionFrom } from './expression.js';
import { withOption, withoutOption } from './options.js';

const known: ReadonlySet<string> = new Set(['retry', 'timeout', 'catch', 'memory', 'isolate', 'env']);

/** Gives a step an option, changes it, or takes it away where no value is given. A value is code, as it would be typed. */
export function setOption(subject: Subject, { step: name, option, value }: EditOf<'setOption'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  if (!known.has(option)) return refuse(`A step has no option '${option}'.`);
  const changed = changedOption(subject, own.step, option, value);
  return changed.ok ? { ok: true, replacements: changed.replacements, step: name } : changed;
}

function changedOption(subject: Subject, step: ParsedStep, option: string, value: string): Removal {
  if (value.trim() === '') return withoutOption(subject, step, option);
  const read = expressionFrom(value, `This is no value for '${option}'`, 'listed');
  return read.ok ? withOption(subject, step, option, read.code) : read;
}
