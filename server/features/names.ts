import type { Position, Range } from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { Place } from '../parse/dataflow/places.js';
import type { ParsedFlow, Span } from '../parse/parsed.js';
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
export function namedAt({ parsed }: Analysis, position: Position): Named | null {
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
export function placesNaming({ parsed }: Analysis, { flow, name, kind }: Named): readonly Place[] {
  return parsed
    .places(flow.graph.flow)
    .filter(place => place.name === name && !(kind === 'step' && place.on === 'input'));
}

export function rangeOf({ parsed }: Analysis, span: Span): Range {
  return plain(parsed.lines.range(span));
}
