import { ts } from 'ts-morph';
import type { Parameter, ParameterType } from '../../runtime/model/graph.js';
import { docOf } from './docs.js';
import type { Imports } from './imports.js';
import { literalOf, propertiesOf, propertyName, withoutCasts } from './literal.js';

const kinds: ReadonlySet<string> = new Set<ParameterType>([
  'number',
  'string',
  'boolean',
  'json',
  'choice',
  'file',
]);

/** The parameter that a field declares with `parameter.…(…)` or `parameter(schema)`; null for any other member. */
export function parameterOf(member: ts.ClassElement, imports: Imports): Parameter | null {
  if (!ts.isPropertyDeclaration(member) || !member.initializer) return null;
  const name = propertyName(member.name);
  const call = withoutCasts(member.initializer);
  if (name === null || !ts.isCallExpression(call)) return null;
  const type = typeOf(call.expression, imports);
  if (type === null) return null;
  const [first, second] = call.arguments;
  const doc = docOf(member);
  if (type === 'schema') {
    const options = propertiesOf(second);
    return { name, type, doc, ...schemaDefault(first, options), ...envOf(options) };
  }
  if (type !== 'choice') {
    const options = propertiesOf(first);
    const given = defaultOf(options);
    // Whoever shows a graph need not know that a default may be one that is not to be shown.
    if (type === 'string' && isSecret(options))
      return { name, type, doc, required: given.required, secret: true, ...envOf(options) };
    return { name, type, doc, ...given, ...limits(options), ...envOf(options) };
  }
  const choices = choicesOf(call.arguments);
  const options = propertiesOf(call.arguments.findLast(isObject));
  return { name, type, doc, ...defaultOf(options), ...(choices ? { choices } : {}), ...envOf(options) };
}

function isSecret(options: ReadonlyMap<string, ts.Expression>): boolean {
  const written = options.get('secret');
  return written !== undefined && literalOf(written)?.value === true;
}

function envOf(options: ReadonlyMap<string, ts.Expression>): Pick<Parameter, 'env'> {
  const written = options.get('env');
  const name = written && literalOf(written)?.value;
  return typeof name === 'string' ? { env: name } : {};
}

type Default = Pick<Parameter, 'default' | 'required'>;

function typeOf(callee: ts.Expression, imports: Imports): ParameterType | null {
  if (imports.exportOf(callee) === 'parameter') return 'schema';
  if (!ts.isPropertyAccessExpression(callee) || imports.exportOf(callee.expression) !== 'parameter')
    return null;
  return kinds.has(callee.name.text) ? (callee.name.text as ParameterType) : null;
}

function defaultOf(options: ReadonlyMap<string, ts.Expression>): Default {
  const written = options.get('default');
  if (!written) return { required: true };
  return readDefault(written);
}

/** A schema may carry its own default, as in `z.number().default(3)` or `z.string().optional()`. */
function schemaDefault(
  schema: ts.Expression | undefined,
  options: ReadonlyMap<string, ts.Expression>,
): Default {
  const written = options.get('default');
  if (written) return readDefault(written);
  let call = schema && withoutCasts(schema);
  while (call && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression)) {
    const { name, expression } = call.expression;
    const [value] = call.arguments;
    if (name.text === 'default' && value) return readDefault(value);
    if (name.text === 'optional' || name.text === 'nullish') return { required: false };
    call = withoutCasts(expression);
  }
  return { required: true };
}

function readDefault(written: ts.Expression): Default {
  const literal = literalOf(written);
  return literal ? { default: literal.value, required: false } : { required: false };
}

function limits(options: ReadonlyMap<string, ts.Expression>): Pick<Parameter, 'min' | 'max'> {
  const min = numberOf(options.get('min'));
  const max = numberOf(options.get('max'));
  return { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
}

function numberOf(node: ts.Expression | undefined): number | null {
  const value = node && literalOf(node)?.value;
  return typeof value === 'number' ? value : null;
}

/** `choice(['a', 'b'])`, `choice('a', 'b')` and `choice({ choices: ['a', 'b'] })`. */
function choicesOf(args: readonly ts.Expression[]): string[] | null {
  const [first] = args;
  if (!first) return null;
  const options = propertiesOf(first);
  const list = options.get('choices') ?? options.get('values') ?? options.get('options') ?? first;
  const value = literalOf(list)?.value;
  if (Array.isArray(value)) return value.every(one => typeof one === 'string') ? value : null;
  const strings = args.filter(arg => !isObject(arg)).map(arg => literalOf(arg)?.value);
  return strings.length > 0 && strings.every(one => typeof one === 'string') ? strings : null;
}

function isObject(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(withoutCasts(node));
}
