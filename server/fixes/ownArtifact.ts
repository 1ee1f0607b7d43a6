import { ts } from 'ts-morph';
import { applied, type Replacement } from '../edit/draft.js';
import { freeNameLike } from '../edit/naming.js';
import { newField } from '../edit/newField.js';
import { nodeAt } from '../edit/nodes.js';
import type { Dataflow } from '../parse/dataflow/dataflow.js';
import { type Place, respelt } from '../parse/dataflow/places.js';
import { parseFlows } from '../parse/flows.js';
import { propertyName } from '../parse/literal.js';
import type { Parsed } from '../parse/parsed.js';
import { type Case, type Fix, textOf } from './fix.js';

/**
 * A parameter that steps assign gets an artifact that begins with its value, and all steps name that instead: the one that assigns it, and those that
 * read what has been assigned.
 */
export function ownArtifact(found: Case): Fix[] {
  const { flow, step } = found;
  const parameter = textOf(found, found.span);
  const places = found.parsed.places(flow.graph.flow).filter(one => one.name === parameter);
  const [declared, again] = places.filter(one => one.role === 'declaration');
  const property = declared && nodeAt(found.tree, declared.span, ts.isIdentifier)?.parent;
  const dataflow = found.parsed.dataflow(flow.graph.flow);
  if (!step || !dataflow || again || !property || !ts.isPropertyDeclaration(property)) return [];
  // What is given as a secret is stored nowhere, and an artifact is.
  if (mayBeSecret(property) || !isNamedHereAlone(dataflow, parameter, found)) return [];
  const renamed = places.filter(place => place !== declared && !isWhenMade(place, found));
  if (!renamed.every(isInCode)) return [];
  const name = freeNameLike(flow, `own${parameter.charAt(0).toUpperCase()}${parameter.slice(1)}`);
  const replacements = [
    newField(found, `${name} = this.${parameter}`, { behind: property }),
    ...renamed.map(place => ({ span: place.span, text: respelt(place, name) })),
  ];
  return isLost(found, replacements)
    ? []
    : [{ title: `Use an artifact '${name}' in its place`, replacements }];
}

/** Its options say so, or can't be read. */
function mayBeSecret({ initializer }: ts.PropertyDeclaration): boolean {
  if (!initializer || !ts.isCallExpression(initializer)) return true;
  const options = initializer.arguments.filter(one => !ts.isStringLiteralLike(one));
  return options.some(one => {
    if (ts.isArrayLiteralExpression(one)) return false;
    if (!ts.isObjectLiteralExpression(one)) return isText(initializer);
    return one.properties.some(
      ({ name }) => isText(initializer) && (!name || ['secret', null].includes(propertyName(name))),
    );
  });
}

function isText({ expression }: ts.CallExpression): boolean {
  return !ts.isPropertyAccessExpression(expression) || expression.name.text === 'string';
}

/** Whether all that reads the parameter is seen: no step of another file does, and none gives the whole flow away. */
function isNamedHereAlone({ deeds }: Dataflow, parameter: string, { tree }: Case): boolean {
  return [...deeds.values()].every(
    ({ list, escapes }) =>
      !escapes &&
      list.every(({ name, node }) => name !== parameter || node.getSourceFile().fileName === tree.fileName),
  );
}

/** What a field begins with is worked out before any step runs, when the parameter alone has its value. */
function isWhenMade({ span }: Place, { tree }: Case): boolean {
  const around = ts.findAncestor(
    nodeAt(tree, span, ts.isIdentifier) ?? undefined,
    node => ts.isFunctionLike(node) || ts.isPropertyDeclaration(node),
  );
  return around !== undefined && ts.isPropertyDeclaration(around);
}

function isInCode({ role }: Place): boolean {
  return role !== 'declaration' && role !== 'option' && role !== 'name';
}

/** Unlike a parameter, an artifact has no value behind a join whose branches differ about it. */
function isLost({ text, fileName, sources, parsed }: Case, replacements: readonly Replacement[]): boolean {
  const disputed = ({ problems }: Parsed) =>
    problems.filter(({ code }) => code === 'artifact-disputed').length;
  return disputed(parseFlows(applied(text, replacements), fileName, sources)) > disputed(parsed);
}
