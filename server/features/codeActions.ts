import { type CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver';
import { oneLine } from '../../runtime/model/plain-text.js';
import type { Analysis } from '../analyser.js';
import type { Replacement, Subject } from '../edit/draft.js';
import type { Case } from '../fixes/fix.js';
import { fixesFor, likelyFixes } from '../fixes/fixes.js';
import { refactorings } from '../fixes/refactorings.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { messageOf } from './diagnostics.js';
import { rangeOf } from './names.js';
import { holds } from './places.js';

/** What can be done at a selection: mends of the problems there, and rebuildings of the step it is in. */
export function codeActionsFor(
  analysis: Analysis,
  range: Range,
  shown: readonly Diagnostic[],
  wants: (kind: string) => boolean,
): CodeAction[] {
  if (analysis.parsed.broken !== null || analysis.parsed.tree === null) return [];
  return [
    ...(wants(CodeActionKind.QuickFix) ? mends(analysis, shown) : []),
    ...(wants(CodeActionKind.Refactor) ? rebuildings(analysis, range) : []),
  ];
}

function mends(analysis: Analysis, shown: readonly Diagnostic[]): CodeAction[] {
  return shown
    .filter(({ source }) => source === 'stepwell')
    .flatMap(diagnostic => {
      const found = caseOf(analysis, diagnostic, shown);
      if (!found) return [];
      const isLong = analysis.text.length > longText;
      return (isLong ? likelyFixes(found) : fixesFor(found)).map(({ title, replacements, preferred }) => ({
        title: oneLine(title, 200),
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: preferred ?? false,
        ...(isLong ? { data: { uri: analysis.uri } } : { edit: editOf(analysis, replacements) }),
      }));
    });
}

/**
 * A mend is looked through before it is offered, which takes as long as reading the text anew; of one of so many characters it is only when it is
 * chosen, so that the menu need not wait.
 */
const longText = 60_000;

/** Does what was put off: the action with its edit, or null where it would not mend the problem after all. */
export function resolvedAction(analysis: Analysis, action: CodeAction): CodeAction | null {
  const [diagnostic] = action.diagnostics ?? [];
  if (diagnostic === undefined) return action;
  const found = caseOf(analysis, diagnostic, [diagnostic]);
  const fix = found && fixesFor(found).find(({ title }) => oneLine(title, 200) === action.title);
  return fix ? { ...action, edit: editOf(analysis, fix.replacements) } : null;
}

/** TypeScript's “Property … does not exist …. Did you mean …?”, for which it has a mend of its own. */
const didYouMean = 2551;

/** The problem as it is now; a diagnostic may be of an older text. */
function caseOf(
  analysis: Analysis,
  { code, message, range }: Diagnostic,
  shown: readonly Diagnostic[],
): Case | null {
  const problem = analysis.parsed.problems.find(
    one =>
      one.code === code && messageOf(one) === message && JSON.stringify(one.range) === JSON.stringify(range),
  );
  // What stands in another file can't be mended from here.
  if (!problem || problem.elsewhere) return null;
  const flow = analysis.parsed.classes.find(({ graph }) => problem.flows.includes(graph.flow));
  const subject = flow && subjectOf(analysis, flow);
  if (!subject) return null;
  const { lines } = analysis.parsed;
  const span = { start: lines.offset(problem.range.start), end: lines.offset(problem.range.end) };
  const step = subject.flow.steps.find(({ name, full }) => name === problem.step && !full.elsewhere) ?? null;
  const { fileName } = analysis;
  const isSpeltOut = shown.some(
    one =>
      one.source === 'ts' && one.code === didYouMean && JSON.stringify(one.range) === JSON.stringify(range),
  );
  return { ...subject, fileName, problem, span, isSpeltOut, step };
}

function rebuildings(analysis: Analysis, range: Range): CodeAction[] {
  const { parsed } = analysis;
  const selection = { start: parsed.lines.offset(range.start), end: parsed.lines.offset(range.end) };
  const flow = parsed.classes.findLast(({ full }) => holds(full, selection.start));
  const subject = flow && subjectOf(analysis, flow);
  if (!subject) return [];
  return refactorings({ ...subject, fileName: analysis.fileName }, selection).map(one => ({
    title: oneLine(one.title, 200),
    kind: one.kind === 'extract' ? CodeActionKind.RefactorExtract : CodeActionKind.RefactorRewrite,
    ...(one.ok ? { edit: editOf(analysis, one.replacements) } : { disabled: { reason: one.reason } }),
  }));
}

function subjectOf({ text, parsed, sources }: Analysis, flow: ParsedFlow): Subject | null {
  return parsed.tree && { text, tree: parsed.tree, parsed, flow, sources };
}

/** Of this version of the document and no other. */
function editOf(analysis: Analysis, replacements: readonly Replacement[]): NonNullable<CodeAction['edit']> {
  const edits = replacements.map(({ span, text }) => ({ range: rangeOf(analysis, span), newText: text }));
  const { uri, version } = analysis;
  return { documentChanges: [{ textDocument: { uri, version }, edits }] };
}
