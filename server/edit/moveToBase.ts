import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { declarationOf, declaredIn } from '../parse/declarations.js';
import { isIdentifier } from '../parse/names.js';
import { spanOf } from '../parse/source.js';
import { behindBrace, endOfMember, ownEnd, withComments } from './comments.js';
import { baseOf, namesUsed } from './copy.js';
import {
  type Draft,
  insertion,
  ownWays,
  type Refusal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { indentAt, isOneLineClass, layoutIn, lineStart } from './layout.js';
import { withoutMember } from './members.js';
import { classOf, memberName, methodOf } from './nodes.js';
import { newlineOf } from './style.js';

/**
 * Moves steps, with the members that they use, to the class that the flow extends, where other flows can have them too: one of the file, or a new one between the
 * flow and what it extends now. The flow has the same steps then.
 */
export function moveToBase(subject: Subject, { steps: names, name = '' }: EditOf<'moveToBase'>): Draft {
  const owner = classOf(subject);
  const heritage = owner && baseOf(owner);
  if (
    !owner ||
    !heritage ||
    owner.parent !== subject.tree ||
    !ts.isClassDeclaration(owner) ||
    isOneLineClass(subject)
  )
    return refuse('The class of the flow can’t be taken apart as it is written: move its steps in the code.');
  const moved = movedMembers(subject, owner, names);
  if (!moved.ok) return moved;
  const base = knownBase(heritage, owner);
  const to = base
    ? intoBase(subject, base, moved.members, name)
    : intoNew(subject, owner, heritage, moved.members, name);
  if (!to.ok) return to;
  return {
    ok: true,
    replacements: [...to.replacements, ...without(subject, owner, moved.members)],
    step: names[0] ?? null,
  };
}

/** Takes members out; with those at the beginning goes what parts them from the first that stays. */
function without(
  subject: Subject,
  owner: ts.ClassDeclaration,
  members: readonly ts.ClassElement[],
): Replacement[] {
  const { text, tree } = subject;
  const first = owner.members.findIndex(member => !members.includes(member));
  const stays = owner.members[first];
  const later = members.filter(member => !stays || owner.members.indexOf(member) > first);
  const gone = later.flatMap(member => withoutMember(subject, member));
  if (!stays || first === 0) return gone;
  const begin = behindBrace(text, owner.members.pos);
  const end = lineStart(text, withComments(text, stays, tree).start);
  return end <= begin
    ? [...members.slice(0, first).flatMap(member => withoutMember(subject, member)), ...gone]
    : [{ span: { start: begin, end }, text: newlineOf(text) }, ...gone];
}

type Moved = { readonly ok: true; readonly members: readonly ts.ClassElement[] } | Refusal;

/** The methods of the steps and all members that they use, in the order of the text. */
function movedMembers(subject: Subject, owner: ts.ClassDeclaration, names: readonly string[]): Moved {
  const { graph } = subject.flow;
  const chosen = new Set(names);
  const inherited = new Set(subject.flow.steps.filter(({ own }) => !own).map(step => step.name));
  const wanted = new Set<ts.ClassElement>();
  for (const name of names) {
    const own = ownWays(subject, name);
    if (!own.ok) return own;
    const method = methodOf(subject, own.step);
    if (!method || own.step.unknown)
      return refuse(`Where '${name}' goes can't be read from its code: move it there.`);
    const away = graph.edges.find(({ from, to }) => from === name && !chosen.has(to) && !inherited.has(to));
    if (away) return refuse(`'${name}' goes on to '${away.to}', which would stay: move that too.`);
    wanted.add(method);
  }
  const steps = new Set(graph.steps.map(step => step.name));
  const byName = new Map(
    owner.members.flatMap(member => {
      const name = memberName(member);
      return name === null || steps.has(name) ? [] : [[name, member] as const];
    }),
  );
  // A set that grows is gone through to its new end.
  for (const member of wanted)
    for (const name of namesUsed(member)) {
      const used = byName.get(name);
      if (used) wanted.add(used);
    }
  const rest = owner.members.filter(member => !wanted.has(member));
  const named = new Set(rest.flatMap(member => [...namesUsed(member)]));
  for (const member of wanted) {
    const name = memberName(member);
    const isOwn =
      ts.isPrivateIdentifier(member.name ?? member) ||
      modifiersOf(member).includes(ts.SyntaxKind.PrivateKeyword);
    if (name !== null && isOwn && named.has(name))
      return refuse(`'${name}' is private, and named by what would stay: make it protected first.`);
    if (modifiersOf(member).includes(ts.SyntaxKind.OverrideKeyword))
      return refuse(`'${name}' overrides what the class extends: move the steps in the code.`);
  }
  return { ok: true, members: owner.members.filter(member => wanted.has(member)) };
}

function modifiersOf(member: ts.ClassElement): readonly ts.SyntaxKind[] {
  return ts.canHaveModifiers(member) ? (ts.getModifiers(member)?.map(({ kind }) => kind) ?? []) : [];
}

/** The class of the file that another extends. */
function knownBase(
  { expression }: ts.ExpressionWithTypeArguments,
  owner: ts.ClassDeclaration,
): ts.ClassDeclaration | null {
  const meant = ts.isIdentifier(expression) ? declarationOf(expression.text, owner) : null;
  const node = meant?.kind === 'class' ? meant.node : null;
  return node && ts.isClassDeclaration(node) && node.parent === owner.parent ? node : null;
}

type Into = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

function intoBase(
  subject: Subject,
  base: ts.ClassDeclaration,
  members: readonly ts.ClassElement[],
  name: string,
): Into {
  const called = base.name?.text ?? 'class';
  if (name !== '' && name !== called)
    return refuse(`The flow extends '${called}' already: leave the name out, and they go there.`);
  const taken = new Set(base.members.flatMap(member => memberName(member) ?? []));
  const clash = members.map(memberName).find(one => one !== null && taken.has(one));
  if (clash) return refuse(`'${called}' has a '${clash}' of its own: rename one of the two first.`);
  const heirs = base
    .getSourceFile()
    .statements.filter(ts.isClassDeclaration)
    .filter(one => {
      const heritage = baseOf(one);
      return one !== classOf(subject) && heritage !== undefined && knownBase(heritage, one) === base;
    });
  for (const heir of heirs) {
    const own = heir.members.flatMap(member => memberName(member) ?? []);
    const overrides = members.map(memberName).find(one => one !== null && own.includes(one));
    if (overrides)
      return refuse(
        `'${heir.name?.text ?? 'class'}' has a '${overrides}' of its own, which would override it: rename one of the two first.`,
      );
  }
  const { newline } = layoutIn(subject);
  const last = base.members.at(-1);
  const { text, tree } = subject;
  const [fields, methods] = [
    members.filter(ts.isPropertyDeclaration),
    members.filter(one => !ts.isPropertyDeclaration(one)),
  ];
  const lastField = base.members.findLast(ts.isPropertyDeclaration);
  const at = last ? endOfMember(text, ownEnd(last, tree)) : base.members.pos;
  const before = lastField ? endOfMember(text, ownEnd(lastField, tree)) : base.members.pos;
  if (!last) {
    const all = [...fields.map(one => written(subject, one)), ...methods.map(one => written(subject, one))];
    const gap = (index: number) => (index < fields.length ? newline : newline + newline);
    const code = all.map((one, index) => (index === 0 ? newline : gap(index)) + one).join('');
    return {
      ok: true,
      replacements: [{ span: { start: base.members.pos, end: base.end - 1 }, text: code + newline }],
    };
  }
  const atFields = fields.map(one => newline + written(subject, one)).join('');
  const atEnd = methods.map(one => newline + newline + written(subject, one)).join('');
  return {
    ok: true,
    replacements:
      before === at
        ? [insertion(at, atFields + atEnd)]
        : [
            ...(atFields === '' ? [] : [insertion(before, atFields)]),
            ...(atEnd === '' ? [] : [insertion(at, atEnd)]),
          ],
  };
}

function intoNew(
  subject: Subject,
  owner: ts.ClassDeclaration,
  heritage: ts.ExpressionWithTypeArguments,
  members: readonly ts.ClassElement[],
  name: string,
): Into {
  const { text, tree } = subject;
  if (!isIdentifier(name))
    return refuse(name === '' ? 'A new class needs a name.' : `'${name}' is no name of a class.`);
  if (declaredIn(tree).has(name)) return refuse(`There is a '${name}' in this file already.`);
  const { newline } = layoutIn(subject);
  const extended = text.slice(spanOf(heritage, tree).start, heritage.end);
  const lines = members.map((member, index) => {
    const isClose = ts.isPropertyDeclaration(member) && index > 0;
    return `${index === 0 || isClose ? '' : newline}${written(subject, member)}`;
  });
  const code = [`abstract class ${name} extends ${extended} {`, ...lines, '}', '', ''].join(newline);
  return {
    ok: true,
    replacements: [
      insertion(withComments(text, owner, tree).start, code),
      { span: spanOf(heritage, tree), text: name },
    ],
  };
}

/** A member with what is said of it, its first line indented as where it stood. */
function written({ text, tree }: Subject, member: ts.ClassElement): string {
  const { start } = withComments(text, member, tree);
  const own = text.slice(lineStart(text, start), start);
  const indent = own.trim() === '' ? own : indentAt(text, start);
  return indent + text.slice(start, endOfMember(text, ownEnd(member, tree)));
}
