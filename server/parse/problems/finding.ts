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
}

export function finding(
  { graph }: ParsedFlow,
  code: ProblemCode,
  step: string | null,
  span: Span,
  message: string,
): Finding {
  return { code, message, span, flow: graph.flow, step };
}

export function inSourceOrder(findings: readonly Finding[], lines: Lines): Problem[] {
  return findings
    .toSorted((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
    .map(({ span, ...found }) => ({ ...found, severity: severities[found.code], range: lines.range(span) }));
}
