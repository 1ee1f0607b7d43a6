import type { Hover, Position } from 'vscode-languageserver';
import { endWords } from '../../runtime/model/ends.js';
import type { Edge, Step } from '../../runtime/model/graph.js';
import type { Analysis } from '../analyser.js';
import { docOf } from '../parse/docs.js';
import type { ParsedFlow } from '../parse/parsed.js';
import type { FlowResult } from '../protocol.js';
import { codeMarkdown as code, docMarkdown, textMarkdown } from './markdown.js';
import { type Named, namedAt, rangeOf } from './names.js';
import { resultOf, resultOfStep } from './results.js';
import { agoText, kindText, stepText } from './wording.js';

/** What is known of runs that have been. */
export interface Past {
  readonly results: readonly FlowResult[];
  readonly now: number;
  /** What an artifact held at the end of a run, in a few words; null when that is not known. */
  lastValue(run: string, artifact: string): Promise<string | null>;
}

/** What a step is and does, or where an artifact comes from and goes, over any place that names it. */
export async function hoverOf(analysis: Analysis, position: Position, past: Past): Promise<Hover | null> {
  const named = namedAt(analysis, position);
  if (!named || named.kind === 'parameter') return null;
  const range = rangeOf(analysis, named.place.span);
  const result = resultOf(past.results, analysis.uri, named.flow.graph.flow);
  const step = named.flow.graph.steps.find(({ name }) => name === named.name);
  const value = step
    ? stepMarkdown(named.flow, step, result, past.now)
    : artifactMarkdown(analysis, named, await lastValue(named, result, past));
  return { contents: { kind: 'markdown', value }, range };
}

async function lastValue({ name }: Named, result: FlowResult | undefined, past: Past): Promise<string> {
  const value = result && (await past.lastValue(result.run, name));
  if (!value) return '';
  const ago = result.endedAt === null ? '' : `, ${agoText(past.now - result.endedAt).text}`;
  return `Last value: ${code(value)}${ago}`;
}

function artifactMarkdown({ parsed }: Analysis, { flow, name }: Named, last: string): string {
  const artifact = parsed.dataflow(flow.graph.flow)?.artifacts.get(name);
  const field = artifact?.field;
  const steps = (names: readonly string[]): string => names.map(code).join(', ');
  const from = [...(field?.initializer ? ['its field'] : []), ...(artifact?.writers ?? []).map(code)];
  return paragraphs(
    `**${textMarkdown(name)}**: artifact of ${code(flow.graph.flow)}${field?.type ? `, ${code(field.type)}` : ''}`,
    field ? docMarkdown(docOf(field.node)) : '',
    from.length > 0 ? `Set by ${from.join(', ')}` : 'Set by no step',
    artifact && artifact.readers.length > 0 ? `Read by ${steps(artifact.readers)}` : 'Read by no step',
    last,
  );
}

function stepMarkdown(flow: ParsedFlow, step: Step, result: FlowResult | undefined, now: number): string {
  const { edges } = flow.graph;
  const from = edges.filter(({ to }) => to === step.name).map(edge => code(edge.from) + how(edge));
  const to = edges.filter(edge => edge.from === step.name).map(edge => code(edge.to) + how(edge));
  const ends = endWords(step);
  const options = Object.entries(step.options).map(([name, value]) =>
    textMarkdown(`${name} ${JSON.stringify(value)}`),
  );
  const last = result && resultOfStep(result, step.name);
  const came = last && stepText(last);
  const ago = result?.endedAt ? `, ${agoText(now - result.endedAt).text}` : '';
  return paragraphs(
    `**${textMarkdown(step.name)}**: ${kindText(step)} of ${code(flow.graph.flow)}`,
    docMarkdown(step.doc),
    from.length > 0 ? `← ${from.join(', ')}` : '',
    to.length > 0 ? `→ ${to.join(', ')}` : '',
    ends === null ? '' : `Here the flow ${textMarkdown(ends)}.`,
    step.unknown ? 'Some of its transitions are only known when it runs.' : '',
    options.length > 0 ? options.join(' · ') : '',
    came ? `Last run: ${textMarkdown(came)}${ago}` : '',
  );
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function how({ kind, condition, loop, unreached }: Edge): string {
  const words = [
    kind === 'fanout' ? 'each item' : '',
    condition ? `if ${condition}` : '',
    loop ? 'again' : '',
    unreached ? 'not reached' : '',
  ];
  const said = words.filter(Boolean).join(', ').replace('if else', 'else').replace('if default', 'default');
  return said ? ` (${textMarkdown(said)})` : '';
}
