import type { LogLine } from '../model/event.js';
import { paint } from './paint.js';
import { lastState } from './terminal.js';

/**
 * A line of output as it is shown: what went to standard error in red, and on a terminal at its last state, with its colours ending where it
 * ends. A file gets what was written.
 */
export function outputText({ text, stream }: LogLine): string {
  const terminal = process.stdout.isTTY === true;
  const shown = terminal ? lastState(text) : text;
  if (terminal && shown.includes('\u001b[')) return `${shown}\u001b[0m`;
  return stream === 'err' ? paint('red', shown) : shown;
}
