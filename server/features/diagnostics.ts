import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Severity } from '../../runtime/model/diagnostics.js';
import type { Analysis } from '../analyser.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/**
 * The diagnostics of a document; null while its text is broken, when those of before had best stay: the editor moves them
 * along with the text. Syntax errors are left to TypeScript's own service.
 */
export function diagnosticsOf({ parsed }: Analysis): Diagnostic[] | null {
  if (parsed.broken !== null) return null;
  return parsed.problems.map(({ code, severity, message, range }) => ({
    code,
    message,
    range: { start: { ...range.start }, end: { ...range.end } },
    severity: severities[severity],
    source: 'stepwell',
    ...(code === 'unreachable-step' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  }));
}
