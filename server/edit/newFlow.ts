import { declaredIn } from '../parse/declarations.js';
import { readSource } from '../parse/source.js';
import { insertion, type Refusal, type Replacement, refuse } from './draft.js';
import { importNames, localName } from './importNames.js';
import { unitOf } from './layout.js';
import { newlineOf } from './style.js';

export type NewFlow =
  | { readonly ok: true; readonly replacements: readonly Replacement[]; readonly flow: string }
  | Refusal;

/** A flow with its first step, behind everything that a file holds, named after the file. */
export function newFlow(text: string, fileName: string): NewFlow {
  const { tree, syntaxErrors } = readSource(text, fileName);
  const [error] = syntaxErrors;
  if (error) return refuse(`The source has a syntax error, which must be mended first: ${error.message}`);
  if (/\.c[jt]s$/.test(fileName))
    return refuse('A flow is exported, and this file is no module: write it in one.');
  const names = declaredIn(tree);
  const flow = localName(tree, 'Flow') ?? 'StepwellFlow';
  const step = localName(tree, 'step') ?? 'flowStep';
  const called = {
    ...(flow === 'StepwellFlow' ? { Flow: flow } : {}),
    ...(step === 'flowStep' ? { step } : {}),
  };
  const name = freeNameFor(fileName, new Set([...names.keys(), flow, step]));
  const [newline, unit] = [newlineOf(text), unitOf(text)];
  const bare = text.replace(/^\uFEFF/, '');
  const gap = bare.trim() === '' ? '' : bare.endsWith('\n') ? newline : newline + newline;
  const lines = [`export class ${name} extends ${flow} {`, `${unit}@${step}() start() {}`, '}', ''];
  return {
    ok: true,
    replacements: [
      ...importNames(tree, ['Flow', 'step'], called),
      insertion(text.length, gap + lines.join(newline)),
    ],
    flow: name,
  };
}

/** `TrainFlow` of `train.flow.ts`; `NewFlow` where the file says nothing. */
function freeNameFor(fileName: string, taken: ReadonlySet<string>): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? '';
  const words = base.replace(/(\.flow)?\.[^.]*$/, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  const plain = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const isName = /^[\p{Lu}]/u.test(plain) && !/^(Untitled\d*|Index|Main|Flow)$/.test(plain);
  const wanted = isName ? plain.replace(/(Flow)?$/, 'Flow') : 'NewFlow';
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}${number}`;
  return name;
}
