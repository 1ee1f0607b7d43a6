import { ts } from 'ts-morph';
import { analyseScopes } from '../../runtime/model/scopes.js';
import { behindBrace } from '../edit/comments.js';
import { insertion, type Replacement } from '../edit/draft.js';
import { goOnTo, returned } from '../edit/goOn.js';
import { inputsType } from '../edit/inputsType.js';
import { isOneLine, layoutAt } from '../edit/layout.js';
import { prepended } from '../edit/lists.js';
import { freeIn, freeNameLike, memberAccess } from '../edit/naming.js';
import { newMethod } from '../edit/newMethod.js';
import { methodOf } from '../edit/nodes.js';
import { stopAt } from '../edit/stop.js';
import type { ParsedStep } from '../parse/parsed.js';
import { isScript } from '../parse/source.js';
import { type Case, type Fix, namesIn } from './fix.js';

/** `inputs: Inputs<this>` for a step that several branches lead to. */
export function inputsParameter(found: Case): Fix[] {
  const [name] = namesIn(found.problem.message).filter(one =>
    found.flow.steps.some(step => step.name === one),
  );
  const step = found.flow.steps.find(one => one.name === name) ?? found.step;
  const method = step && methodOf(found, step);
  // In JavaScript a join is not declared by a type.
  if (!method || !step || isScript(found.fileName)) return [];
  const type = inputsType(found);
  const inputs = freeIn(method, 'inputs');
  return [
    {
      title: `Make '${step.name}' a join: add '${inputs}: Inputs<this>'`,
      replacements: [prepended(found, method.parameters, `${inputs}: ${type.written}`), ...type.replacements],
      preferred: true,
    },
  ];
}

/** A join for a split or fan-out that has none: a new step, to which every branch that ends goes on. */
export function addJoin(found: Case): Fix[] {
  const { flow, step } = found;
  if (!step || isScript(found.fileName)) return [];
  const scopes = analyseScopes(flow.graph);
  const inside = new Set(
    flow.steps.filter(one => scopes.openingOf(one.name)?.step === step.name).map(one => one.name),
  );
  const leading = new Set(flow.graph.edges.map(({ from }) => from));
  const ends = flow.steps.filter(one => inside.has(one.name) && !leading.has(one.name) && !one.unknown);
  const last = flow.steps.filter(one => inside.has(one.name)).at(-1);
  if (ends.length === 0 || !last || ends.some(one => !one.own)) return [];
  const name = freeNameLike(flow, 'join');
  const replacements: Replacement[] = [];
  for (const end of ends) {
    const onward = goOnTo(found, end, name);
    if (!onward.ok) return [];
    replacements.push(...onward.replacements);
    replacements.push(...earlyEnds(found, end, name));
  }
  const type = inputsType(found);
  replacements.push(newMethod(found, last, name, null, { parameters: `inputs: ${type.written}` }));
  return [
    {
      title: `Add a join for '${step.name}'`,
      replacements: [...replacements, ...type.replacements],
      preferred: true,
    },
  ];
}

/** The other places at which a step ends, each of which goes on to the join as well. */
function earlyEnds(found: Case, step: ParsedStep, join: string): Replacement[] {
  const ends: Replacement[] = [];
  const statements = methodOf(found, step)?.body?.statements ?? [];
  const last = statements.at(-1);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node !== last) {
      const end = returned(found, node, `this.next(${memberAccess(join, found.tree)})`);
      if (end) ends.push(end);
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  return ends;
}

/** A statement in front of a step's first one. */
export function atBeginning(found: Case, stepName: string, statement: string): Replacement {
  const step = found.flow.steps.find(({ name }) => name === stepName)!;
  const { newline, indent, unit, semicolon } = layoutAt(found, step);
  const open = behindBrace(found.text, step.body.start + 1);
  const isEmpty = found.text.slice(open, step.body.end - 1).trim() === '';
  if (isOneLine(found.text, step.body)) return insertion(open, ` ${statement};${isEmpty ? ' ' : ''}`);
  return insertion(open, `${newline}${indent}${unit}${statement}${stopAt(found.text, open, semicolon)}`);
}
