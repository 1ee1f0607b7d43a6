import { ts } from 'ts-morph';
import { megabytes, milliseconds } from '../../../runtime/model/duration.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import type { ParsedFlow, Span } from '../parsed.js';
import type { StepReading } from '../steps.js';
import { type Finding, finding } from './finding.js';

/** Options that decide where a flow begins and goes on. */
const drawn: ReadonlySet<string> = new Set(['start', 'catch']);

/** What is wrong with what `@step({ … })` says, where it is written out. */
export function optionFindings(flow: ParsedFlow, steps: readonly StepReading[], data: Dataflow): Finding[] {
  return steps.flatMap(({ name: step, mark, written, decorator }) => {
    return [...written].flatMap(([name, { node, literal }]) => {
      // What a constant holds may stand anywhere.
      const isHere = ts.findAncestor(node, one => one === mark.decorator) !== undefined;
      const span = isHere ? data.reader.reading(node).span(node) : decorator;
      if (!literal && drawn.has(name)) {
        const message = `${name} of '${step}' takes running code to know, and the graph is read from the text: write its value out.`;
        return [finding(flow, 'invalid-option', step, span, message)];
      }
      if (name === 'catch') return caught(flow, data, step, literal?.value, span);
      const wrong = wrongValue(name, literal?.value, step);
      return wrong === null ? [] : [finding(flow, 'invalid-option', step, span, `${wrong}.`)];
    });
  });
}

function caught(flow: ParsedFlow, data: Dataflow, step: string, name: unknown, span: Span): Finding[] {
  if (typeof name !== 'string' || flow.open || data.members.fields.has(name)) return [];
  const what = data.members.parameters.has(name)
    ? `'${name}' is a parameter, which can't hold the error`
    : data.members.code.has(name)
      ? `'${name}' is a method, which can't hold the error`
      : `${flow.graph.flow} has no field '${name}' to hold the error`;
  const message = `${what}: declare a field for it, such as '${name}?: Error'.`;
  return [finding(flow, 'catch-undeclared', step, span, message)];
}

/** In words; null when it is right, or can't be known. */
function wrongValue(name: string, value: unknown, step: string): string | null {
  if (value === undefined) return null;
  switch (name) {
    case 'timeout':
    case 'retry.delay':
      return refusal(() => milliseconds(value as string | number, `${name} of '${step}'`));
    case 'memory':
      return refusal(() => megabytes(value as string | number, `memory of '${step}'`));
    case 'retry':
      return typeof value === 'object' ? null : wrongCount('retry', value, step);
    case 'retry.times':
      return wrongCount(name, value, step);
    case 'retry.backoff':
      if (typeof value === 'number' && value > 0) return null;
      return `retry.backoff of '${step}' is ${JSON.stringify(value)}: write a number above 0`;
    default:
      return null;
  }
}

function wrongCount(name: string, value: unknown, step: string): string | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return null;
  return `${name} of '${step}' is ${JSON.stringify(value)}: write how many attempts may follow the first, 0 or more`;
}

function refusal(read: () => number): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
