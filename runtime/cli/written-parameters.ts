import { createReadStream } from 'node:fs';
import { nearestName } from '../../server/parse/nearest.js';
import type { RawParameter } from '../engine/pool.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import type { CommandLine } from './line.js';

/** In bytes. A larger value is a file of its own, whose path is the parameter. */
const most = 16 * 1024 * 1024;

/** Parameters that a file gives, before it is known which flow they are for. */
export interface WrittenParameters {
  readonly isEmpty: boolean;
  /** @throws Refusal when the flow has no parameter of such a name */
  of(graph: Graph): Record<string, RawParameter>;
}

/**
 * What `--parameters FILE` gives; null without it. Unlike a command line, nobody else on the machine can read a file or a pipe.
 *
 * @throws Refusal when it can't be read. What is wrong is said without the text: it may hold secrets.
 */
export async function writtenParameters(line: CommandLine): Promise<WrittenParameters | null> {
  const file = line.value('parameters');
  if (file === null) return null;
  const from = file === '-' ? 'the standard input (--parameters -)' : `the file ${file} (--parameters)`;
  const values = objectIn(await textOf(file, from), from);
  return {
    isEmpty: Object.keys(values).length === 0,
    of(graph) {
      const raw: Record<string, RawParameter> = {};
      for (const [name, value] of Object.entries(values)) {
        if (!graph.parameters.some(parameter => parameter.name === name)) throw unknown(graph, name, from);
        raw[name] = typeof value === 'string' ? { text: value } : { value };
      }
      return raw;
    },
  };
}

async function textOf(file: string, from: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file);
    for await (const chunk of stream) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) break;
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Refusal(
      'usage',
      code === 'ENOENT'
        ? `there is no file ${file}, which --parameters names`
        : `${from} can't be read: ${message}`,
      { cause },
    );
  }
  if (size > most)
    throw new Refusal('usage', `${from} has more than 16 MB: give the path of a file as a parameter instead`);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

function objectIn(text: string, from: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The rest of the message quotes the text.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    const where = place === undefined ? '' : ` (${place})`;
    throw new Refusal('usage', `${from} is not JSON${where}: write {"NAME": VALUE, …}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  throw new Refusal('usage', `${from} holds ${what}: write an object, {"NAME": VALUE, …}`);
}

function unknown(graph: Graph, name: string, from: string): Refusal {
  const names = graph.parameters.map(parameter => parameter.name);
  const similar = nearestName(name, names);
  const advice =
    similar !== null
      ? `did you mean ${similar}?`
      : names.length > 0
        ? `its parameters are ${names.join(', ')}`
        : 'it has no parameters at all';
  return new Refusal('usage', `${graph.flow} has no parameter ${name}, which ${from} gives: ${advice}`);
}
