import { ts } from 'ts-morph';
import { memberAccess } from '../edit/naming.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { quoted, styleOf } from '../edit/style.js';
import { changes } from '../parse/dataflow/access.js';
import type { Dataflow } from '../parse/dataflow/dataflow.js';
import type { Dispute } from '../parse/dataflow/disputes.js';
import { propertyName, withoutCasts } from '../parse/literal.js';
import { isScript } from '../parse/source.js';
import { type Case, type Fix, namesIn } from './fix.js';
import { atBeginning } from './joins.js';

/** A disputed artifact, settled at the beginning of its join: from an input, or by `merge`. */
export function settleAtJoin(found: Case): Fix[] {
  const [artifact, join] = artifactAndJoin(found);
  const step = found.flow.steps.find(({ name }) => name === join);
  if (!artifact || !step || step.inputs === null || !step.own) return [];
  const parameter = methodOf(found, step)?.parameters[0]?.name;
  const dataflow = found.parsed.dataflow(found.flow.graph.flow);
  const disputes = dataflow?.disputes.all.filter(one => one.artifact === artifact && one.join === step.name);
  if (!parameter || !dataflow || !disputes?.length || hasItsOwnWay(dataflow, step.name, artifact)) return [];
  const fixes: Fix[] = [];
  const first = anInput(parameter, found);
  if (first && disputes.every(({ opening }) => opening.kind === 'split' || hasItems(found, opening.step))) {
    const statement = `${memberAccess(artifact, found.tree)} = ${memberAccess(artifact, found.tree, `${first.written}.`)}`;
    const replacements = [atBeginning(found, step.name, statement)];
    fixes.push({ title: `Take '${artifact}' from ${first.shown} in '${step.name}'`, replacements });
  }
  if (ts.isIdentifier(parameter) && disputes.every(one => isOfOneBranch(found, one))) {
    const statement = `this.merge(${parameter.text}, { include: [${quoted(artifact, styleOf(found.tree))}] })`;
    fixes.push({
      title: `Take '${artifact}' over in '${step.name}' with this.merge`,
      replacements: [atBeginning(found, step.name, statement)],
    });
  }
  return fixes;
}

function artifactAndJoin({ problem, flow }: Case): [string | undefined, string | undefined] {
  const names = namesIn(problem.message);
  const join = /after the join '([^']+)'/.exec(problem.message)?.[1];
  const steps = new Set(flow.steps.map(({ name }) => name));
  return [names.find(name => !steps.has(name)), join];
}

/** A join that sets or changes the artifact itself, as in a sum over its inputs, would go on from what is put in front of that. */
function hasItsOwnWay({ deeds }: Dataflow, join: string, artifact: string): boolean {
  const doing = deeds.get(join);
  return (
    doing === undefined ||
    doing.escapes ||
    doing.list.some(
      deed => deed.on === 'flow' && deed.name === artifact && (changes(deed) || deed.kind === 'delete'),
    )
  );
}

interface Named {
  readonly written: string;
  readonly shown: string;
}

/** An input as a join can name it: the first one, or, where they are taken apart by name, one that goes by the name of a step. */
function anInput(parameter: ts.BindingName, { fileName, flow }: Case): Named | null {
  const sure = isScript(fileName) ? '' : '!';
  const shown = 'the first input';
  if (ts.isIdentifier(parameter)) return { written: `${parameter.text}[0]${sure}`, shown };
  if (ts.isObjectBindingPattern(parameter)) {
    // `length` and the methods of the list can be taken by name as well. Of a step, the input is there for sure.
    for (const element of parameter.elements) {
      if (!isPlain(element)) continue;
      const key = propertyName(element.propertyName ?? element.name);
      if (!flow.steps.some(({ name }) => name === key)) continue;
      return { written: element.name.text, shown: `'${key}'` };
    }
    return null;
  }
  const [first] = parameter.elements;
  // By its place, TypeScript may ask for more.
  return first && isPlain(first) ? { written: `${first.name.text}${sure}`, shown } : null;
}

function isPlain(
  element: ts.ArrayBindingElement,
): element is ts.BindingElement & { readonly name: ts.Identifier } {
  return (
    ts.isBindingElement(element) &&
    !element.dotDotDotToken &&
    !element.initializer &&
    ts.isIdentifier(element.name)
  );
}

/** Whether a fan-out has an item, as can be seen: without one, its join has no inputs to take anything from. */
function hasItems(found: Case, opening: string): boolean {
  const step = found.flow.steps.find(({ name }) => name === opening);
  const fanOuts = step?.transitions.filter(({ kind, returned }) => kind === 'foreach' && returned) ?? [];
  return (
    fanOuts.length > 0 &&
    fanOuts.every(({ span }) => {
      const [given] = span.elsewhere ? [] : (nodeAt(found.tree, span, ts.isCallExpression)?.arguments ?? []);
      const items = given && withoutCasts(given);
      return (
        items !== undefined &&
        ts.isArrayLiteralExpression(items) &&
        items.elements.some(one => !ts.isSpreadElement(one))
      );
    })
  );
}

/**
 * Whether only one branch of a split changes the artifact: `merge` takes over what one has changed, and fails where two have changed it differently,
 * as the items of a fan-out do.
 */
function isOfOneBranch({ flow }: Case, { opening, join, culprits }: Dispute): boolean {
  if (opening.kind !== 'split') return false;
  const after = (from: string): Set<string> => {
    const reached = new Set([from]);
    for (const step of reached) {
      if (step === join) continue;
      for (const edge of flow.graph.edges) if (edge.from === step) reached.add(edge.to);
    }
    return reached;
  };
  const branches = opening.targets.map(after);
  const changing = branches.filter(reached =>
    culprits.some(({ step }) => step !== join && reached.has(step)),
  );
  return changing.length === 1;
}
