import type { Hover, Position } from 'vscode-languageserver';
import type { Edge, Step } from '../../runtime/model/graph.js';
import type { Analysis } from '../analyser.js';
import type { ParsedFlow, Span } from '../parse/parsed.js';
import type { FlowResult } from '../protocol.js';
import { holds } from './places.js';
import { resultOf } from './results.js';
import { agoText, stepText } from './wording.js';

/** What a step is and does, over its name: where it is declared, and where a transition names it. */
export function hoverOf(
  { uri, parsed }: Analysis,
  position: Position,
  results: readonly FlowResult[],
  now: number,
): Hover | null {
  const at = parsed.lines.offset(position);
  for (const flow of parsed.flows) {
    const found = holds(flow.full, at) ? nameAt(flow, at) : null;
    const step = flow.graph.steps.find(({ name }) => name === found?.name);
    if (!found || !step) continue;
    const range = parsed.lines.range(found.span);
    const result = resultOf(results, uri, flow.graph.flow);
    return {
      contents: { kind: 'markdown', value: description(flow, step, result, now) },
      range: { start: { ...range.start }, end: { ...range.end } },
    };
  }
  return null;
}

function nameAt(flow: ParsedFlow, at: number): { readonly name: string; readonly span: Span } | null {
  for (const { name, declaredIn, nameSpan, transitions } of flow.steps) {
    if (declaredIn === flow.graph.flow && holds(nameSpan, at)) return { name, span: nameSpan };
    for (const target of transitions.flatMap(({ targets }) => targets)) {
      if (target.name !== null && holds(target.nameSpan, at))
        return { name: target.name, span: target.nameSpan };
    }
  }
  return null;
}

function description(flow: ParsedFlow, step: Step, result: FlowResult | undefined, now: number): string {
  const { edges } = flow.graph;
  const from = edges.filter(({ to }) => to === step.name).map(edge => `\`${edge.from}\`${how(edge)}`);
  const to = edges.filter(edge => edge.from === step.name).map(edge => `\`${edge.to}\`${how(edge)}`);
  const options = Object.entries(step.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const last = result?.steps[step.name];
  const came = last && stepText(last);
  const ago = result?.endedAt ? `, ${agoText(now - result.endedAt).text}` : '';
  return [
    `**${step.name}**: ${kindText(step)} of \`${flow.graph.flow}\``,
    step.doc,
    from.length > 0 ? `← ${from.join(', ')}` : '',
    to.length > 0 ? `→ ${to.join(', ')}` : '',
    step.unknown ? 'Some of its transitions are only known when it runs.' : '',
    options.length > 0 ? options.join(' · ') : '',
    came ? `Last run: ${came}${ago}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function how({ kind, condition, loop }: Edge): string {
  const words = [
    kind === 'fanout' ? 'each item' : '',
    condition ? `if ${condition}` : '',
    loop ? 'again' : '',
  ];
  const said = words.filter(Boolean).join(', ').replace('if else', 'else').replace('if default', 'default');
  return said ? ` (${said})` : '';
}

function kindText({ kind, start, join }: Step): string {
  const words: Readonly<Record<Step['kind'], string>> = {
    start: 'first step',
    linear: 'step',
    split: 'split',
    fanout: 'fan-out',
    condition: 'condition',
    join: 'join',
    terminal: 'last step',
  };
  const also = [start && kind !== 'start' ? 'first step' : '', join && kind !== 'join' ? 'join' : ''].filter(
    Boolean,
  );
  return [words[kind], ...also].join(', ');
}
