import type { Position, Range } from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { Place } from '../parse/dataflow/places.js';
import type { Parsed, ParsedFlow, Span } from '../parse/parsed.js';
import { holds, plain } from './places.js';

/** A member of a flow that is named somewhere. */
export interface Named {
  readonly flow: ParsedFlow;
  readonly name: string;
  readonly kind: 'step' | 'artifact' | 'parameter';
  /** Where it is named. */
  readonly place: Place;
}

/** The step, artifact or parameter that a position names; null where there is none, or a method of another kind. */
export function namedAt({ parsed }: Pick<Analysis, 'parsed'>, position: Position): Named | null {
  const at = parsed.lines.offset(position);
  const around = parsed.flows.filter(({ full }) => holds(full, at));
  // A base class of the file is part of the flows that extend it, where there are some.
  for (const flow of new Set([...around, ...parsed.flows, ...parsed.classes])) {
    const place = parsed.places(flow.graph.flow).find(({ span }) => holds(span, at));
    if (!place) continue;
    const kind = kindOf(flow, place.name, parsed.dataflow(flow.graph.flow)?.isArtifact(place.name) ?? false);
    if (kind) return { flow, name: place.name, kind, place };
  }
  return null;
}

function kindOf(flow: ParsedFlow, name: string, isArtifact: boolean): Named['kind'] | null {
  if (flow.graph.steps.some(step => step.name === name)) return 'step';
  if (flow.graph.parameters.some(parameter => parameter.name === name)) return 'parameter';
  return isArtifact ? 'artifact' : null;
}

/** All places that name the same member, its declaration among them. */
export function placesNaming({ parsed }: Pick<Analysis, 'parsed'>, named: Named): readonly Place[] {
  return placesOfMember(parsed, named.flow, named);
}

/** Where it is declared, be it in another file; null for what is only ever assigned. */
export function declarationOf(analysis: Analysis, named: Named): Span | null {
  const here = placesNaming(analysis, named).find(({ role }) => role === 'declaration')?.span;
  return here ?? inheritedFrom(analysis.parsed, named.flow, named);
}

/** Where a class that a flow extends declares a member, as far as other files go. */
export function inheritedFrom(
  parsed: Parsed,
  flow: ParsedFlow,
  { name, kind }: Pick<Named, 'name' | 'kind'>,
): Span | null {
  if (kind === 'step') return flow.steps.find(step => step.name === name)?.nameSpan ?? null;
  const members = parsed.dataflow(flow.graph.flow)?.members;
  return members?.fields.get(name)?.nameSpan ?? members?.parameters.get(name) ?? null;
}

/** The places of a flow that name one of its members: a step is named on the flow and on `inputs`, never on a single input. */
export function placesOfMember(
  parsed: Parsed,
  flow: ParsedFlow,
  { name, kind }: Pick<Named, 'name' | 'kind'>,
): readonly Place[] {
  return parsed
    .places(flow.graph.flow)
    .filter(place => place.name === name && !(kind === 'step' && place.on === 'input'));
}

export function rangeOf({ parsed }: Pick<Analysis, 'parsed'>, span: Span): Range {
  return plain(parsed.lines.range(span));
}
