/** Steps in words: on badges, in the inspector and for screen readers. */
import type { GraphEdit } from '../../../runtime/model/edit.js';
import type { Step, StepOptions } from '../../../runtime/model/graph.js';
import type { StepOverlay } from '../../../runtime/model/overlay.js';
import { stateText, stateWords, stepState } from '../../shared/progress.js';
import type { ViewProblem } from '../protocol.js';
import { type Part, partWords } from './part.js';

export interface OptionBadge {
  readonly icon: 'retry' | 'clock' | 'shield';
  readonly text: string;
  readonly title: string;
}

export function optionBadges(options: StepOptions): readonly OptionBadge[] {
  const badges: OptionBadge[] = [];
  const times = retryTimes(options);
  if (times > 0) {
    badges.push({ icon: 'retry', text: `×${times}`, title: `Tried again up to ${times} times` });
  }
  if (options.timeout !== undefined) {
    const text = timeText(options.timeout);
    badges.push({ icon: 'clock', text, title: `Each attempt may take ${text}` });
  }
  if (options.catch !== undefined) {
    badges.push({ icon: 'shield', text: '', title: `An error is caught and kept in ${options.catch}` });
  }
  return badges;
}

export function retryTimes(options: StepOptions): number {
  return typeof options.retry === 'object' ? options.retry.times : (options.retry ?? 0);
}

/** A bare number is in milliseconds. */
export function timeText(time: string | number): string {
  if (typeof time === 'string') return time;
  return time % 1000 === 0 ? `${time / 1000}s` : `${time}ms`;
}

/** What an edit waits for that is not made at once. */
export function waitingFor(edit: GraphEdit): string {
  return edit.kind === 'renameStep'
    ? `Renaming ${edit.step} to ${edit.name}: TypeScript looks for it in other files, and may only be starting…`
    : 'The editor is still working out this change…';
}

/** Every option but `start`, which the picture shows by itself, as name and value. */
export function optionList(options: StepOptions): readonly (readonly [string, string])[] {
  const list: [string, string][] = [];
  if (options.retry !== undefined) {
    const retry = typeof options.retry === 'object' ? options.retry : { times: options.retry };
    const delay = retry.delay === undefined ? '' : `, after ${timeText(retry.delay)}`;
    const backoff = retry.backoff === undefined ? '' : `, × ${retry.backoff} each time`;
    list.push(['retry', `${retry.times}${delay}${backoff}`]);
  }
  if (options.timeout !== undefined) list.push(['timeout', timeText(options.timeout)]);
  if (options.catch !== undefined) list.push(['catch', options.catch]);
  if (options.memory !== undefined) list.push(['memory', String(options.memory)]);
  if (options.isolate) list.push(['isolate', 'a fresh process for each task']);
  if (options.env !== undefined) list.push(['env', Object.keys(options.env).join(', ')]);
  return list;
}

const kinds = {
  start: 'start',
  linear: 'step',
  split: 'split',
  fanout: 'fan-out',
  condition: 'condition',
  join: 'join',
  terminal: 'end',
} as const;

/** What a screen reader says when one arrives at the step. */
export function describeStep(
  step: Step,
  overlay: StepOverlay | undefined,
  problems: readonly ViewProblem[],
  part: Part,
): string {
  const parts: string[] = [step.name, kinds[step.kind]];
  if (step.start && step.kind !== 'start') parts.push('start');
  if (step.join && step.kind !== 'join') parts.push('join');
  if (overlay) {
    parts.push(stateWords[stepState(overlay)].toLowerCase());
    if (overlay.total > 1) parts.push(stateText(overlay));
    if (overlay.failure) parts.push(overlay.failure.message);
  }
  const words = partWords[part];
  if (words !== null) parts.push(words.toLowerCase());
  parts.push(...problems.map(problem => `${problem.severity}: ${problem.message}`));
  return parts.join(', ');
}

/** Why a step can't have this name; null when it can. */
export function whyNotName(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'A step needs a name.';
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
    return 'Use letters, digits, _ and $; begin with a letter.';
  if (taken.includes(name)) return `There is a step ${name} already.`;
  return null;
}
