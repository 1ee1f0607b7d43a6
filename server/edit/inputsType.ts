import { ts } from 'ts-morph';
import { declaredIn } from '../parse/declarations.js';
import { spanOf } from '../parse/source.js';
import type { Replacement, Subject } from './draft.js';
import { importNames, localName } from './importNames.js';
import { nodeAt } from './nodes.js';

/** The type of a join's parameter as a text writes it, and what has to be imported for it. */
export function inputsType(subject: Subject): {
  readonly written: string;
  readonly replacements: readonly Replacement[];
} {
  const { tree } = subject;
  const same = typeOfOthers(subject);
  if (same !== null) return { written: same, replacements: [] };
  const name = localName(tree, 'Inputs');
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
