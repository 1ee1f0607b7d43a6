import type { CodeLens, Command } from 'vscode-languageserver';
import type { Range } from '../../runtime/model/diagnostics.js';
import type { Analysis } from '../analyser.js';
import type { Lines } from '../parse/lines.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { commands, type FlowPlace, type FlowResult, type LogPlace, type StepResult } from '../protocol.js';
import { resultOf, resultOfStep } from './results.js';
import { agoText, failedStep, flowText, stepText } from './wording.js';

export interface Lenses {
  readonly lenses: CodeLens[];
  /** Milliseconds after which one of them will read differently though nothing has happened; null for never. */
  readonly changesIn: number | null;
}

/** What stands above each flow and each of its steps, `now` in milliseconds since 1970. */
export function codeLenses({ uri, parsed }: Analysis, results: readonly FlowResult[], now: number): Lenses {
  const lenses: CodeLens[] = [];
  let changesIn: number | null = null;
  for (const flow of parsed.flows) {
    const place: FlowPlace = { uri, flow: flow.graph.flow };
    const result = resultOf(results, uri, flow.graph.flow);
    const range = parsed.lines.range(flow.name);
    lenses.push(lens(range, '▶ Run', commands.run, place));
    if (result && resumable.has(result.status)) lenses.push(lens(range, 'Resume', commands.resume, place));
    lenses.push(lens(range, 'Show graph', commands.showGraph, place));
    if (result) {
      const ago = result.endedAt === null ? null : agoText(now - result.endedAt);
      if (ago) changesIn = Math.min(changesIn ?? ago.changesIn, ago.changesIn);
      lenses.push(resultLens(range, place, result, ago?.text ?? ''));
    }
    lenses.push(...stepLenses(uri, flow, parsed.lines, result));
  }
  return { lenses, changesIn };
}

const resumable: ReadonlySet<FlowResult['status']> = new Set(['failed', 'cancelled', 'lost'] as const);

function resultLens(range: Range, place: FlowPlace, result: FlowResult, ago: string): CodeLens {
  const title = ago ? `${flowText(result)} ${ago}` : flowText(result);
  const failed = result.status === 'failed' ? failedStep(result.steps) : null;
  if (failed === null) return lens(range, title, commands.openRun, place);
  return lens(range, title, commands.openLog, logPlace(result, failed, resultOfStep(result, failed)));
}

function stepLenses(uri: string, flow: ParsedFlow, lines: Lines, result: FlowResult | undefined): CodeLens[] {
  // A base class has its lenses where it is a flow of its own; here they would stand on it twice.
  const own = flow.steps.filter(({ own }) => own);
  return own.flatMap(({ name, nameSpan }) => {
    const range = lines.range(nameSpan);
    const place: FlowPlace = { uri, flow: flow.graph.flow, step: name };
    const run = lens(range, '▶ Run step', commands.runStep, place);
    const last = result && resultOfStep(result, name);
    const text = last && stepText(last);
    if (!result || !text) return [run];
    return [run, lens(range, text, commands.openLog, logPlace(result, name, last))];
  });
}

function logPlace({ run }: FlowResult, step: string, last: StepResult | undefined): LogPlace {
  return { run, step, ...(last?.error ? { task: last.error.task } : {}) };
}

function lens(range: Range, title: string, command: string, argument: FlowPlace | LogPlace): CodeLens {
  const made: Command = { title, command, arguments: [argument] };
  return { range: { start: { ...range.start }, end: { ...range.end } }, command: made };
}
