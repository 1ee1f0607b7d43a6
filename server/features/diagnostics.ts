import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver';
import type { Problem, Severity } from '../../runtime/model/diagnostics.js';
import { severalLines } from '../../runtime/model/plain-text.js';
import type { Analysis } from '../analyser.js';
import { fileUri } from '../file-path.js';
import { plain } from './places.js';

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
  return parsed.problems.map(problem => {
    const { code, severity, range } = problem;
    const relatedInformation = relatedTo(problem, uri);
    return {
      code,
      message: messageOf(problem),
      range: plain(range),
      severity: severities[severity],
      source: 'stepwell',
      ...(unnecessary.has(code) && !problem.elsewhere ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      ...(relatedInformation.length > 0 ? { relatedInformation } : {}),
    };
  });
}

/** As the editor is told it: names and conditions of the source are in it, of any length. */
export function messageOf({ message }: Pick<Problem, 'message'>): string {
  return severalLines(message, 4_000);
}

function relatedTo({ elsewhere, related }: Problem, uri: string): DiagnosticRelatedInformation[] {
  const culprit = elsewhere ? [{ message: 'It stands here.', ...elsewhere }] : [];
  return [...culprit, ...(related ?? [])].map(({ message, file, range }) => ({
    message: messageOf({ message }),
    location: { uri: file === undefined ? uri : fileUri(file), range: plain(range) },
  }));
}

/** Shown faded: the code does no harm, and nothing. */
const unnecessary: ReadonlySet<string> = new Set([
  'artifact-never-read',
  'unreachable-arm',
  'unreachable-step',
]);
