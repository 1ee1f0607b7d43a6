import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import type { SourcePosition, TaskError } from '../model/run.js';
import { packageRoot } from '../place.js';
import { hideFramesIn } from '../store/user-frames.js';

hideFramesIn(packageRoot);

/**
 * A thrown value as plain data, and never an error of its own: code may throw anything, and what it throws may throw again when
 * it is looked at. Frames of the runtime and of Node are left out: the user can do nothing there.
 */
export function describeError(thrown: unknown): TaskError {
  if (!isError(thrown)) {
    return { name: 'Error', message: `a step threw ${shown(thrown)}, which is not an Error`, stack: '' };
  }
  const name = textIn(thrown, 'name') || 'Error';
  const message = textIn(thrown, 'message');
  const frames = framesOf(thrown);
  const stack = [`${name}: ${message}`, ...frames.map(frame => frame.text), ...causes(thrown)].join('\n');
  const at = frames.find(frame => frame.at !== null && !frame.at.file.includes('node_modules'))?.at;
  return { name, message: message || name, stack, ...(at ? { at } : {}) };
}

const longest = { name: 200, message: 10_000, stack: 50_000 };

/** An error as a run's events hold it, which every reader of the run loads. The task's log has it whole. */
export function shortened(error: TaskError): TaskError {
  const { name, message, stack } = error;
  return {
    ...error,
    name: short(name, longest.name),
    message: short(message, longest.message),
    stack: short(stack, longest.stack),
  };
}

function short(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… (${text.length} characters; the task's log has them all)`;
}

/** An error of this realm, or of another one (`node:vm`). */
function isError(value: unknown): value is object {
  if (types.isNativeError(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

function valueIn(of: object, name: string): unknown {
  try {
    return Reflect.get(of, name);
  } catch {
    return undefined;
  }
}

function textIn(of: object, name: string): string {
  const value = valueIn(of, name);
  return value === undefined ? '' : asText(value);
}

function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}

interface Frame {
  readonly text: string;
  readonly at: SourcePosition | null;
}

function framesOf(error: object): Frame[] {
  const lines = textIn(error, 'stack')
    .split('\n')
    .filter(line => /^ {4}at /.test(line));
  const frames: Frame[] = [];
  for (const text of lines) {
    if (text.includes('node:internal') || text.includes('(node:')) continue;
    const at = positionIn(text);
    if (at !== null && isOwn(at.file)) continue;
    frames.push({ text, at });
  }
  return frames;
}

/** The position a stack frame's text ends with. */
function positionIn(frame: string): SourcePosition | null {
  const match = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]|\\\\).*?):(\d+):(\d+)\)?$/.exec(
    frame,
  );
  if (match === null) return null;
  const [, path = '', line, column] = match;
  const file = path.startsWith('file:') ? fileURLToPath(path) : path;
  return { file, line: Number(line), column: Number(column) };
}

function isOwn(file: string): boolean {
  return file.startsWith(packageRoot + sep);
}

/** How many errors behind an error are told. */
const mostCauses = 10;

/** What led to an error: its `cause` and that one's, and the errors an `AggregateError` gathers. */
function causes(error: object): string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>([error]);
  const tell = (label: string, value: unknown): void => {
    if (value === undefined || seen.has(value) || seen.size > mostCauses) return;
    seen.add(value);
    if (!isError(value)) {
      lines.push(`[${label}]: ${shown(value)}`);
      return;
    }
    lines.push(`[${label}]: ${textIn(value, 'name')}: ${textIn(value, 'message')}`);
    lines.push(...framesOf(value).map(frame => frame.text));
    tellBehind(value);
  };
  const tellBehind = (one: object): void => {
    const gathered = valueIn(one, 'errors');
    if (Array.isArray(gathered)) for (const [i, each] of gathered.entries()) tell(`errors ${i}`, each);
    tell('cause', valueIn(one, 'cause'));
  };
  tellBehind(error);
  return lines;
}

function shown(value: unknown): string {
  // JSON says null, which was not thrown.
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return asText(value) || `something that can't be shown`;
  }
}
