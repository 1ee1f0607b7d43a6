import { ts } from 'ts-morph';
import { behindBrace, behindComments, ownEnd } from '../edit/comments.js';
import { insertion, type Replacement } from '../edit/draft.js';
import { joinParameter } from '../edit/joinParameter.js';
import { isOneLine, layoutAt } from '../edit/layout.js';
import { prepended } from '../edit/lists.js';
import { freeIn } from '../edit/naming.js';
import { methodOf } from '../edit/nodes.js';
import { isItsOwn } from '../edit/signature.js';
import { stopAt } from '../edit/stop.js';
import { isScript } from '../parse/source.js';
import { type Case, type Fix, graphFix, namesIn } from './fix.js';
import { lacks } from './mentions.js';

/** `inputs: Inputs<this>` for a step that several branches lead to. */
export function inputsParameter(found: Case): Fix[] {
  const [meant] = namesIn(found.problem.message).filter(one =>
    found.flow.steps.some(step => step.name === one),
  );
  const step = found.flow.steps.find(one => one.name === meant) ?? found.step;
  const method = step && methodOf(found, step);
  if (!method || !step || !isItsOwn(found, method, step.name)) return [];
  const [only, other] = method.parameters;
  if (only) return other ? [] : typedAsInputs(found, step.name, only);
  // A body that speaks of inputs already means these.
  const name = lacks(method, 'inputs') ? 'inputs' : freeIn(method, 'inputs');
  const parameter = joinParameter(found, name);
  return [
    {
      title: `Make '${step.name}' a join: add '${parameter.shown}'`,
      replacements: [prepended(found, method.parameters, parameter.written), ...parameter.replacements],
      preferred: true,
    },
  ];
}

/** A parameter that may be anything takes the inputs; one that is something else is not theirs. */
function typedAsInputs(found: Case, step: string, parameter: ts.ParameterDeclaration): Fix[] {
  const { name, type, initializer, dotDotDotToken, questionToken } = parameter;
  const mayBeAny =
    !type || type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.UnknownKeyword;
  const isPlain = ts.isIdentifier(name) && name.text !== 'this' && !initializer && !dotDotDotToken;
  if (!isPlain || !mayBeAny || questionToken || isScript(found.fileName)) return [];
  const { written, shown, replacements } = joinParameter(found, name.text);
  const span = { start: name.getStart(found.tree), end: type?.end ?? name.end };
  return [
    {
      title: `Make '${step}' a join: write '${shown}'`,
      replacements: [{ span, text: written }, ...replacements],
      preferred: true,
    },
  ];
}

/** A join for a split or fan-out that has none. */
export function addJoin(found: Case): Fix[] {
  const { step } = found;
  return step
    ? graphFix(found, { kind: 'addJoin', step: step.name }, `Add a join for '${step.name}'`, true)
    : [];
}

/** A statement in front of a step's first one, behind what a body begins with for the sake of tools (`'use worker'`). */
export function atBeginning(found: Case, stepName: string, statement: string): Replacement {
  const step = found.flow.steps.find(({ name }) => name === stepName)!;
  const { text, tree } = found;
  const { newline, indent, unit, semicolon } = layoutAt(found, step);
  const statements = methodOf(found, step)?.body?.statements ?? [];
  const first = statements.findIndex(one => !isDirective(one));
  const before = statements[(first < 0 ? statements.length : first) - 1];
  const open = before ? behindComments(text, ownEnd(before, tree)) : behindBrace(text, step.body.start + 1);
  const isEmpty = text.slice(open, step.body.end - 1).trim() === '';
  if (isOneLine(text, step.body)) return insertion(open, ` ${statement};${isEmpty ? ' ' : ''}`);
  return insertion(open, `${newline}${indent}${unit}${statement}${stopAt(text, open, semicolon)}`);
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}
