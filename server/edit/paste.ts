import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { respelt } from '../parse/dataflow/places.js';
import { declaredIn, namesOf } from '../parse/declarations.js';
import { parseFlows } from '../parse/flows.js';
import { isStepwell } from '../parse/package-name.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { readSource, spanOf } from '../parse/source.js';
import { endOfMember, withComments } from './comments.js';
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
import { type Exported, importNames, localName } from './importNames.js';
import { layoutIn, lineStart, unitOf } from './layout.js';
import { freeNameLike } from './naming.js';
import { lastMember, newField } from './newField.js';
import { gapOf } from './newMethod.js';
import { classOf, memberName } from './nodes.js';
import { newlineOf } from './style.js';

/**
 * Puts steps that stand in a text, a class with steps or the methods alone, into the flow: behind a step, or behind all. Names that are taken get a free
 * one; what the steps use is put there where the flow lacks it; a way to a step that is not there ends instead.
 */
export function pasteSteps(subject: Subject, { text = '', after }: EditOf<'pasteSteps'>): Draft {
  const source = sourceOf(text);
  if (!source.ok) return source;
  const privates = (classOf(subject)?.members ?? []).flatMap(one => memberName(one) ?? []);
  const renamed = withFreeNames(withOurNames(source.subject, subject.tree), subject.flow, privates);
  if (!renamed.ok) return renamed;
  const pasted = put(subject, renamed.subject, renamed.taken, after ?? null);
  const ended = withoutLostWays(subject, pasted, renamed.steps);
  if (!ended.ok) return ended;
  return {
    ok: true,
    replacements: [difference(subject.text, ended.text)],
    step: renamed.steps[0] ?? null,
  };
}

const own = 'pasted.flow.ts';

/** The text as that of a flow that has steps. */
function sourceOf(text: string): { readonly ok: true; readonly subject: Subject } | Refusal {
  const header = "import { Flow, step, type Inputs } from 'stepwell';\n";
  const candidates = [
    text,
    // A class without its import, and methods without their class.
    header + text,
    `${header}class Pasted extends Flow {\n${text}\n}\n`,
  ];
  for (const candidate of candidates) {
    const parsed = parseFlows(candidate, own);
    const flow = parsed.broken === null ? parsed.classes.find(({ steps }) => steps.length > 0) : undefined;
    if (flow)
      return {
        ok: true,
        subject: { text: candidate, tree: readSource(candidate, own).tree, parsed, flow, sources: null },
      };
  }
  return refuse('The clipboard holds no step: copy one, or methods that are marked @step().');
}

/** The pasted text with what it has of the package under the names that these have in the file. */
function withOurNames(pasted: Subject, tree: ts.SourceFile): Subject {
  const theirs = declaredIn(pasted.tree);
  const called = new Map<string, string>();
  const inside: string[] = [];
  const around = new Set<string>();
  for (const [name, declared] of theirs) {
    if (declared.kind !== 'import' || !isStepwell(declared.specifier)) continue;
    const exportedName = declared.name;
    const ours = exportedName !== null && isExported(exportedName) ? localName(tree, exportedName) : null;
    if (ours === null || ours === name) continue;
    called.set(name, ours);
    const [outer = ''] = ours.split('.');
    if (outer === ours) inside.push(ours === exportedName ? ours : `${exportedName} as ${ours}`);
    else around.add(outer);
  }
  if (called.size === 0) return pasted;
  const replacements: Replacement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
    const name = ts.isIdentifier(node) && !isMember ? called.get(node.text) : undefined;
    if (name !== undefined) replacements.push({ span: spanOf(node, pasted.tree), text: name });
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(pasted.tree, visit);
  // What the names come from is seen to where the imports are.
  const head = [
    ...(inside.length > 0 ? [`import { ${inside.join(', ')} } from 'stepwell';\n`] : []),
    ...[...around].map(name => `import * as ${name} from 'stepwell';\n`),
  ].join('');
  const changed = head + applied(pasted.text, replacements);
  const parsed = parseFlows(changed, own);
  const flow = parsed.classes.find(({ graph }) => graph.flow === pasted.flow.graph.flow);
  return parsed.broken === null && flow
    ? { text: changed, tree: readSource(changed, own).tree, parsed, flow, sources: null }
    : pasted;
}

interface Renamed {
  readonly ok: true;
  readonly subject: Subject;
  /** Names of the steps as they are now. */
  readonly steps: readonly string[];
  /** Members that the flow has already, and that are therefore left out. */
  readonly taken: ReadonlySet<string>;
}

/** The pasted text with names that the flow has not got. A member other than a step that is there already is taken to be the same. */
function withFreeNames(pasted: Subject, into: ParsedFlow, privates: readonly string[]): Renamed | Refusal {
  const { parsed, flow, text } = pasted;
  const members = new Set([...into.memberNames, ...privates]);
  const names = flow.steps.map(({ name }) => name);
  const free = new Map<string, string>();
  const taken = [...members];
  for (const name of names) {
    const chosen = members.has(name)
      ? freeNameLike({ ...into, memberNames: [...taken, ...names] }, `${name}Copy`)
      : name;
    free.set(name, chosen);
    taken.push(chosen);
  }
  const replacements = parsed
    .places(flow.graph.flow)
    .filter(({ name, on }) => on !== 'input' && free.has(name) && free.get(name) !== name)
    .map(place => ({ span: place.span, text: respelt(place, free.get(place.name)!) }));
  const changed = applied(text, replacements);
  const again = parseFlows(changed, own);
  const now = again.classes.find(({ graph }) => graph.flow === flow.graph.flow);
  if (again.broken !== null || !now)
    return refuse('The names in the clipboard can’t be told apart: paste it in the code.');
  return {
    ok: true,
    subject: { text: changed, tree: readSource(changed, own).tree, parsed: again, flow: now, sources: null },
    steps: names.map(name => free.get(name)!),
    taken: members,
  };
}

/** The text with everything in it that is pasted. */
function put(subject: Subject, pasted: Subject, taken: ReadonlySet<string>, after: string | null): string {
  const { text, flow } = subject;
  const { newline, indent } = layoutIn(subject);
  const steps = new Set(pasted.flow.steps.map(({ name }) => name));
  const fields: string[] = [];
  const methods: string[] = [];
  for (const member of classOf(pasted)?.members ?? []) {
    const name = memberName(member);
    if (name !== null && !steps.has(name) && taken.has(name)) continue;
    (ts.isPropertyDeclaration(member) ? fields : methods).push(memberText(subject, pasted, member));
  }
  const beside = flow.steps.find(one => one.own && one.name === after) ?? flow.steps.findLast(one => one.own);
  const replacements: Replacement[] = [...imports(subject, pasted), ...helpers(subject, pasted)];
  if (beside) {
    const gap = gapOf(subject, beside);
    const at = endOfMember(text, beside.full.end);
    replacements.push(insertion(at, methods.map(method => `${gap}${method}`).join('')));
    if (fields.length > 0)
      replacements.push(newField(subject, fields.join(newline + indent), { isApart: true }));
  } else {
    const all = [...(fields.length > 0 ? [fields.join(newline + indent)] : []), ...methods];
    replacements.push(lastMember(subject, all.join(`${newline}${newline}${indent}`)));
  }
  return applied(text, replacements);
}

/** A member with its comments, its lines indented as in the flow. */
function memberText(subject: Subject, pasted: Subject, member: ts.ClassElement): string {
  const { start } = withComments(pasted.text, member, pasted.tree);
  const end = endOfMember(pasted.text, member.end);
  const before = pasted.text.slice(lineStart(pasted.text, start), start);
  const theirs = before.trim() === '' ? before : '';
  return moved(subject, pasted, pasted.text.slice(start, end), theirs, layoutIn(subject).indent);
}

/** Lines of the pasted text, all but the first of which are indented as where they come to. */
function moved(subject: Subject, pasted: Subject, written: string, theirs: string, ours: string): string {
  const [theirUnit, ourUnit] = [unitOf(pasted.text), unitOf(subject.text)];
  return written
    .split(/\r?\n/)
    .map((line, index) => {
      if (index === 0 || line === '') return line;
      const rest = line.startsWith(theirs) ? line.slice(theirs.length) : line.trimStart();
      let depth = 0;
      while (rest.startsWith(theirUnit, depth * theirUnit.length)) depth++;
      return ours + ourUnit.repeat(depth) + rest.slice(depth * theirUnit.length);
    })
    .join(newlineOf(subject.text));
}

/** What the pasted text imports and the file does not know. */
function imports({ tree, text }: Subject, pasted: Subject): Replacement[] {
  const known = declaredIn(tree);
  const replacements: Replacement[] = [];
  const lines: string[] = [];
  const ofPackage: Exported[] = [];
  for (const statement of pasted.tree.statements.filter(ts.isImportDeclaration)) {
    const missing = namesOf(statement).filter(name => !known.has(name));
    if (missing.length === 0) continue;
    const { moduleSpecifier } = statement;
    if (ts.isStringLiteral(moduleSpecifier) && isStepwell(moduleSpecifier.text))
      ofPackage.push(...missing.filter(isExported));
    else lines.push(statement.getText(pasted.tree));
  }
  const used = usedIn(pasted);
  replacements.push(
    ...importNames(
      tree,
      ofPackage.filter(name => used.has(name)),
    ),
  );
  const last = tree.statements.findLast(ts.isImportDeclaration);
  const newline = newlineOf(text);
  if (lines.length > 0)
    replacements.push(
      last
        ? insertion(last.end, newline + lines.join(newline))
        : insertion(0, lines.join(newline) + newline + newline),
    );
  return replacements;
}

function usedIn({ tree, flow }: Subject): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.pos >= flow.members.start) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return names;
}

const exported: ReadonlySet<string> = new Set<Exported>(['Flow', 'step', 'parameter', 'Inputs']);

function isExported(name: string): name is Exported {
  return exported.has(name);
}

/** Functions, types and values of the pasted text that the file does not know, in front of the flow. */
function helpers(subject: Subject, pasted: Subject): Replacement[] {
  const { tree, text, flow } = subject;
  const known = declaredIn(tree);
  const newline = newlineOf(text);
  const missing = pasted.tree.statements.filter(
    statement =>
      !ts.isImportDeclaration(statement) &&
      !(statement.pos <= pasted.flow.full.start && statement.end >= pasted.flow.full.end) &&
      namesOf(statement).some(name => !known.has(name)),
  );
  if (missing.length === 0) return [];
  const top = tree.statements.find(({ pos, end }) => pos <= flow.full.start && end >= flow.full.end);
  const { start } = top ? withComments(text, top, tree) : flow.full;
  const written = missing.map(statement => {
    const span = withComments(pasted.text, statement, pasted.tree);
    return moved(subject, pasted, pasted.text.slice(span.start, span.end), '', '');
  });
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
    const tree = readSource(now, fileName).tree;
    const ended = deleteEdge({ ...subject, text: now, tree, parsed, flow }, { kind: 'deleteEdge', ...way });
    if (!ended.ok) return ended;
    now = applied(now, ended.replacements);
  }
  return refuse('The pasted steps lead to too many steps that are not there: paste them in the code.');
}

/** Ways of pasted steps to steps that are not there. */
const tooMany = 500;
