import type { Location, Range } from 'vscode-languageserver';
import type { Range as PlainRange } from '../../runtime/model/diagnostics.js';
import type { Analysis } from '../analyser.js';
import { fileUri } from '../file-path.js';
import { Lines } from '../parse/lines.js';
import type { ParsedFlow, ParsedStep, Span } from '../parse/parsed.js';
import { placeOf } from '../parse/problems/finding.js';
import type { LocateParams, LocateResult, PlaceAtParams, PlaceAtResult } from '../protocol.js';
import { isStillDrawn } from './edits.js';

/** Where a class or step stands in the text as it is now, or in that of the file it is inherited from. */
export function locate(analysis: Analysis, place: LocateParams): LocateResult {
  if (place.version !== undefined && !isStillDrawn(analysis, place.version)) return null;
  const flow = analysis.parsed.flows.find(({ graph }) => graph.flow === place.flow);
  if (!flow) return null;
  if (place.field !== undefined) {
    const members = analysis.parsed.dataflow(flow.graph.flow)?.members;
    const span = members?.fields.get(place.field)?.nameSpan ?? members?.parameters.get(place.field);
    return span ? located(analysis, span, span) : null;
  }
  if (place.step === undefined) return located(analysis, flow.name, flow.full);
  const step = flow.steps.find(({ name }) => name === place.step);
  return step ? located(analysis, step.nameSpan, step.full) : null;
}

function located(analysis: Analysis, name: Span, full: Span): LocateResult {
  const { uri, range } = locationOf(analysis, name);
  return { uri, name: range, full: locationOf(analysis, full).range };
}

/** Where a place truly stands. */
export function locationOf({ uri, parsed }: Pick<Analysis, 'uri' | 'parsed'>, span: Span): Location {
  if (!span.elsewhere) return { uri, range: plain(parsed.lines.range(span)) };
  const { file, range } = placeOf(span.elsewhere);
  return { uri: fileUri(file), range: plain(range) };
}

/** The flow and step that a position is in. */
export function placeAt({ parsed }: Analysis, position: PlaceAtParams['position']): PlaceAtResult {
  const at = parsed.lines.offset(position);
  const flow = innermost(parsed.flows.filter(({ full }) => holds(full, at)));
  if (!flow) return null;
  return { flow: flow.graph.flow, step: ownStepAt(flow, at)?.name ?? null };
}

/** The step of a flow that stands at a place of its own text, in whichever class of it. */
export function stepOfAt(
  { parsed }: Analysis,
  name: string,
  position: PlaceAtParams['position'],
): PlaceAtResult {
  const at = parsed.lines.offset(position);
  const flow = parsed.flows.find(({ graph }) => graph.flow === name);
  const step = flow?.steps.find(({ full }) => !full.elsewhere && holds(full, at));
  return step ? { flow: name, step: step.name } : null;
}

/** The step that a flow inherits from a place in another file. */
export function inheritedStepAt(
  { parsed }: Analysis,
  name: string,
  file: string,
  position: PlaceAtParams['position'],
): PlaceAtResult {
  const flow = parsed.flows.find(({ graph }) => graph.flow === name);
  const step = flow?.steps.find(({ full: { elsewhere } }) => {
    if (elsewhere?.file !== file) return false;
    return holds(elsewhere.span, new Lines(elsewhere.text).offset(position));
  });
  return step ? { flow: name, step: step.name } : null;
}

/** The step whose method a place is in. */
export function ownStepAt(flow: ParsedFlow, at: number): ParsedStep | undefined {
  return flow.steps.find(({ full, own }) => own && holds(full, at));
}

export function holds({ start, end }: Span, at: number): boolean {
  return start <= at && at <= end;
}

function innermost(flows: readonly ParsedFlow[]): ParsedFlow | undefined {
  return flows.toSorted((one, other) => other.full.start - one.full.start)[0];
}

/** A range of its own, as messages want it. */
export function plain({ start, end }: PlainRange): Range {
  return { start: { ...start }, end: { ...end } };
}
