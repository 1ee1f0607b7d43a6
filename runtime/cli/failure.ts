import { relative } from 'node:path';
import type { RunError } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { commandText } from './hint.js';
import { paint } from './paint.js';

/** Lines of an error's message that are shown; the log has all. */
const mostLines = 8;

/** Why a run failed, where, and what to do next: lines under a headline. */
export function failureText(error: RunError, run: string, store: string): string {
  const [first = '', ...more] = `${error.name}: ${error.message}`.trimEnd().split('\n');
  const rest = more.length > mostLines ? [...more.slice(0, mostLines - 1), '…'] : more;
  const lines = [first, ...rest].map(line => `  ${paint('red', visible(line, 2_000))}`);
  if (error.at) lines.push(`  at ${visible(placeText(error.at.file))}:${error.at.line}:${error.at.column}`);
  if (error.step !== null && error.task !== null)
    lines.push(nextText('its log', ['logs', `${run}/${error.step}/${error.task}`], store));
  lines.push(nextText('go on, once it is mended', ['resume', run], store));
  return lines.join('\n');
}

/** A command for what one may want next, alone at the end of a line so that it is easily copied. */
export function nextText(what: string, args: readonly string[], store: string): string {
  return `  ${paint('gray', `${what}:`)} ${commandText(args, store)}`;
}

function placeText(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}
