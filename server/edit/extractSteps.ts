import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { Graph } from '../../runtime/model/graph.js';
import { declaredIn } from '../parse/declarations.js';
import { isIdentifier } from '../parse/names.js';
import { withComments } from './comments.js';
import { fieldOf } from './declared.js';
import { without } from './deleteStep.js';
import { type Draft, insertion, type Refusal, refuse, type Subject } from './draft.js';
import { importNames } from './importNames.js';
import { layoutAt } from './layout.js';
import { freeIn, memberAccess } from './naming.js';
import { stepMark } from './newMethod.js';
import { classOf, methodOf } from './nodes.js';
import { type Given, givenName, madeBeside, madeBy, ownFlow } from './ownFlow.js';
import { type Part, partOf } from './part.js';
import { parameterFor } from './passed.js';
import { isCommonJs } from './pastedImports.js';

/**
 * Makes steps a flow of their own, and in their place a step that runs it. What they read that is set elsewhere, that flow is given as parameters; what they
 * set, the step takes from its run.
 */
export function extractSteps(subject: Subject, { steps: names, name }: EditOf<'extractSteps'>): Draft {
  const { tree, text, flow } = subject;
  const owner = classOf(subject);
  const why = whyNoName(subject, name);
  if (why !== null) return refuse(why);
  if (!owner || owner.parent !== tree || !ts.isClassDeclaration(owner) || !owner.name)
    return refuse('The flow stands within other code: take its steps out in the code.');
  const inherited = flow.steps.find(({ own }) => !own);
  if (inherited)
    return refuse(
      `'${inherited.name}' is inherited, and would be part of both flows: take the steps out in the code.`,
    );
  const beside = madeBeside(owner);
  if (beside !== null)
    return refuse(
      `${flow.graph.flow} has ${beside}, which the other flow would lack: take the steps out in the code.`,
    );
  const part = partOf(subject, names);
  if (!part.ok) return part;
  const data = passedFor(subject, part);
  if (!data.ok) return data;
  const made = ownFlow(subject, part, data.given, name);
  if (!made.ok) return made;

  const [first, ...others] = part.steps;
  const method = first && methodOf(subject, first);
  if (!first || !method) return refuse('There is nothing to take out.');
  const { newline } = layoutAt(subject, first);
  const caller = callerOf(subject, part, { ...data, parameters: made.parameters }, name);
  const gone = without(
    subject,
    others.map(step => step.name),
  );
  if (!gone.ok) return gone;
  // What runs it must come to it by its name, wherever the flow it comes from is named.
  const written = isCommonJs(tree) ? made.text.replace(/^export /, '') : made.text;
  const replacements = [
    ...(made.needsParameter ? importNames(tree, ['parameter']) : []),
    { span: { start: withComments(text, method, tree).start, end: method.end }, text: caller },
    ...gone.replacements,
    insertion(owner.end, `${newline}${newline}${written.trimEnd()}`),
  ];
  // What the other flow gives may have no value where it ends, which the steps never minded.
  return { ok: true, replacements, step: first.name, faultless: first.name };
}

function whyNoName({ tree, flow }: Subject, name: string): string | null {
  if (!isIdentifier(name)) return `'${name}' is no name of a class.`;
  if (name === flow.graph.flow || declaredIn(tree).has(name))
    return `There is a '${name}' in this file already.`;
  return null;
}

interface Passed {
  readonly given: readonly Given[];
  readonly taken: readonly string[];
}

function passedFor(subject: Subject, { names }: Part): ({ readonly ok: true } & Passed) | Refusal {
  const { parsed, flow } = subject;
  const steps = [...(parsed.dataflow(flow.graph.flow)?.steps ?? [])];
  const parameters = new Set(flow.graph.parameters.map(({ name }) => name));
  const of = (within: boolean, does: 'reads' | 'writes') =>
    new Set(steps.filter(([step]) => names.has(step) === within).flatMap(([, data]) => data[does]));
  const [reads, writes] = [of(true, 'reads'), of(true, 'writes')];
  // In a loop around them they find what they have left themselves.
  const before = isInLoop(flow.graph, names)
    ? new Set([...of(false, 'writes'), ...writes])
    : of(false, 'writes');
  const given: Given[] = [];
  // What they may leave as it is they must be given, too.
  for (const name of new Set([...reads, ...writes])) {
    if (parameters.has(name) || !before.has(name)) continue;
    const field = fieldOf(subject, name);
    if (!field.ok) return field;
    const parameter = parameterFor(subject, field.field, name);
    if (!parameter.ok) return parameter;
    given.push({ name, code: madeBy(subject, parameter), isSet: writes.has(name) });
  }
  for (const name of writes) {
    const field = fieldOf(subject, name);
    if (!field.ok) return field;
  }
  return { ok: true, given, taken: [...writes] };
}

/** Whether one comes to the steps again from where they lead to. */
function isInLoop({ edges }: Graph, names: ReadonlySet<string>): boolean {
  const reached = new Set(
    edges.filter(({ from, to }) => names.has(from) && !names.has(to)).map(({ to }) => to),
  );
  for (const step of reached) for (const { from, to } of edges) if (from === step) reached.add(to);
  return [...names].some(name => reached.has(name));
}

/** The step that runs them, called as the one that is come to first. */
function callerOf(
  subject: Subject,
  { steps, to }: Part,
  { given, taken, parameters }: Passed & { readonly parameters: readonly string[] },
  flow: string,
): string {
  const [first] = steps;
  const method = first && methodOf(subject, first);
  if (!first || !method) return '';
  const { newline, indent, unit, semicolon } = layoutAt(subject, first);
  const values = [
    ...parameters.map(name => `${name}: this.${name}`),
    ...given.map(({ name, isSet }) => `${isSet ? givenName(name) : name}: this.${name}`),
  ];
  const call = `await ${flow}.run(${values.length === 0 ? '' : `{ ${values.join(', ')} }`})`;
  const run = freeIn(method, 'run');
  const lines = [
    taken.length === 0 ? call : `const ${run} = ${call}`,
    ...taken.map(name => `this.${name} = ${run}.artifacts.${name}`),
    ...(to === null ? [] : [`return this.next(${memberAccess(to, subject.tree)})`]),
  ];
  const body = lines.map(line => `${newline}${indent}${unit}${line}${semicolon}`).join('');
  return `${stepMark(subject)} async ${first.name}() {${body}${newline}${indent}}`;
}
