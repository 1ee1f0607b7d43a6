import type { Analysis } from '../analyser.js';
import type { ParsedFlow, ParsedStep, Span } from '../parse/parsed.js';
import type { FlowPlace, LocateResult, PlaceAtParams, PlaceAtResult } from '../protocol.js';

/** Where a class or step stands in the text as it is now. */
export function locate({ parsed }: Analysis, place: FlowPlace): LocateResult {
  const flow = parsed.flows.find(({ graph }) => graph.flow === place.flow);
  if (!flow) return null;
  if (place.step === undefined) {
    return { name: parsed.lines.range(flow.name), full: parsed.lines.range(flow.full) };
  }
  const step = flow.steps.find(({ name }) => name === place.step);
  return step ? { name: parsed.lines.range(step.nameSpan), full: parsed.lines.range(step.full) } : null;
}

/** The flow and step that a position is in. */
export function placeAt({ parsed }: Analysis, position: PlaceAtParams['position']): PlaceAtResult {
  const at = parsed.lines.offset(position);
  const flow = innermost(parsed.flows.filter(({ full }) => holds(full, at)));
  if (!flow) return null;
  return { flow: flow.graph.flow, step: ownStepAt(flow, at)?.name ?? null };
}

/** The step whose method a place is in. */
export function ownStepAt(flow: ParsedFlow, at: number): ParsedStep | undefined {
  return flow.steps.find(({ full, declaredIn }) => declaredIn === flow.graph.flow && holds(full, at));
}

export function holds({ start, end }: Span, at: number): boolean {
  return start <= at && at <= end;
}

function innermost(flows: readonly ParsedFlow[]): ParsedFlow | undefined {
  return flows.toSorted((one, other) => other.full.start - one.full.start)[0];
}
