import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { mostSourceBytes, readBounded } from '../../server/files/bounded-read.js';
import type { Parsed } from '../../server/parse/parsed.js';
import { type Describe, type HiddenClasses, requireFile } from '../local/program.js';
import type { Problem } from '../model/diagnostics.js';
import { Refusal } from '../model/refusal.js';
import { hashOf } from '../store/content.js';
import { paint } from './paint.js';

/** The parser is by far the largest part, and an unchanged flow needs none of it: it is loaded when it is first wanted. */
export async function parse(text: string, file: string): Promise<Parsed> {
  const { parseFile } = await import('../../server/files/parse-file.js');
  return parseFile(text, file);
}

/** @throws Refusal for what is no file that a person wrote: it may come with a clone, and have no end. */
export function readSource(file: string): string {
  const path = requireFile(file);
  const text = readBounded(path, mostSourceBytes);
  if (text !== null) return text;
  const why = statSync(path, { throwIfNoEntry: false })?.isFile()
    ? `is larger than ${mostSourceBytes / 1_000_000} MB: name a source that was not generated`
    : 'is not a regular file: name a source';
  throw new Refusal('no-such-file', `${path} ${why}`);
}

export const describe: Describe = async (text, file) => {
  const parsed = await parse(text, file);
  return {
    flows: parsed.flows.map(flow => flow.graph),
    problems: parsed.problems,
    hidden: hiddenIn(parsed),
    code: Object.fromEntries(
      parsed.flows.map(flow => [
        flow.graph.flow,
        Object.fromEntries(
          flow.steps.map(step => {
            const { elsewhere } = step.full;
            const { start, end } = elsewhere?.span ?? step.full;
            return [step.name, hashOf((elsewhere?.text ?? text).slice(start, end))];
          }),
        ),
      ]),
    ),
  };
};

function hiddenIn({ flows, isModule }: Parsed): HiddenClasses {
  const hidden = flows.flatMap(({ graph, reach }) =>
    reach === null || reach.isExported ? [] : [[graph.flow, reach.expression] as const],
  );
  return { expressions: Object.fromEntries(hidden), isCommonJs: !isModule };
}

/** Problems as compilers print them, one a line. */
export function problemLines(file: string, problems: readonly Problem[]): string {
  const shown = relative(process.cwd(), file);
  const place = shown.startsWith('..') ? file : shown;
  return problems
    .map(({ severity, code, message, range }) => {
      const word = severity === 'error' ? paint('red', 'error') : paint('yellow', severity);
      return `${place}:${range.start.line + 1}:${range.start.character + 1}: ${word} ${message} ${paint('gray', `[${code}]`)}\n`;
    })
    .join('');
}
