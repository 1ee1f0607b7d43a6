import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RawParameter } from '../engine/pool.js';
import type { Graph, Parameter } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';

/** A command line on which a flow's parameters stand among the command's own options. */
export interface Split {
  readonly positionals: readonly string[];
  /** `--name value`, by name; a flag has no value. */
  readonly options: readonly { readonly name: string; readonly value: string | null }[];
}

/**
 * Takes a command line apart before the flow's parameters are known. `--name value` and `--name=value` are the
 * same; what follows `flags` is never taken for their value.
 */
export function splitArguments(args: readonly string[], flags: ReadonlySet<string>): Split {
  const positionals: string[] = [];
  const options: { name: string; value: string | null }[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('--') || arg === '--') {
      if (arg !== '--') positionals.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    if (equals > 0) {
      options.push({ name: arg.slice(2, equals), value: arg.slice(equals + 1) });
      continue;
    }
    const name = arg.slice(2);
    const next = args[i + 1];
    const takes = !flags.has(name) && next !== undefined && !next.startsWith('--');
    options.push({ name, value: takes ? next : null });
    if (takes) i++;
  }
  return { positionals, options };
}

/** @throws Refusal when a command is given more than it takes: what is not looked at would be lost without a word. */
export function refuseMore(positionals: readonly string[], most: number, command: string): void {
  const extra = positionals[most];
  if (extra === undefined) return;
  throw new Refusal('usage', `what is ${JSON.stringify(extra)} meant to be? See stepwell ${command} --help`);
}

/** The options that are the flow's parameters, as raw text. `--max-depth` and `--maxDepth` mean the same. */
export function parametersFrom(
  options: Split['options'],
  own: ReadonlySet<string>,
  graph: Graph,
): Record<string, RawParameter> {
  const raw: Record<string, RawParameter> = {};
  for (const { name, value } of options) {
    if (own.has(name)) continue;
    const parameter = findParameter(graph, name);
    if (parameter !== undefined) {
      if (value === null && parameter.type !== 'boolean') {
        throw new Refusal('usage', `--${name} needs a value`);
      }
      raw[parameter.name] = { text: value ?? 'true' };
      continue;
    }
    const negated = name.startsWith('no-') ? findParameter(graph, name.slice(3)) : undefined;
    if (negated?.type !== 'boolean') throw unknown(graph, name);
    raw[negated.name] = { text: 'false' };
  }
  return raw;
}

function findParameter(graph: Graph, name: string): Parameter | undefined {
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return graph.parameters.find(p => p.name === name) ?? graph.parameters.find(p => p.name === camel);
}

function unknown(graph: Graph, name: string): Refusal {
  const names = graph.parameters.map(p => `--${p.name}`).join(', ');
  return new Refusal(
    'usage',
    `${graph.flow} has no parameter ${name}${names ? `; its parameters are ${names}` : ', and no parameters at all'}`,
  );
}

/** The value of one of the command's own options; the last one counts. */
export function optionValue(options: Split['options'], name: string): string | null {
  const found = options.filter(option => option.name === name).at(-1);
  if (found === undefined) return null;
  if (found.value === null) throw new Refusal('usage', `--${name} needs a value`);
  return found.value;
}

export function workersFrom(options: Split['options'], fallback: number): number {
  const text = optionValue(options, 'workers');
  if (text === null) return fallback;
  const workers = Number(text);
  if (Number.isInteger(workers) && workers > 0) return workers;
  throw new Refusal('usage', `--workers is ${text}: it must be a whole number above 0`);
}

/** `FILE` or `FILE:Flow`. A path may have colons of its own. */
export function fileAndFlow(
  text: string | undefined,
  command: string,
): { file: string; flow: string | null } {
  if (text === undefined) throw new Refusal('usage', `which file? See stepwell ${command} --help`);
  const colon = text.lastIndexOf(':');
  if (colon > 1 && !existsSync(text) && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text.slice(colon + 1))) {
    return { file: resolve(text.slice(0, colon)), flow: text.slice(colon + 1) };
  }
  return { file: resolve(text), flow: null };
}
