import { ts } from 'ts-morph';
import { declaredIn } from '../parse/declarations.js';
import { isScript, spanOf } from '../parse/source.js';
import type { Replacement, Subject } from './draft.js';
import { importNames, localName } from './importNames.js';
import { classOf, nodeAt } from './nodes.js';
import { quoted, styleOf } from './style.js';

/** A join's parameter as a text writes it. */
interface JoinParameter {
  readonly written: string;
  /** The same for a title. */
  readonly shown: string;
  /** What has to be imported for it. */
  readonly replacements: readonly Replacement[];
}

/** A parameter of a name that makes a step a join: by its type, or in JavaScript, where no types are written, by its name. */
export function joinParameter(subject: Subject, name: string): JoinParameter {
  const { tree } = subject;
  if (isScript(tree.fileName)) {
    const type = `import(${quoted('stepwell', styleOf(tree))}).Inputs<this>`;
    const isBare = name === 'inputs' && !saysTypes(subject);
    return {
      written: isBare ? name : `/** @type {${type}} */ ${name}`,
      shown: name,
      replacements: [],
    };
  }
  const type = inputsType(subject);
  return {
    written: `${name}: ${type.written}`,
    shown: `${name}: Inputs<this>`,
    replacements: type.replacements,
  };
}

/** Something that is written with a type, where a text of JavaScript says such in comments. */
export function typedIn(subject: Subject, name: string, type: string): string {
  if (!isScript(subject.tree.fileName)) return `${name}: ${type}`;
  return saysTypes(subject) ? `/** @type {${type}} */ ${name}` : name;
}

/** A field with a type, a first value or both. JavaScript says types in comments, whoever reads them. */
export function typedField(
  { tree }: Subject,
  name: string,
  type: string | null,
  value: string | null,
  lineBreak: string,
): string {
  const begun = value === null ? '' : ` = ${value}`;
  if (type === null) return `${name}${begun}`;
  if (isScript(tree.fileName)) return `/** @type {${type}} */${lineBreak}${name}${begun}`;
  return `${name}${value === null ? '!' : ''}: ${type}${begun}`;
}

/** Whether a text of JavaScript is checked by TypeScript, or says types for its own sake. */
function saysTypes({ tree, text }: Subject): boolean {
  if (/^\s*\/\/\s*@ts-check\b/m.test(text.slice(0, tree.statements[0]?.getStart(tree) ?? 0))) return true;
  const visit = (node: ts.Node): boolean =>
    ((ts.isParameter(node) || ts.isPropertyDeclaration(node)) && ts.getJSDocType(node) !== undefined) ||
    (ts.forEachChild(node, visit) ?? false);
  return visit(tree);
}

function inputsType(subject: Subject): { written: string; replacements: readonly Replacement[] } {
  const { tree } = subject;
  const same = typeOfOthers(subject);
  if (same !== null) return { written: same, replacements: [] };
  const name = localName(tree, 'Inputs', classOf(subject) ?? tree);
  if (name === null) {
    const alias = freeName(tree);
    return { written: `${alias}<this>`, replacements: importNames(tree, ['Inputs'], { Inputs: alias }) };
  }
  const isKnown = name !== 'Inputs' || declaredIn(tree).has(name);
  return { written: `${name}<this>`, replacements: isKnown ? [] : importNames(tree, ['Inputs']) };
}

/** As another join of the file has it, whatever it goes by there. */
function typeOfOthers({ parsed, tree, text }: Subject): string | null {
  for (const { steps } of parsed.classes) {
    for (const { inputs, nameSpan, own } of steps) {
      const name = inputs !== null && own && !nameSpan.elsewhere && nodeAt(tree, nameSpan, ts.isPropertyName);
      if (!name || !ts.isMethodDeclaration(name.parent)) continue;
      const type = name.parent.parameters[0]?.type;
      if (!type || !ts.isTypeReferenceNode(type) || type.typeArguments?.length !== 1) continue;
      const [of] = type.typeArguments;
      const { start, end } = spanOf(type, tree);
      if (of?.kind === ts.SyntaxKind.ThisType && !/[\r\n/]/.test(text.slice(start, end)))
        return text.slice(start, end);
    }
  }
  return null;
}

function freeName(tree: ts.SourceFile): string {
  const taken = declaredIn(tree);
  for (let number = 1; ; number++) {
    const name = `StepInputs${number === 1 ? '' : number}`;
    if (!taken.has(name)) return name;
  }
}
