import { ts } from 'ts-morph';
import type { Parameter, ParameterType } from '../../runtime/model/graph.js';
import { literalOf } from '../parse/literal.js';
import { type LiteralKind, literalKind } from './literalKind.js';

/** Kinds that have a name; a parameter with a schema is written otherwise. */
export const kindsOfParameters: readonly Exclude<ParameterType, 'schema'>[] = [
  'number',
  'string',
  'boolean',
  'choice',
  'json',
  'file',
];

/** What the options of a kind of parameter hold; anything where no kinds are said. */
type Options = Readonly<Record<string, readonly LiteralKind[] | 'anything'>>;

const always: Options = { env: ['string'] };

const options: { readonly [Type in ParameterType]: Options } = {
  number: { default: ['number'], min: ['number'], max: ['number'], integer: ['boolean'], ...always },
  string: { default: ['string'], secret: ['boolean'], ...always },
  boolean: { default: ['boolean'], ...always },
  choice: { default: ['string'], ...always },
  json: { default: ['number', 'string', 'boolean', 'null', 'list', 'object'], ...always },
  file: { default: ['string'], ...always },
  schema: { default: 'anything', ...always },
};

const inWords: Partial<Record<LiteralKind, string>> = {
  number: 'a number',
  string: 'a text in quotes',
  boolean: 'true or false',
};

/** Why a kind of parameter can't have an option; null when it can. */
export function whyNoOption(type: ParameterType, option: string): string | null {
  if (Object.hasOwn(options[type], option)) return null;
  const isKnown = Object.values(options).some(each => Object.hasOwn(each, option));
  return isKnown
    ? `A parameter of the kind '${type}' has no option '${option}'.`
    : `A parameter has no option '${option}'.`;
}

/** Why a value, as far as it is written out, can't be that of an option; null when it can, or nobody knows. */
export function whyNoValue(type: ParameterType, option: string, value: ts.Expression): string | null {
  const taken = options[type][option];
  const kind = literalKind(value);
  if (!taken || taken === 'anything' || kind === null || taken.includes(kind)) {
    const isEmpty = option === 'env' && ts.isStringLiteralLike(value) && value.text.trim() === '';
    return isEmpty ? 'the name of a variable is meant.' : null;
  }
  const [only] = taken;
  return taken.length === 1 && only && inWords[only]
    ? `${inWords[only]} is meant.`
    : 'data is meant, as JSON has it.';
}

/** Why no run could begin with the default that a parameter would have; null when one can. */
export function whyOutOfBounds(parameter: Parameter, option: string, value: ts.Expression): string | null {
  const now = { ...parameter, [option]: literalOf(value)?.value ?? Reflect.get(parameter, option) };
  const { min, max, choices } = now;
  const given: unknown = now.default;
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    return `no number is at least ${min} and at most ${max}.`;
  if (typeof given === 'number' && typeof min === 'number' && given < min)
    return `the default, ${given}, is less than the least allowed, ${min}.`;
  if (typeof given === 'number' && typeof max === 'number' && given > max)
    return `the default, ${given}, is more than the most allowed, ${max}.`;
  if (typeof given === 'string' && choices && !choices.includes(given))
    return `'${given}' is none of what can be chosen: ${choices.join(', ')}.`;
  return null;
}

/** Why nobody could choose from a value, as far as it is written out; null when one can. */
export function whyNoChoices(value: ts.Expression): string | null {
  const kind = literalKind(value);
  const list = literalOf(value)?.value;
  const isOfTexts = !Array.isArray(list) || (list.length > 0 && list.every(one => typeof one === 'string'));
  return (kind === null || kind === 'list') && isOfTexts
    ? null
    : "what can be chosen is meant, as ['a', 'b'].";
}
