import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { declarationOf, declaredIn, namesOf } from '../parse/declarations.js';
import { spanOf } from '../parse/source.js';
import { endOfMember, ownEnd, withComments } from './comments.js';
import { deleteSteps } from './deleteSteps.js';
import { type Draft, ownStep, type Refusal, refuse, type Subject } from './draft.js';
import { isInText } from './indent.js';
import { indentAt, lineStart } from './layout.js';
import { identifiersIn } from './naming.js';
import { memberName, methodOf } from './nodes.js';
import { newlineOf } from './style.js';

/** Takes a copy of a step, with what it needs, as a file of TypeScript. Nothing is changed. */
export function copyStep(subject: Subject, { step }: EditOf<'copyStep'>): Draft {
  return copySteps(subject, { kind: 'copySteps', steps: [step] });
}

export function copySteps(subject: Subject, { steps }: EditOf<'copySteps'>): Draft {
  const copied = copyOf(subject, steps);
  return copied.ok ? { ok: true, replacements: [], step: steps[0] ?? null, clipboard: copied.text } : copied;
}

/** Takes a copy of a step, and deletes it. */
export function cutStep(subject: Subject, { step }: EditOf<'cutStep'>): Draft {
  return cutSteps(subject, { kind: 'cutSteps', steps: [step] });
}

export function cutSteps(subject: Subject, { steps }: EditOf<'cutSteps'>): Draft {
  const copied = copyOf(subject, steps);
  if (!copied.ok) return copied;
  const deleted = deleteSteps(subject, { kind: 'deleteSteps', steps });
  return deleted.ok ? { ...deleted, clipboard: copied.text } : deleted;
}

/**
 * Steps as a text that is one by itself: a flow that holds them, the members that they use, other steps apart, and what those use of their file and
 * import. So it can be read, and pasted, anywhere.
 */
export function copyOf(
  subject: Subject,
  names: readonly string[],
): { readonly ok: true; readonly text: string } | Refusal {
  const { tree, text, flow } = subject;
  const wanted = new Set<ts.ClassElement>();
  for (const name of names) {
    const own = ownStep(subject, name);
    if (!own.ok) return own;
    const method = methodOf(subject, own.step);
    if (!method) return refuse(`'${name}' is not written as a method: copy it in the code.`);
    wanted.add(method);
  }
  const [first] = wanted;
  const owner = first?.parent;
  if (!owner || !ts.isClassLike(owner)) return refuse('There is nothing to copy.');
  const steps = new Set(flow.graph.steps.map(({ name }) => name));
  const classes = classesOf(owner, tree);
  const byName = new Map(
    // What a class declares itself stands for what it inherits.
    classes
      .toReversed()
      .flatMap(({ members }) => [...members])
      .flatMap(member => {
        const name = isAbstract(member) ? null : memberName(member);
        return name !== null && !steps.has(name) ? [[name, member] as const] : [];
      }),
  );
  // What the members use of the flow, and what that uses, and so on.
  for (const member of wanted) for (const name of namesUsed(member)) addTo(wanted, byName.get(name));
  const members = classes.toReversed().flatMap(one => one.members.filter(member => wanted.has(member)));
  const base = baseOf(classes.at(-1)!);

  const declared = declaredIn(tree);
  const used = new Set([
    ...(base ? identifiersIn(base) : ['Flow']),
    ...members.flatMap(member => [...identifiersIn(member)]),
  ]);
  const statements = new Set<ts.Statement>();
  const declaring = new Map(
    tree.statements
      .filter(statement => !ts.isImportDeclaration(statement) && statement !== owner)
      .flatMap(statement => namesOf(statement).map(name => [name, statement] as const)),
  );
  // A set that grows is gone through to its new end.
  for (const name of used) {
    const statement = declaring.get(name);
    if (!statement || statements.has(statement) || declared.get(name)?.kind === 'import') continue;
    statements.add(statement);
    for (const further of identifiersIn(statement)) used.add(further);
  }

  const newline = newlineOf(text);
  const imports = tree.statements
    .filter(ts.isImportDeclaration)
    .flatMap(statement => importOf(statement, used, tree) ?? []);
  const helpers = tree.statements
    .filter(statement => statements.has(statement))
    .map(statement => written(subject, withComments(text, statement, tree)));
  const header = `export class ${flow.graph.flow} extends ${base ? text.slice(spanOf(base, tree).start, base.end) : 'Flow'} {`;
  const body = members.map(member => {
    const { start } = withComments(text, member, tree);
    return {
      ...stretch(subject, { start, end: endOfMember(text, ownEnd(member, tree)) }),
      isField: ts.isPropertyDeclaration(member),
    };
  });
  const lines = body.map(({ text: each, isField }, index) => {
    const isClose = isField && body[index + 1]?.isField;
    return `${each}${index === body.length - 1 || isClose ? '' : newline}`;
  });
  const parts = [imports.join(newline), ...helpers, [header, ...lines, '}'].join(newline)];
  return { ok: true, text: `${parts.filter(part => part !== '').join(newline + newline)}${newline}` };
}

/** The class of a flow and those of the file that it extends, the nearest first. */
function classesOf(owner: ts.ClassLikeDeclaration, tree: ts.SourceFile): ts.ClassLikeDeclaration[] {
  const classes = [owner];
  for (const one of classes) {
    const base = baseOf(one)?.expression;
    const meant = base && ts.isIdentifier(base) ? declarationOf(base.text, one) : null;
    const node = meant?.kind === 'class' ? meant.node : null;
    if (node && node.getSourceFile() === tree && !classes.includes(node)) classes.push(node);
  }
  return classes;
}

export function baseOf({
  heritageClauses,
}: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

function isAbstract(member: ts.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false)
  );
}

function addTo<T>(set: Set<T>, value: T | undefined): void {
  if (value !== undefined) set.add(value);
}

/** A stretch of the text with whole lines indented as in a class that stands at the margin. */
function stretch({ text, tree, flow }: Subject, span: { start: number; end: number }): { text: string } {
  const outer = indentAt(text, flow.full.start);
  const own = text.slice(lineStart(text, span.start), span.start);
  const indent = own.trim() === '' ? own.slice(outer.length) : '  ';
  const inText = isInText(tree);
  let at = span.start;
  const lines = text
    .slice(span.start, span.end)
    .split('\n')
    .map((line, index) => {
      const isOwn = index > 0 && !inText(at);
      at += line.length + 1;
      if (index === 0) return indent + line;
      return isOwn && line.startsWith(outer) ? line.slice(outer.length) : line;
    });
  return { text: lines.join('\n') };
}

function written({ text }: Subject, span: { start: number; end: number }): string {
  return text.slice(span.start, span.end);
}

/** Names that stand behind a dot, or in a pattern: among them are all members that a member may use. */
export function namesUsed(member: ts.ClassElement): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text);
    else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      names.add(node.argumentExpression.text);
    else if (ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) names.add(name.text);
    } else if (ts.isStringLiteral(node) && ts.isPropertyAssignment(node.parent)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(member);
  return names;
}

/** An import with no more than what is used; null when nothing of it is. */
function importOf(
  statement: ts.ImportDeclaration,
  used: ReadonlySet<string>,
  tree: ts.SourceFile,
): string | null {
  const clause = statement.importClause;
  const from = statement.moduleSpecifier.getText(tree);
  if (!clause) return null;
  const named = clause.namedBindings;
  const parts: string[] = [];
  if (clause.name && used.has(clause.name.text)) parts.push(clause.name.text);
  if (named && ts.isNamespaceImport(named) && used.has(named.name.text)) parts.push(named.getText(tree));
  if (named && ts.isNamedImports(named)) {
    const kept = named.elements.filter(({ name }) => used.has(name.text)).map(one => one.getText(tree));
    if (kept.length > 0) parts.push(`{ ${kept.join(', ')} }`);
  }
  if (parts.length === 0) return null;
  const type = clause.isTypeOnly ? 'type ' : '';
  const stop = statement.getText(tree).endsWith(';') ? ';' : '';
  const attributes = statement.attributes ? ` ${statement.attributes.getText(tree)}` : '';
  return `import ${type}${parts.join(', ')} from ${from}${attributes}${stop}`;
}
