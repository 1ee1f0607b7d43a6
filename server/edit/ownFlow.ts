import { ts } from 'ts-morph';
import { isScript, spanOf } from '../parse/source.js';
import { clipFrom, rewritten } from './clipboard.js';
import { withComments } from './comments.js';
import { copyOf } from './copy.js';
import { fieldOf } from './declared.js';
import { deleteEdge } from './deleteEdge.js';
import { applied, insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { localName } from './importNames.js';
import { inTurns, subjectOf } from './inTurns.js';
import { indentAt, layoutAt } from './layout.js';
import { classOf, memberName, methodOf } from './nodes.js';
import type { Part } from './part.js';
import type { PassedKind } from './passed.js';
import { setStart } from './setStart.js';

/** What a class does to its fields elsewhere than in steps. */
export function madeBeside({ members }: ts.ClassLikeDeclaration): string | null {
  if (members.some(ts.isConstructorDeclaration)) return 'a constructor';
  return members.some(member => memberName(member) === 'codecs') ? 'codecs' : null;
}

/** An artifact that the flow is given; `isSet` where it sets it too, and has it as a field of its own. */
export interface Given {
  readonly name: string;
  /** What makes it a parameter. */
  readonly code: string;
  readonly isSet: boolean;
}

/** The steps as a flow of its own: its text, and the parameters that it has of the flow that they come from. */
export function ownFlow(
  subject: Subject,
  { steps, names, to }: Part,
  given: readonly Given[],
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

/** What the parameter is called where the flow sets the artifact too. */
export const givenName = (name: string) => `${name}Given`;

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

/** A parameter of that kind, as code. */
export function madeBy({ tree }: Subject, { kind, type }: { kind: PassedKind; type: string | null }): string {
  const parameter = localName(tree, 'parameter') ?? 'parameter';
  if (type === null) return `${parameter}.${kind}()`;
  return isScript(tree.fileName)
    ? `/** @type {${type}} */ (${parameter}.${kind}())`
    : `${parameter}.${kind}<${type}>()`;
}
