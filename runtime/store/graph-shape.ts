import type { Graph } from '../model/graph.js';
import { isMemberName } from '../model/names.js';
import {
  anything,
  type Check,
  flag,
  listOf,
  number,
  oneOf,
  optional,
  orNull,
  record,
  recordOf,
  textThat,
  textUpTo,
} from './checks.js';

const name = textThat(isMemberName);
/** Comments and conditions, which nobody writes by the megabyte. */
const words = textUpTo(100_000);
const textOrNumber: Check = value => textUpTo(1_000)(value) || number(value);

/** More than these nobody could look at. */
const most = { steps: 20_000, edges: 100_000, parameters: 2_000, choices: 5_000 };

const options = record({
  start: optional(flag),
  retry: optional(
    value =>
      number(value) ||
      record({ times: number, delay: optional(textOrNumber), backoff: optional(number) })(value),
  ),
  timeout: optional(textOrNumber),
  catch: optional(name),
  memory: optional(textOrNumber),
  isolate: optional(flag),
  env: optional(recordOf(words)),
});

/** A mark that is there or not. */
const isTrue = (value: unknown): boolean => value === true;

const graph = record({
  flow: name,
  doc: words,
  parameters: listOf(
    record({
      name,
      type: oneOf('number', 'string', 'boolean', 'json', 'choice', 'file', 'schema'),
      default: optional(anything),
      required: flag,
      doc: words,
      choices: optional(listOf(words, most.choices)),
      min: optional(number),
      max: optional(number),
    }),
    most.parameters,
  ),
  steps: listOf(
    record({
      name,
      kind: oneOf('start', 'linear', 'split', 'fanout', 'condition', 'join', 'terminal'),
      start: flag,
      join: flag,
      unknown: flag,
      doc: words,
      options,
      ends: optional(listOf(orNull(words), most.edges)),
    }),
    most.steps,
  ),
  edges: listOf(
    record({
      from: name,
      to: name,
      kind: oneOf('next', 'split', 'fanout', 'join'),
      condition: orNull(words),
      loop: flag,
      unreached: optional(isTrue),
    }),
    most.edges,
  ),
});

/** Whether a value that was stored is a flow's graph: what draws it relies on that. */
export function isGraph(value: unknown): value is Graph {
  if (!graph(value)) return false;
  const { steps, edges } = value as Graph;
  const names = new Set(steps.map(step => step.name));
  return names.size === steps.length && edges.every(({ from, to }) => names.has(from) && names.has(to));
}
