import type { Severity } from '../../../runtime/model/diagnostics.js';

/** Every way a flow can be wrong, and how grave it is: an error keeps it from running. Each has its section in docs/diagnostics.md. */
export const severities = {
  'catch-ambiguous': 'error',
  'crosses-split': 'error',
  'duplicate-branch': 'error',
  'fanout-into-join': 'error',
  'item-without-fanout': 'warning',
  'join-mismatch': 'error',
  'join-outside-split': 'error',
  'loop-without-exit': 'error',
  'missing-inputs-parameter': 'error',
  'no-start': 'error',
  'no-target': 'error',
  'not-a-step': 'error',
  'reserved-name': 'error',
  'several-starts': 'error',
  'split-into-join': 'error',
  'split-not-joined': 'error',
  'start-has-incoming': 'error',
  'step-fell-through': 'warning',
  'syntax-error': 'error',
  'terminal-inside-split': 'error',
  'transition-not-returned': 'error',
  'unknown-step': 'error',
  'unreachable-step': 'warning',
  'unrelated-join': 'error',
} as const satisfies Readonly<Record<string, Severity>>;

export type ProblemCode = keyof typeof severities;
