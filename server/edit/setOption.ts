import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { propertyName } from '../parse/literal.js';
import type { ParsedStep } from '../parse/parsed.js';
import { type Draft, ownStep, type Removal, refuse, type Subject } from './draft.js';
import { expressionFrom, surroundingsAt } from './expression.js';
import { type LiteralKind, literalKind } from './literalKind.js';
import { withOption, withoutOption } from './options.js';

/**
 * What an option takes; `means` it in words. What the diagnostics can read, they say in their own: only what they leave to TypeScript
 * is told here.
 */
interface Taken {
  readonly kinds: readonly LiteralKind[];
  readonly means: string;
  /** What can be said in an object; any name where nothing is. */
  readonly names?: readonly string[];
  /** What an object holds. */
  readonly of?: LiteralKind;
}

const options: ReadonlyMap<string, Taken> = new Map<string, Taken>([
  [
    'retry',
    {
      kinds: ['number', 'string', 'boolean', 'object'],
      means: "how many attempts may follow the first is meant, or { times: 2, delay: '1s' }.",
      names: ['times', 'delay', 'backoff'],
    },
  ],
  [
    'timeout',
    { kinds: ['number', 'string', 'boolean'], means: "milliseconds are meant, or text such as '5m'." },
  ],
  ['catch', { kinds: ['string'], means: 'the name of an artifact is meant, in quotes.' }],
  ['memory', { kinds: ['number', 'string', 'boolean'], means: "bytes are meant, or text such as '2gb'." }],
  ['isolate', { kinds: ['boolean'], means: 'true or false is meant.' }],
  ['env', { kinds: ['object'], means: "variables are meant, as { LANG: 'C' }.", of: 'string' }],
]);

/** Gives a step an option, changes it, or takes it away where no value is given. A value is code, as it would be typed. */
export function setOption(subject: Subject, { step: name, option, value }: EditOf<'setOption'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const taken = options.get(option);
  if (!taken) return refuse(`A step has no option '${option}'.`);
  const changed =
    value.trim() === ''
      ? withoutOption(subject, own.step, option)
      : given(subject, own.step, option, value, taken);
  return changed.ok ? { ok: true, replacements: changed.replacements, step: name } : changed;
}

function given(subject: Subject, step: ParsedStep, option: string, value: string, taken: Taken): Removal {
  const what = `This is no value for '${option}'`;
  // A decorator is no part of the method that it stands on.
  const read = expressionFrom(value, what, 'listed', surroundingsAt(subject, step.decorator.start));
  if (!read.ok) return read;
  if (!fits(read.node, taken)) return refuse(`${what}: ${taken.means}`);
  if (option === 'catch' && ts.isStringLiteralLike(read.node)) {
    const why = whyNoErrors(subject, read.node.text);
    if (why !== null) return refuse(why);
  }
  return withOption(subject, step, option, read.code);
}

/** As far as it is written out. */
function fits(node: ts.Expression, { kinds, names, of }: Taken): boolean {
  const kind = literalKind(node);
  if (kind === null) return true;
  if (!kinds.includes(kind)) return false;
  if (!ts.isObjectLiteralExpression(node)) return true;
  return node.properties.every(property => {
    const name = property.name && propertyName(property.name);
    if (names && typeof name === 'string' && !names.includes(name)) return false;
    if (ts.isMethodDeclaration(property)) return false;
    const value = ts.isPropertyAssignment(property) ? literalKind(property.initializer) : null;
    return of === undefined || value === null || value === of;
  });
}

/** Why a member can't hold the error that a step ends with; null when it can, or may. */
function whyNoErrors({ flow }: Subject, name: string): string | null {
  if (flow.graph.steps.some(step => step.name === name))
    return `'${name}' is a step, which can't hold the error: name an artifact.`;
  if (flow.graph.parameters.some(one => one.name === name))
    return `'${name}' is a parameter, which can't hold the error: name an artifact.`;
  return flow.memberNames.includes(name) || flow.open
    ? null
    : `${flow.graph.flow} has no artifact '${name}' to hold the error: add it first.`;
}
