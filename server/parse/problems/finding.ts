import type { FileRange, Problem, Related, Severity } from '../../../runtime/model/diagnostics.js';
import { Lines } from '../lines.js';
import type { Elsewhere, ParsedFlow, Span } from '../parsed.js';
import { type ProblemCode, severities } from './codes.js';

/** A problem before its place has been turned into lines and characters. */
export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly span: Span;
  readonly flows: readonly string[];
  readonly step: string | null;
  readonly related?: readonly RelatedSpan[];
  /** Where it is not what the code says. */
  readonly severity?: Severity;
}

export interface RelatedSpan {
  readonly message: string;
  readonly span: Span;
}

export function finding(
  { graph }: ParsedFlow,
  code: ProblemCode,
  step: string | null,
  span: Span,
  message: string,
  related: readonly RelatedSpan[] = [],
): Finding {
  const found = { code, message, span, flows: [graph.flow], step };
  return related.length > 0 ? { ...found, related } : found;
}

export function inSourceOrder(findings: readonly Finding[], lines: Lines): Problem[] {
  return toldOnce(findings)
    .toSorted((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
    .map(({ span, related, ...found }) => ({
      ...found,
      severity: found.severity ?? severities[found.code],
      range: lines.range(span),
      ...(span.elsewhere ? { elsewhere: placeOf(span.elsewhere) } : {}),
      ...(related ? { related: related.map(one => relatedPlace(one, lines)) } : {}),
    }));
}

/** What flows of one text inherit from the same class is the same for all of them. */
function toldOnce(findings: readonly Finding[]): Finding[] {
  const told = new Map<string, { readonly found: Finding; readonly flows: string[] }>();
  for (const found of findings) {
    const { code, message, span } = found;
    const culprit = span.elsewhere?.span ?? span;
    const key = [code, span.start, culprit.start, culprit.end, message].join(' ');
    const before = told.get(key);
    if (before) before.flows.push(...found.flows.filter(flow => !before.flows.includes(flow)));
    else told.set(key, { found, flows: [...found.flows] });
  }
  return [...told.values()].map(({ found, flows }) => ({ ...found, flows }));
}

function relatedPlace({ message, span }: RelatedSpan, lines: Lines): Related {
  return { message, ...(span.elsewhere ? placeOf(span.elsewhere) : { range: lines.range(span) }) };
}

export function placeOf({ file, text, span }: Elsewhere): FileRange {
  return { file, range: new Lines(text).range(span) };
}
