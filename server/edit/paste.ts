import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { namesOf } from '../parse/declarations.js';
import { parseFlows } from '../parse/flows.js';
import { isStepwell } from '../parse/package-name.js';
import { readSource } from '../parse/source.js';
import { clipFrom, rewritten } from './clipboard.js';
import { endOfMember, ownEnd, withComments } from './comments.js';
import { deleteEdge } from './deleteEdge.js';
import {
  applied,
  type Draft,
  difference,
  insertion,
  type Refusal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { withTypes } from './fitting.js';
import { type Exported, importNames, localName } from './importNames.js';
import { moved } from './indent.js';
import { isOneLineClass, layoutIn, memberIndent } from './layout.js';
import { identifiersIn } from './naming.js';
import { lastMember, newField } from './newField.js';
import { gapOf } from './newMethod.js';
import { classOf, memberName } from './nodes.js';
import { withoutOption } from './options.js';
import { isCommonJs, withImports } from './pastedImports.js';
import { holds, isExported, type Named, withFreeNames } from './pastedNames.js';
import { newlineOf } from './style.js';

/**
 * Puts steps that stand in a text, a class with steps or the methods alone, into the flow: behind a step, or behind all. Names that are taken get a free
 * one; what the steps use is put there where the flow lacks it; a way to a step that is not there ends instead.
 */
export function pasteSteps(subject: Subject, { text = '', after }: EditOf<'pasteSteps'>): Draft {
  const { flow } = subject;
  if (after !== undefined && !flow.steps.some(({ name }) => name === after))
    return refuse(`${flow.graph.flow} has no step '${after}'.`);
  const clip = clipFrom(text, subject.tree);
  if (!clip.ok) return clip;
  const unmarked = flow.steps.length > 0 ? withoutStart(clip.subject) : clip;
  if (!unmarked.ok) return unmarked;
  const named = withFreeNames(subject, unmarked.subject);
  if (!named.ok) return named;
  const pasted = put(subject, named, after ?? null);
  if (typeof pasted !== 'string') return pasted;
  const ended = withoutLostWays(subject, pasted, named.steps);
  if (!ended.ok) return ended;
  return {
    ok: true,
    replacements: [difference(subject.text, ended.text)],
    step: named.steps[0] ?? null,
  };
}

/** What is pasted into a flow that begins somewhere does not begin it. */
function withoutStart(clip: Subject): { readonly ok: true; readonly subject: Subject } | Refusal {
  const replacements: Replacement[] = [];
  for (const step of clip.flow.steps) {
    if (!step.own || !clip.flow.graph.steps.some(({ name, options }) => name === step.name && options.start))
      continue;
    const unmarked = withoutOption(clip, step, 'start');
    if (!unmarked.ok) return unmarked;
    replacements.push(...unmarked.replacements);
  }
  const subject = replacements.length === 0 ? clip : rewritten(clip, applied(clip.text, replacements));
  return subject
    ? { ok: true, subject }
    : refuse('The steps in the clipboard can’t be read without their mark: paste them in the code.');
}

/** The text with everything in it that is pasted. */
function put(subject: Subject, named: Named, after: string | null): string | Refusal {
  const { text, flow } = subject;
  const { newline, indent } = layoutIn(subject);
  const clip = named.subject;
  const members = (classOf(clip)?.members ?? []).filter(member => {
    const name = memberName(member);
    return !ts.isConstructorDeclaration(member) && !(name !== null && named.taken.has(name));
  });
  const needed = neededBy(members, named);
  const imports = importsOf(subject, named, needed);
  if (!Array.isArray(imports)) return imports;
  const fields = members.filter(ts.isPropertyDeclaration).map(member => memberText(subject, clip, member));
  const methods = members.filter(member => !ts.isPropertyDeclaration(member));
  const replacements: Replacement[] = [...imports, ...helpers(subject, named, needed)];
  const beside = flow.steps.find(one => one.own && one.name === after) ?? flow.steps.findLast(one => one.own);
  if (beside) {
    const at = endOfMember(text, beside.full.end);
    const own = `${newline}${memberIndent(subject)}`;
    const written = methods.map((member, index) => {
      const method = memberText(subject, clip, member);
      const gap = isSignature(methods[index - 1], member)
        ? own
        : isOneLineClass(subject) && method.includes('\n')
          ? own
          : gapOf(subject, beside);
      return gap + method;
    });
    replacements.push(insertion(at, written.join('')));
    if (fields.length > 0)
      replacements.push(newField(subject, fields.join(newline + indent), { isApart: true }));
  } else {
    const written = methods.map(member => memberText(subject, clip, member));
    const isEmpty = (classOf(subject)?.members.length ?? 0) === 0;
    if (isOneLineClass(subject) && !isEmpty) {
      const stopped = fields.map(field => (/;[ \t]*$/.test(field) ? field : `${field};`));
      replacements.push(lastMember(subject, [...stopped, ...written].join(' ')));
    } else {
      const first = fields.length > 0 && isEmpty ? [fields.join(newline + indent)] : [];
      if (fields.length > 0 && !isEmpty)
        replacements.push(newField(subject, fields.join(newline + indent), { isApart: true }));
      replacements.push(lastMember(subject, [...first, ...written].join(`${newline}${newline}${indent}`)));
    }
  }
  return applied(text, replacements);
}

/** One that is said in several ways stands together. */
function isSignature(before: ts.ClassElement | undefined, member: ts.ClassElement): boolean {
  return (
    before !== undefined &&
    ts.isMethodDeclaration(before) &&
    !before.body &&
    memberName(before) === memberName(member)
  );
}

/** A member with its comments, its lines indented as in the flow. It overrides nothing: what the flow inherits under its name is another one. */
function memberText(subject: Subject, clip: Subject, member: ts.ClassElement): string {
  const { start } = withComments(clip.text, member, clip.tree);
  const end = endOfMember(clip.text, ownEnd(member, clip.tree));
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const word = modifiers.find(({ kind }) => kind === ts.SyntaxKind.OverrideKeyword);
  const levels = { indent: memberIndent(subject), unit: layoutIn(subject).unit };
  const written = moved(clip.tree, { start, end }, levels, newlineOf(subject.text));
  return word ? written.replace(/\boverride\s+/, '') : written;
}

/** The names of what stands around the pasted flow that its members, and what they use, name. */
function neededBy(members: readonly ts.ClassElement[], { subject, known }: Named): ReadonlySet<string> {
  const needed = new Set(members.flatMap(member => [...identifiersIn(member)]));
  const statements = subject.tree.statements.filter(
    statement => !ts.isImportDeclaration(statement) && !holds(statement, subject),
  );
  // A set that grows is gone through to its new end.
  for (const name of needed) {
    if (known.has(name)) continue;
    for (const statement of statements)
      if (namesOf(statement).includes(name))
        for (const further of identifiersIn(statement)) needed.add(further);
  }
  return needed;
}

/** What the pasted text imports and the file does not know. */
function importsOf(
  subject: Subject,
  { imports }: Named,
  needed: ReadonlySet<string>,
): Replacement[] | Refusal {
  const { tree } = subject;
  const used = imports.filter(({ local }) => needed.has(local.split('.')[0]!));
  const names: Exported[] = [];
  const called: Partial<Record<Exported, string>> = {};
  for (const { specifier, name, local } of used) {
    if (!isStepwell(specifier) || !isExported(name)) continue;
    names.push(name);
    if (localName(tree, name, classOf(subject) ?? tree) === null) called[name] = local;
  }
  const others = used.filter(({ specifier, name }) => !(isStepwell(specifier) && isExported(name)));
  if (others.length > 0 && isCommonJs(tree))
    return refuse('The clipboard imports what this file would have to require: paste that in the code.');
  return [...importNames(tree, names, called), ...withImports(tree, others)];
}

/** Functions, types and values of the pasted text that the file does not know, in front of the flow. */
function helpers(
  subject: Subject,
  { subject: clip, known }: Named,
  needed: ReadonlySet<string>,
): Replacement[] {
  const { tree, text, flow } = subject;
  const newline = newlineOf(text);
  const missing = clip.tree.statements.filter(statement => {
    const names = namesOf(statement);
    return (
      !ts.isImportDeclaration(statement) &&
      !holds(statement, clip) &&
      names.some(name => needed.has(name) && !known.has(name))
    );
  });
  if (missing.length === 0) return [];
  const top = tree.statements.find(statement => holds(statement, subject));
  const { start } = top ? withComments(text, top, tree) : flow.full;
  const levels = { indent: '', unit: layoutIn(subject).unit };
  const written = missing.map(statement =>
    moved(clip.tree, withComments(clip.text, statement, clip.tree), levels, newline),
  );
  return [insertion(start, `${written.join(newline + newline)}${newline}${newline}`)];
}

/** The text in which no pasted step leads to a step that the flow has not got. */
function withoutLostWays(
  subject: Subject,
  text: string,
  steps: readonly string[],
): { readonly ok: true; readonly text: string } | Refusal {
  const { fileName } = subject.tree;
  let now = text;
  for (let turn = 0; turn < tooMany; turn++) {
    const parsed = parseFlows(now, fileName, subject.sources);
    const flow = parsed.classes.find(({ graph }) => graph.flow === subject.flow.graph.flow);
    if (parsed.broken !== null || !flow)
      return refuse(
        `This can't be pasted into the code as it stands: ${parsed.broken ?? 'the flow is gone.'}`,
      );
    const names = new Set(flow.steps.map(({ name }) => name));
    const lost = flow.steps
      .filter(({ name }) => steps.includes(name))
      .flatMap(({ name: from, transitions }) =>
        transitions
          .filter(({ returned }) => returned)
          .flatMap(({ targets }) => targets)
          .flatMap(({ name: to }) => (to !== null && !names.has(to) ? [{ from, to }] : [])),
      );
    const [way] = lost;
    if (!way) return { ok: true, text: now };
    const there: Subject = { ...subject, text: now, tree: readSource(now, fileName).tree, parsed, flow };
    const ended = deleteEdge(there, { kind: 'deleteEdge', ...way });
    if (!ended.ok) return ended;
    const after = parseFlows(applied(now, ended.replacements), fileName, subject.sources);
    const typed = withTypes(there, ended.replacements, after);
    if (!typed.ok) return typed;
    now = applied(now, typed.replacements);
  }
  return refuse('The pasted steps lead to too many steps that are not there: paste them in the code.');
}

/** Ways of pasted steps to steps that are not there. */
const tooMany = 500;
