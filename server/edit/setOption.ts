import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { type Draft, ownStep, refuse, type Subject } from './draft.js';
import { withOption, withoutOption } from './options.js';

const known: ReadonlySet<string> = new Set(['retry', 'timeout', 'catch', 'memory', 'isolate', 'env']);

/** Gives a step an option, changes it, or takes it away where no value is given. A value is code, as it would be typed. */
export function setOption(subject: Subject, { step: name, option, value }: EditOf<'setOption'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  if (!known.has(option)) return refuse(`A step has no option '${option}'.`);
  const code = value.trim();
  const why = code === '' ? null : whyNotExpression(code);
  if (why !== null) return refuse(`This is no value for '${option}': ${why}`);
  const changed =
    code === '' ? withoutOption(subject, own.step, option) : withOption(subject, own.step, option, code);
  return changed.ok ? { ok: true, replacements: changed.replacements, step: name } : changed;
}

/** Why a text can't stand where an expression does; null when it can. */
export function whyNotExpression(code: string): string | null {
  const before = 'void (\n';
  const { parseDiagnostics, statements } = ts.createSourceFile(
    'expression.ts',
    `${before}${code}\n);`,
    ts.ScriptTarget.Latest,
    true,
  ) as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  const [first] = parseDiagnostics;
  if (first) return ts.flattenDiagnosticMessageText(first.messageText, ' ');
  // What closes the bracket in front of it is none.
  const [statement, more] = statements;
  const isOne = more === undefined && statement !== undefined && ts.isExpressionStatement(statement);
  if (!isOne || !ts.isVoidExpression(statement.expression)) return 'Expression expected.';
  const inside = statement.expression.expression;
  return ts.isParenthesizedExpression(inside) && inside.end >= before.length + code.length
    ? null
    : 'Expression expected.';
}
