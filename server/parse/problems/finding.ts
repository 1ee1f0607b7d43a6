import type { Problem } from '../../../runtime/model/diagnostics.js';
import type { Lines } from '../lines.js';
import type { ParsedFlow, Span } from '../parsed.js';
import { type ProblemCode, severities } from './codes.js';

/** A problem before its place has been turned into lines and characters. */
export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly span: Span;
  readonly flow: string | null;
  readonly step: string | null;
  readonly related?: readonly RelatedSpan[];
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
  const found = { code, message, span, flow: graph.flow, step };
  return related.length > 0 ? { ...found, related } : found;
}

export function inSourceOrder(findings: readonly Finding[], lines: Lines): Problem[] {
  return findings
    .toSorted((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
    .map(({ span, related, ...found }) => ({
      ...found,
      severity: severities[found.code],
      range: lines.range(span),
      ...(related
        ? { related: related.map(one => ({ message: one.message, range: lines.range(one.span) })) }
        : {}),
    }));
}
