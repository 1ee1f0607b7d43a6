import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { Graph } from '../../runtime/model/graph.js';
import { declaredIn } from '../parse/declarations.js';
import { parseFlows } from '../parse/flows.js';
import { isIdentifier } from '../parse/names.js';
import type { Parsed, ParsedStep } from '../parse/parsed.js';
import { isScript, spanOf } from '../parse/source.js';
import { clipFrom, rewritten } from './clipboard.js';
import { withComments } from './comments.js';
import { copyOf } from './copy.js';
import { fieldOf } from './declared.js';
import { deleteEdge } from './deleteEdge.js';
import { whyStays, without } from './deleteStep.js';
import { wayOut } from './deleteSteps.js';
import {
  applied,
  type Draft,
  insertion,
  ownStep,
  type Refusal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { importNames, localName } from './importNames.js';
import { inTurns, subjectOf } from './inTurns.js';
import { indentAt, layoutAt } from './layout.js';
import { freeIn, memberAccess } from './naming.js';
import { stepMark } from './newMethod.js';
import { classOf, memberName, methodOf } from './nodes.js';
import { type PassedKind, parameterFor } from './passed.js';
import { isCommonJs } from './pastedImports.js';
import { setStart } from './setStart.js';
import { whyNotElsewhere } from './standAlone.js';

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
  const made = flowOf(subject, part, data, name);
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
  const lost = lostIn(subject, first.name, applied(text, replacements));
  return lost === null ? { ok: true, replacements, step: first.name } : refuse(lost);
}

/** What would be wrong with the step that runs the steps, and was not: what it gives may have no value there, which the steps never minded. */
function lostIn({ parsed, tree, flow, sources }: Subject, step: string, text: string): string | null {
  const of = ({ problems }: Parsed) =>
    problems.filter(({ flows, ...problem }) => problem.step === step && flows.includes(flow.graph.flow));
  const known = of(parsed).map(({ code }) => code);
  const found = of(parseFlows(text, tree.fileName, sources)).find(({ code }) => !known.includes(code));
  return found?.message ?? null;
}

/** What a class does to its fields elsewhere than in steps. */
export function madeBeside({ members }: ts.ClassLikeDeclaration): string | null {
  if (members.some(ts.isConstructorDeclaration)) return 'a constructor';
  return members.some(member => memberName(member) === 'codecs') ? 'codecs' : null;
}

interface Part {
  readonly ok: true;
  /** The one that is come to from outside first. */
  readonly steps: readonly ParsedStep[];
  readonly names: ReadonlySet<string>;
  /** Where they lead out to; null where they end the flow. */
  readonly to: string | null;
}

function whyNoName({ tree, flow }: Subject, name: string): string | null {
  if (!isIdentifier(name)) return `'${name}' is no name of a class.`;
  if (name === flow.graph.flow || declaredIn(tree).has(name))
    return `There is a '${name}' in this file already.`;
  return null;
}

/** The steps, where one can go into them in one place and out of them in one. */
function partOf(subject: Subject, names: readonly string[]): Part | Refusal {
  const { graph } = subject.flow;
  const chosen = new Set(names);
  const steps: ParsedStep[] = [];
  for (const name of names) {
    const own = ownStep(subject, name);
    if (!own.ok) return own;
    steps.push(own.step);
  }
  if (graph.steps.some(({ name, start }) => start && chosen.has(name)))
    return refuse('The flow would not begin any more: leave its first step out.');
  const into = graph.edges.filter(({ from, to }) => !chosen.has(from) && chosen.has(to));
  const [entry, other] = [...new Set(into.map(({ to }) => to))];
  if (entry === undefined) return refuse('Nothing leads to the steps.');
  if (other !== undefined)
    return refuse(`One comes to the steps at '${entry}' and at '${other}': a flow begins at one step.`);
  if (into.some(({ kind }) => kind === 'fanout'))
    return refuse(`'${entry}' is given an item: leave it out, or select the fan-out and its join too.`);
  if (graph.steps.some(({ name, join }) => name === entry && join))
    return refuse(`'${entry}' joins what is opened elsewhere: select that too, or leave it out.`);
  const way = wayOut(subject, steps, chosen);
  if (!way.ok) return way;
  const { to } = way;
  const ends = steps.find(({ name }) => graph.edges.every(({ from }) => from !== name));
  if (to !== null && ends)
    return refuse(
      `'${ends.name}' ends the flow, and others of the steps go on to '${to}': select those alone that go on.`,
    );
  const early = to === null ? undefined : graph.steps.find(step => chosen.has(step.name) && step.ends);
  if (early)
    return refuse(
      `'${early.name}' may end the flow, and others of the steps go on to '${to}': select those alone that go on.`,
    );
  for (const step of steps) {
    const { name } = step;
    const method = methodOf(subject, step);
    const beside = method && whyNotElsewhere(method);
    if (beside) return refuse(`'${name}' ${beside}: change that first, or leave it out.`);
    const stays = name === entry ? null : whyStays(subject, name);
    if (stays) return stays;
  }
  const last = graph.edges.find(edge => edge.kind === 'join' && edge.to === to && chosen.has(edge.from));
  if (last)
    return refuse(`'${last.to}' joins the branch in which the steps stand: leave '${last.from}' out.`);
  const first = steps.filter(({ name }) => name === entry);
  return { ok: true, steps: [...first, ...steps.filter(({ name }) => name !== entry)], names: chosen, to };
}

/** An artifact that the flow is given; `isSet` where it sets it too, and has it as a field of its own. */
interface Given {
  readonly name: string;
  /** What makes it a parameter. */
  readonly code: string;
  readonly isSet: boolean;
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

function madeBy({ tree }: Subject, { kind, type }: { kind: PassedKind; type: string | null }): string {
  const parameter = localName(tree, 'parameter') ?? 'parameter';
  if (type === null) return `${parameter}.${kind}()`;
  return isScript(tree.fileName)
    ? `/** @type {${type}} */ (${parameter}.${kind}())`
    : `${parameter}.${kind}<${type}>()`;
}

/** Whether one comes to the steps again from where they lead to. */
function isInLoop({ edges }: Graph, names: ReadonlySet<string>): boolean {
  const reached = new Set(
    edges.filter(({ from, to }) => names.has(from) && !names.has(to)).map(({ to }) => to),
  );
  for (const step of reached) for (const { from, to } of edges) if (from === step) reached.add(to);
  return [...names].some(name => reached.has(name));
}

/** The steps as a flow of its own: its text, and the parameters that it has of the flow that they come from. */
function flowOf(
  subject: Subject,
  { steps, names, to }: Part,
  { given }: Passed,
  name: string,
):
  | {
      readonly ok: true;
      readonly text: string;
      readonly parameters: readonly string[];
      readonly needsParameter: boolean;
    }
  | Refusal {
  const [entry] = steps;
  const ways =
    to === null
      ? []
      : steps.filter(step =>
          subject.flow.graph.edges.some(edge => edge.from === step.name && edge.to === to),
        );
  const ended = inTurns(
    subject,
    ways.map(
      ({ name: from }) =>
        now =>
          deleteEdge(now, { kind: 'deleteEdge', from, to: to ?? '' }),
    ),
  );
  if (!ended.ok) return ended;
  const closed = subjectOf(subject, applied(subject.text, ended.replacements));
  const copied = closed && copyOf(closed, [...names]);
  if (!copied?.ok) return copied ?? refuse(notReadable);
  const clip = clipFrom(copied.text, subject.tree);
  if (!clip.ok) return clip;
  let now: Subject | null = clip.subject;
  for (const one of given) {
    const changed: Replacement[] | null = now && declaredAs(now, one, entry?.name ?? '');
    now = now && changed && rewritten(now, applied(now.text, changed));
  }
  const isStart = now?.flow.graph.steps.some(step => step.name === entry?.name && step.start);
  if (now && entry && !isStart) {
    const begun = setStart(now, { kind: 'setStart', step: entry.name });
    if (!begun.ok) return begun;
    now = rewritten(now, applied(now.text, begun.replacements));
  }
  now = now && rewritten(now, applied(now.text, [{ span: now.flow.name, text: name }]));
  if (!now) return refuse(notReadable);
  const node = classOf(now);
  if (!node) return refuse(notReadable);
  const own = now.flow.graph.parameters.map(one => one.name);
  return {
    ok: true,
    text: now.text.slice(spanOf(node, now.tree).start, node.end),
    parameters: own.filter(one => subject.flow.graph.parameters.some(({ name: known }) => known === one)),
    needsParameter: given.length > 0,
  };
}

const notReadable = 'The steps can’t be read by themselves: take them out in the code.';

const givenName = (name: string) => `${name}Given`;

/** The artifact as a parameter; where it is set too, beside one that it begins with. */
function declaredAs(clip: Subject, { name, code, isSet }: Given, entry: string): Replacement[] | null {
  const found = fieldOf(clip, name);
  if (!found.ok) return null;
  const { field } = found;
  const { text, tree } = clip;
  const own = spanOf(field.name, tree);
  if (!isSet)
    return [
      {
        span: { start: own.start, end: (field.initializer ?? field.type ?? field).end },
        text: `${name} = ${code}`,
      },
    ];
  const step = clip.flow.steps.find(one => one.name === entry);
  const body = step && methodOf(clip, step)?.body;
  if (!body) return null;
  const { newline, indent, unit, semicolon } = layoutAt(clip, step);
  const isOneLine = !/[\r\n]/.test(text.slice(body.getStart(tree), body.end));
  const begin = `this.${name} = this.${givenName(name)}`;
  const inside = isOneLine ? ` ${begin};` : `${newline}${indent}${unit}${begin}${semicolon}`;
  return [
    insertion(
      withComments(text, field, tree).start,
      `${givenName(name)} = ${code}${semicolon}${newline}${indentAt(text, own.start)}`,
    ),
    insertion(body.getStart(tree) + 1, inside),
  ];
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
