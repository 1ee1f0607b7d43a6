import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { propertyName, withoutCasts } from '../parse/literal.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { clipFrom, rewritten } from './clipboard.js';
import { connect } from './connect.js';
import { connectElse } from './connectElse.js';
import { copyOf } from './copy.js';
import { fieldOf } from './declared.js';
import {
  applied,
  type Draft,
  difference,
  ownStep,
  type Refusal,
  type Removal,
  refuse,
  type Subject,
} from './draft.js';
import { subjectOf } from './inTurns.js';
import { wholeLines } from './layout.js';
import { withoutMember } from './members.js';
import { isMemberName } from './naming.js';
import { classOf, methodOf } from './nodes.js';
import { madeBeside } from './ownFlow.js';
import { endsOf } from './part.js';
import { pasteSteps } from './paste.js';
import { renameStep } from './renameStep.js';

/**
 * Puts the steps of another flow of the file in the place of a step that does nothing but run it: the contrary of making a flow of steps. The other flow stays,
 * for others may run it.
 */
export function inlineFlow(subject: Subject, { step: name }: EditOf<'inlineFlow'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const method = methodOf(subject, own.step);
  const call = method && callIn(method);
  if (!method || !call)
    return refuse(`'${name}' does more than run another flow: take that apart in the code.`);
  const other = subject.parsed.classes.find(({ graph }) => graph.flow === call.flow);
  if (!other)
    return refuse(`'${call.flow}' does not stand in this file: copy its steps, and paste them here.`);
  const [next, more] = [
    ...new Set(subject.flow.graph.edges.filter(({ from }) => from === name).map(({ to }) => to)),
  ];
  if (more !== undefined) return refuse(`'${name}' goes on in more than one way.`);
  const clip = stepsOf({ ...subject, flow: other }, call, name, subject.flow);
  if (!clip.ok) return clip;

  const { text } = subject;
  const without = subjectOf(subject, applied(text, withoutMember(subject, method)));
  const before = subject.flow.steps.findLast(one => one.own && one.full.end <= own.step.full.start);
  const pasted =
    without &&
    pasteSteps(without, { kind: 'pasteSteps', text: clip.text, ...(before ? { after: before.name } : {}) });
  if (!pasted?.ok) return pasted ?? refuse(notReadable);
  let now = without && subjectOf(subject, applied(without.text, pasted.replacements));
  const known = new Set(subject.flow.graph.steps.map(step => step.name));
  if (next !== undefined) {
    for (const end of now ? endsOf(now.flow.graph, one => one === name || !known.has(one)) : []) {
      if (!now) break;
      const isLast = now.flow.graph.edges.every(({ from }) => from !== end);
      const led: Draft = isLast
        ? connect(now, { kind: 'connect', from: end, to: next })
        : connectElse(now, { kind: 'connectElse', from: end, to: next });
      if (!led.ok) return led;
      now = subjectOf(subject, applied(now.text, led.replacements));
    }
  }
  if (!now) return refuse(notReadable);
  return { ok: true, replacements: [difference(text, now.text)], step: name };
}

const notReadable = 'As the code stands, this would make another flow of it than is meant: change it there.';

interface Call {
  readonly flow: string;
  /** By parameter: the artifact or parameter that it is given. */
  readonly given: ReadonlyMap<string, string>;
}

/** `const run = await Part.run({ rows: this.rows }); this.sum = run.artifacts.sum; return …` and nothing else; null for other code. */
function callIn({ body, parameters }: ts.MethodDeclaration): Call | null {
  const [first, ...others] = body?.statements ?? [];
  if (!first || parameters.length > 0) return null;
  const declared = ts.isVariableStatement(first) ? first.declarationList.declarations[0] : undefined;
  const expression =
    declared?.initializer ?? (ts.isExpressionStatement(first) ? first.expression : undefined);
  if (!expression || !ts.isAwaitExpression(expression)) return null;
  const call = withoutCasts(expression.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const { expression: flow, name } = call.expression;
  if (!ts.isIdentifier(flow) || name.text !== 'run' || call.arguments.length > 1) return null;
  const given = givenIn(call.arguments[0]);
  const run = declared && ts.isIdentifier(declared.name) ? declared.name.text : null;
  const isTaken = (statement: ts.Statement): boolean => {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
    const { left, operatorToken, right } = statement.expression;
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(right))
      return false;
    const of = right.expression;
    const isArtifact =
      ts.isPropertyAccessExpression(of) &&
      of.name.text === 'artifacts' &&
      ts.isIdentifier(of.expression) &&
      of.expression.text === run;
    return isArtifact && ownField(left) === right.name.text;
  };
  const last = others.at(-1);
  const taken = last && ts.isReturnStatement(last) ? others.slice(0, -1) : others;
  return given && taken.every(isTaken) ? { flow: flow.text, given } : null;
}

function givenIn(object: ts.Expression | undefined): ReadonlyMap<string, string> | null {
  if (!object) return new Map();
  if (!ts.isObjectLiteralExpression(object)) return null;
  const given = new Map<string, string>();
  for (const property of object.properties) {
    const name = property.name && propertyName(property.name);
    const field = ts.isPropertyAssignment(property) ? ownField(property.initializer) : null;
    if (typeof name !== 'string' || field === null) return null;
    given.set(name, field);
  }
  return given;
}

/** The name in `this.rows`; null for anything else. */
function ownField(node: ts.Expression): string | null {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword
    ? node.name.text
    : null;
}

/** The other flow's steps as they are to be pasted: the first called as the step that ran them, parameters as what they were given. */
function stepsOf(
  of: Subject,
  { given }: Call,
  name: string,
  into: ParsedFlow,
): { readonly ok: true; readonly text: string } | Refusal {
  const { graph, steps } = of.flow;
  const start = graph.steps.find(step => step.start)?.name;
  if (start === undefined || steps.some(({ own }) => !own))
    return refuse(`'${graph.flow}' has steps that it inherits: take it apart in the code.`);
  const node = classOf(of);
  const beside = node && madeBeside(node);
  if (beside) return refuse(`'${graph.flow}' has ${beside}, which would be lost: take it apart in the code.`);
  const begun = begunAnew(of, given, name, into);
  if (begun !== null)
    return refuse(
      `'${graph.flow}' begins with a '${begun}' of its own, and here it holds what other steps have left: rename one of the two first.`,
    );
  const clash = graph.steps.find(step => step.name !== start && into.memberNames.includes(step.name));
  if (clash) return refuse(`Both flows have a '${clash.name}': rename one of the two first.`);
  // What their types are taken from comes along with nothing.
  let bare: Subject | null = of;
  for (const { name: parameter } of graph.parameters) {
    const changed: Removal | null = bare && withoutParameter(bare, parameter, given.get(parameter), start);
    if (changed && !changed.ok) return changed;
    bare = bare && changed && subjectOf(bare, applied(bare.text, changed.replacements));
  }
  const copied =
    bare &&
    copyOf(
      bare,
      graph.steps.map(step => step.name),
    );
  if (!copied?.ok) return copied ?? refuse(notReadable);
  const read = clipFrom(copied.text, of.tree);
  if (!read.ok) return read;
  let clip: Subject | null = read.subject;
  if (clip && start !== name) {
    const renamed = renameStep(clip, { kind: 'renameStep', step: start, name });
    if (!renamed.ok) return renamed;
    clip = rewritten(clip, applied(clip.text, renamed.replacements));
  }
  return clip ? { ok: true, text: clip.text } : refuse(notReadable);
}

/** An artifact that the other flow has a first value for each time, and that other steps here set. */
function begunAnew(
  { parsed, flow }: Subject,
  given: Call['given'],
  name: string,
  into: ParsedFlow,
): string | null {
  const inside = new Set([...(parsed.dataflow(flow.graph.flow)?.artifacts.keys() ?? [])]);
  const kept = new Set(given.values());
  for (const [step, { writes }] of parsed.dataflow(into.graph.flow)?.steps ?? [])
    for (const one of writes) if (step !== name && inside.has(one) && !kept.has(one)) return one;
  return null;
}

/** What is given under its own name is there already; what begins an artifact does so no more. */
function withoutParameter(
  subject: Subject,
  parameter: string,
  given: string | undefined,
  start: string,
): Removal {
  const found = fieldOf(subject, parameter);
  if (!found.ok) return found;
  const away = withoutMember(subject, found.field);
  if (given === parameter) return { ok: true, replacements: away };
  const step = subject.flow.steps.find(one => one.name === start);
  const body = step && methodOf(subject, step)?.body;
  const first = body?.statements[0];
  const begins =
    first &&
    given !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isBinaryExpression(first.expression) &&
    ownField(first.expression.left) === given &&
    ownField(first.expression.right) === parameter;
  const others = [
    ...found.field.parent.members.filter(member => member !== found.field && member !== body?.parent),
    ...(body?.statements.slice(1) ?? []),
  ];
  if (!begins || others.some(node => namesMember(node, parameter)))
    return refuse(
      `'${parameter}' is given something else than an artifact of that name: rename one of the two, or take the flow apart in the code.`,
    );
  const { text, tree } = subject;
  const span = wholeLines(text, { start: first.getStart(tree), end: first.end });
  return { ok: true, replacements: [...away, { span, text: '' }] };
}

function namesMember(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node) && node.text === name && isMemberName(node)) return true;
  return ts.forEachChild(node, child => namesMember(child, name)) ?? false;
}
