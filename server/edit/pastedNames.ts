import { ts } from 'ts-morph';
import { respelt } from '../parse/dataflow/places.js';
import { declarationOf, declaredIn, namesOf } from '../parse/declarations.js';
import { isStepwell } from '../parse/package-name.js';
import { spanOf } from '../parse/source.js';
import { rewritten } from './clipboard.js';
import { applied, insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { type Exported, localName } from './importNames.js';
import { freeNameLike, isMemberName } from './naming.js';
import { classOf, memberName } from './nodes.js';
import { type Imported, importedIn, knownAs } from './pastedImports.js';
import { isSameCode, isSameMember } from './sameCode.js';

/** What is pasted, under names that the file and the flow have not got for something else. */
export interface Named {
  readonly ok: true;
  readonly subject: Subject;
  /** Names of the steps as they are now. */
  readonly steps: readonly string[];
  /** Members that the flow has already. */
  readonly taken: ReadonlySet<string>;
  /** What the file has already, of what stands around the pasted flow. */
  readonly known: ReadonlySet<string>;
  /** What is imported, under its name in the file. */
  readonly imports: readonly Imported[];
}

export function withFreeNames(subject: Subject, clip: Subject): Named | Refusal {
  const members = memberNames(subject, clip);
  const tops = topNames(subject, clip);
  const replacements = [
    ...ofPackage(clip, tops.called),
    ...memberPlaces(clip, members.called),
    ...topPlaces(clip, tops.called),
  ];
  const now = rewritten(clip, applied(clip.text, replacements));
  if (!now) return refuse('The names in the clipboard can’t be told apart: paste it in the code.');
  const steps = clip.flow.steps.filter(({ own }) => own).map(({ name }) => members.called.get(name) ?? name);
  return { ok: true, subject: now, steps, taken: members.taken, known: tops.known, imports: tops.imports };
}

/** The package under the names that it goes by in the file, so that what is pasted can be read under them. */
function ofPackage({ tree }: Subject, called: ReadonlyMap<string, string>): Replacement[] {
  const first = tree.statements.find(ts.isImportDeclaration);
  if (!first) return [];
  const lines = importedIn(tree).flatMap(({ specifier, name, local }) => {
    const ours = called.get(local);
    if (!isStepwell(specifier) || name === null || ours === undefined) return [];
    const [outer = ''] = ours.split('.');
    return outer === ours
      ? [`import { ${name} as ${ours} } from 'stepwell';`]
      : [`import * as ${outer} from 'stepwell';`];
  });
  return [insertion(spanOf(first, tree).start, [...new Set(lines)].map(line => `${line}\n`).join(''))];
}

interface MemberNames {
  readonly called: ReadonlyMap<string, string>;
  readonly taken: ReadonlySet<string>;
}

/** A member that can be the flow's own is taken to be that one; any other gets a free name where the flow has one of its name. */
function memberNames(subject: Subject, clip: Subject): MemberNames {
  const { flow } = subject;
  const own = Map.groupBy(classOf(subject)?.members ?? [], memberName);
  const theirs = Map.groupBy(classOf(clip)?.members ?? [], memberName);
  const has = new Set([...flow.memberNames, ...own.keys()].filter(name => name !== null));
  const steps = new Set(clip.flow.steps.filter(one => one.own).map(({ name }) => name));
  const called = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, [member]] of theirs) {
    if (name === null || !member || !has.has(name)) continue;
    const same = own.get(name)?.[0];
    const isStep = steps.has(name) || flow.steps.some(one => one.name === name);
    if (!isStep && (!same || isSameMember(same, member))) {
      taken.add(name);
      continue;
    }
    const isFree = {
      ...flow,
      memberNames: [...has, ...called.values(), ...theirs.keys()].filter(one => one !== null),
    };
    called.set(name, freeNameLike(isFree, `${name}Copy`));
  }
  return { called, taken };
}

function memberPlaces(clip: Subject, called: ReadonlyMap<string, string>): Replacement[] {
  const { parsed, flow, tree } = clip;
  const steps = new Set(flow.steps.map(({ name }) => name));
  const places = parsed
    .places(flow.graph.flow)
    .filter(({ name }) => !name.startsWith('#'))
    .filter(({ name, on }) => called.has(name) && (on !== 'input' || !steps.has(name)))
    .map(place => ({ span: place.span, text: respelt(place, called.get(place.name)!) }));
  const visit = (node: ts.Node): void => {
    if (ts.isPrivateIdentifier(node) && called.has(node.text))
      places.push({ span: spanOf(node, tree), text: called.get(node.text)! });
    ts.forEachChild(node, visit);
  };
  const owner = classOf(clip);
  if (owner) visit(owner);
  return places;
}

interface TopNames {
  readonly called: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string>;
  readonly imports: readonly Imported[];
}

/** What stands around the pasted flow, under the names that the file has for it or, where those mean something else there, under free ones. */
function topNames(subject: Subject, clip: Subject): TopNames {
  const { tree } = subject;
  const place = classOf(subject) ?? tree;
  const called = new Map<string, string>();
  const known = new Set<string>();
  const imports: Imported[] = [];
  const free = (name: string): string => {
    const words = new Set(
      [...subject.text.matchAll(/[\p{ID_Continue}$]+/gu), ...clip.text.matchAll(/[\p{ID_Continue}$]+/gu)].map(
        ([word]) => word,
      ),
    );
    for (let number = 2; ; number++) if (!words.has(`${name}${number}`)) return `${name}${number}`;
  };
  for (const one of importedIn(clip.tree)) {
    const ours =
      isStepwell(one.specifier) && isExported(one.name)
        ? localName(tree, one.name, place)
        : knownAs(tree, one, place);
    if (ours !== null && ours !== one.local) called.set(one.local, ours);
    const isNew = ours === null || (isStepwell(one.specifier) && isExported(one.name));
    if (ours === null && declarationOf(one.local, place)) called.set(one.local, free(one.local));
    if (isNew) imports.push({ ...one, local: called.get(one.local) ?? one.local });
  }
  const declared = declaredIn(tree);
  const statements = new Map(
    tree.statements.flatMap(each => namesOf(each).map(name => [name, each] as const)),
  );
  for (const statement of clip.tree.statements) {
    if (ts.isImportDeclaration(statement) || holds(statement, clip)) continue;
    for (const name of namesOf(statement)) {
      const same = statements.get(name);
      if (same && isSameCode(same, statement) && declarationOf(name, place) === declared.get(name))
        known.add(name);
      else if (declarationOf(name, place)) called.set(name, free(name));
    }
  }
  const [theirs, ours] = [classOf(clip)?.name?.text, classOf(subject)?.name?.text];
  if (theirs !== undefined && ours !== undefined && theirs !== ours) called.set(theirs, ours);
  return { called, known, imports };
}

/** Whether a statement is the one in which the flow of a text stands. */
export function holds(statement: ts.Statement, { flow }: Subject): boolean {
  return statement.pos <= flow.full.start && statement.end >= flow.full.end;
}

const exported: ReadonlySet<string> = new Set<Exported>(['Flow', 'step', 'parameter', 'Inputs']);

export function isExported(name: string | null): name is Exported {
  return name !== null && exported.has(name);
}

/** Every place that names something that stands around the flow. */
function topPlaces(clip: Subject, called: ReadonlyMap<string, string>): Replacement[] {
  const { tree } = clip;
  const owner = classOf(clip);
  const top = declaredIn(tree);
  const replacements: Replacement[] = [];
  const visit = (node: ts.Node): void => {
    // Imports are written anew.
    if (ts.isImportDeclaration(node)) return;
    const name = ts.isIdentifier(node) && !isMemberName(node) ? called.get(node.text) : undefined;
    if (name !== undefined && ts.isIdentifier(node) && isTop(node)) {
      const isShort = ts.isShorthandPropertyAssignment(node.parent);
      replacements.push({ span: spanOf(node, tree), text: isShort ? `${node.text}: ${name}` : name });
    }
    ts.forEachChild(node, visit);
  };
  const isTop = (node: ts.Identifier): boolean => {
    const found = declarationOf(node.text, node);
    const outer = top.get(node.text);
    if (found === outer) return true;
    // A class goes by its name within itself as well.
    return (
      found?.kind === 'class' &&
      (found.node === owner || (outer?.kind === 'class' && found.node === outer.node))
    );
  };
  ts.forEachChild(tree, visit);
  return replacements;
}
