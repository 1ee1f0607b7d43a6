import { ts } from 'ts-morph';
import { type Place, respelt } from '../parse/dataflow/places.js';
import { declarationOf } from '../parse/declarations.js';
import { propertyName } from '../parse/literal.js';
import { isStepwell } from '../parse/package-name.js';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf, withoutQuotes } from '../parse/source.js';
import { type Removal, refuse, type Subject } from './draft.js';
import { localName } from './importNames.js';

type Step = Pick<ParsedStep, 'name'>;
type Named = Pick<Place, 'span' | 'form' | 'name'>;

/** The places of a flow that name a step as the one that a branch ended in: `inputs.train`. */
export function asBranch({ parsed, flow }: Subject, { name }: Step): readonly Place[] {
  return parsed.places(flow.graph.flow).filter(place => place.on === 'inputs' && place.name === name);
}

/**
 * Where joins, and functions that are given their inputs, know a branch by the step it ends in, one that ends in another step from now on. Refused where a
 * function takes the inputs of other flows as well, whose branches end as before.
 */
export function endingIn(subject: Subject, step: Step, last: string): Removal {
  const named = new Map<number, Named>(asBranch(subject, step).map(place => [place.span.start, place]));
  for (const { classes, places } of functionsOf(subject)) {
    const spoken = places.filter(({ name, span }) => name === step.name && !named.has(span.start));
    const [first] = spoken;
    if (!first || !classes.has(subject.flow.graph.flow)) continue;
    if (classes.size > 1) {
      const line = subject.parsed.lines.range(first.span).start.line + 1;
      return refuse(
        `Line ${line} knows the branch by its last step '${step.name}', for other flows as well: change that first.`,
      );
    }
    for (const place of spoken) named.set(place.span.start, place);
  }
  return {
    ok: true,
    replacements: [...named.values()].map(place => ({ span: place.span, text: respelt(place, last) })),
  };
}

/** A function that is given a join's inputs. */
interface Given {
  /** Whose: as many flows as its type names. */
  readonly classes: ReadonlySet<string>;
  /** Where it names a branch. */
  readonly places: readonly Named[];
}

function functionsOf({ tree, parsed }: Subject): Given[] {
  const found: Given[] = [];
  const own = new Set(parsed.classes.map(({ graph }) => graph.flow));
  const written = localName(tree, 'Inputs');
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node) && node.type && isInputs(node.type, written)) {
      const constraints = (node.parent.typeParameters ?? []).flatMap(one => one.constraint ?? []);
      const names = [node.type, ...constraints].flatMap(type => namesIn(type));
      const classes = new Set(names.filter(name => own.has(name) || isOfOtherFile(name, node)));
      found.push({ classes, places: placesOf(node, tree) });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** So many names a type may go by before it is what it is. */
const most = 8;

/** Whether a type is that of a join's inputs, behind the names it has in the file. */
function isInputs(type: ts.Node, written: string | null, depth = 0): boolean {
  if (ts.isTypeReferenceNode(type)) {
    if (type.typeName.getText() === written) return true;
    const declared =
      depth < most && ts.isIdentifier(type.typeName) ? declarationOf(type.typeName.text, type) : null;
    if (declared?.kind === 'type' && isInputs(declared.node, written, depth + 1)) return true;
  }
  if (ts.isImportTypeNode(type) && type.qualifier?.getText() === 'Inputs') return true;
  return ts.forEachChild(type, child => isInputs(child, written, depth)) ?? false;
}

/** All names in a type, those behind a name of the file as well. */
function namesIn(type: ts.Node, depth = 0): string[] {
  if (ts.isIdentifier(type)) {
    const declared = depth < most ? declarationOf(type.text, type) : null;
    return [type.text, ...(declared?.kind === 'type' ? namesIn(declared.node, depth + 1) : [])];
  }
  const found: string[] = [];
  ts.forEachChild(type, child => {
    found.push(...namesIn(child, depth));
  });
  return found;
}

function isOfOtherFile(name: string, place: ts.Node): boolean {
  const declared = declarationOf(name, place);
  return declared?.kind === 'import' && !isStepwell(declared.specifier);
}

/** Where a function names something of a parameter. */
function placesOf(parameter: ts.ParameterDeclaration, tree: ts.SourceFile): Named[] {
  const found: Named[] = [];
  const ofPattern = (pattern: ts.BindingName): void => {
    if (!ts.isObjectBindingPattern(pattern)) return;
    for (const { name, propertyName: key } of pattern.elements) {
      const named = key ? propertyName(key) : ts.isIdentifier(name) ? name.text : null;
      if (named !== null)
        found.push({ name: named, span: spanOf(key ?? name, tree), form: key ? 'plain' : 'shorthand' });
    }
  };
  ofPattern(parameter.name);
  const isIt = (node: ts.Node | undefined): boolean => {
    if (!node || !ts.isIdentifier(node)) return false;
    const declared = declarationOf(node.text, node);
    return declared?.kind === 'parameter' && declared.node === parameter;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isIt(node.expression))
      found.push({ name: node.name.text, span: spanOf(node.name, tree), form: 'plain' });
    if (ts.isElementAccessExpression(node) && isIt(node.expression)) {
      const { argumentExpression: key } = node;
      if (ts.isStringLiteralLike(key))
        found.push({ name: key.text, span: withoutQuotes(spanOf(key, tree)), form: 'quoted' });
    }
    if (ts.isVariableDeclaration(node) && isIt(node.initializer)) ofPattern(node.name);
    ts.forEachChild(node, visit);
  };
  visit(parameter.parent);
  return found;
}
