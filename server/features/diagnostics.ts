import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range as LspRange,
} from 'vscode-languageserver';
import type { Range, Severity } from '../../runtime/model/diagnostics.js';
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
export function diagnosticsOf({ uri, parsed }: Analysis): Diagnostic[] | null {
  if (parsed.broken !== null) return null;
  return parsed.problems.map(({ code, severity, message, range, related }) => ({
    code,
    message,
    range: plain(range),
    severity: severities[severity],
    source: 'stepwell',
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related
      ? {
          relatedInformation: related.map(one => ({
            message: one.message,
            location: { uri, range: plain(one.range) },
          })),
        }
      : {}),
  }));
}

/** Shown faded: the code does no harm, and nothing. */
const unnecessary: ReadonlySet<string> = new Set([
  'artifact-never-read',
  'unreachable-arm',
  'unreachable-step',
]);

function plain({ start, end }: Range): LspRange {
  return { start: { ...start }, end: { ...end } };
}
