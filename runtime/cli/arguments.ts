import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestName } from '../../server/parse/nearest.js';
import type { RawParameter } from '../engine/pool.js';
import { defaultWorkers } from '../local/run.js';
import type { Graph, Parameter } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import { requireTags } from '../model/tags.js';
import type { CommandLine } from './line.js';

/** The flow's parameters, as raw text. `--max-depth` and `--maxDepth` mean the same. */
export function parametersFrom(line: CommandLine, graph: Graph): Record<string, RawParameter> {
  const raw: Record<string, RawParameter> = {};
  const put = ({ name, type }: Parameter, option: string, text: string) => {
    const list = type === 'json' || type === 'schema' ? "; a list is one value, such as '[1, 2]'" : '';
    if (Object.hasOwn(raw, name))
      throw new Refusal('usage', `the parameter ${name} is given twice (--${option})${list}`);
    raw[name] = { text };
  };
  for (const { name, value } of line.parameters) {
    const parameter = findParameter(graph, name);
    if (parameter !== undefined) {
      if (value === null && parameter.type !== 'boolean') {
        throw new Refusal('usage', `--${name} needs a value`);
      }
      put(parameter, name, value ?? 'true');
      continue;
    }
    const negated = name.startsWith('no-') ? findParameter(graph, name.slice(3)) : undefined;
    if (negated?.type !== 'boolean') throw unknown(line, graph, name);
    if (value !== null) throw new Refusal('usage', `--${name} takes no value: what is ${value} meant to be?`);
    put(negated, name, 'false');
  }
  return raw;
}

/**
 * An option of the command itself was given, and the flow needs a parameter of that name: that is said before anything is said to be missing.
 *
 * @param given what the flow gets
 * @throws Refusal with the way out
 */
export function refuseTaken(
  line: CommandLine,
  graph: Graph,
  given: Readonly<Record<string, RawParameter>>,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const taken = graph.parameters.find(parameter => {
    const isGiven = Object.hasOwn(given, parameter.name) || env[parameter.env ?? ''] !== undefined;
    return parameter.required && !isGiven && line.has(parameter.name);
  });
  if (taken === undefined) return;
  const { name } = taken;
  const words = `stepwell ${line.command}`;
  throw new Refusal(
    'usage',
    `--${name} is an option of ${words} itself, and ${graph.flow} needs a parameter ${name}: give that behind a lone --, as in ${words} ${line.positionals.join(' ')} -- --${name} VALUE`,
  );
}

function findParameter(graph: Graph, name: string): Parameter | undefined {
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return graph.parameters.find(p => p.name === name) ?? graph.parameters.find(p => p.name === camel);
}

function unknown(line: CommandLine, graph: Graph, name: string): Refusal {
  const names = graph.parameters.map(p => p.name);
  const similar = nearestName(name, [...names, ...line.declared.options.map(option => option.name)]);
  const others = names.map(other => `--${other}`).join(', ');
  const advice =
    similar !== null
      ? `: did you mean --${similar}?`
      : names.length > 0
        ? `; its parameters are ${others}`
        : ', and no parameters at all';
  return new Refusal('usage', `${graph.flow} has no parameter ${name}${advice}`);
}

/** The number an option gives, or what is meant without it. */
export function countFrom(line: CommandLine, option: string, fallback: number): number {
  const text = line.value(option);
  if (text === null) return fallback;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Refusal('usage', `--${option} is ${text}: it must be a whole number above 0`);
}

export function workersFrom(line: CommandLine): number {
  return countFrom(line, 'workers', defaultWorkers());
}

/** @throws Refusal on a tag that could not be named again. */
export function tagsFrom(line: CommandLine, option: string): readonly string[] {
  const tags = line.values(option);
  requireTags(tags, `--${option}`);
  return tags;
}

/** `FILE` or `FILE:Flow`. A path may have colons of its own. */
export function fileAndFlow(line: CommandLine): { file: string; flow: string | null } {
  const [text] = line.positionals;
  if (text === undefined) throw noFile(line);
  const colon = text.lastIndexOf(':');
  if (colon > 1 && !existsSync(text) && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text.slice(colon + 1))) {
    return { file: resolve(text.slice(0, colon)), flow: text.slice(colon + 1) };
  }
  return { file: resolve(text), flow: null };
}

/** What stands after an option is taken for its value, a file too. */
function noFile(line: CommandLine): Refusal {
  const swallowed = line.parameters.find(({ value }) => value !== null && existsSync(value));
  return swallowed === undefined
    ? line.refusal('which file?')
    : new Refusal(
        'usage',
        `which file? ${swallowed.value} was taken for the value of --${swallowed.name}: write the file first, as in stepwell ${line.command} ${swallowed.value} --${swallowed.name}`,
      );
}
