import { ts } from 'ts-morph';
import type { RetryOptions, StepOptions } from '../../runtime/model/graph.js';
import { literalOf, propertiesOf } from './literal.js';

/** What a `@step({ … })` says literally. */
export function stepOptions(decorator: ts.Decorator): StepOptions {
  if (!ts.isCallExpression(decorator.expression)) return {};
  const written = propertiesOf(decorator.expression.arguments[0]);
  const read = (name: string): unknown => {
    const value = written.get(name);
    return value && literalOf(value)?.value;
  };
  const [start, retry, timeout, caught] = [read('start'), read('retry'), read('timeout'), read('catch')];
  const [memory, isolate, env] = [read('memory'), read('isolate'), read('env')];
  return {
    ...(typeof start === 'boolean' ? { start } : {}),
    ...(isRetry(retry) ? { retry } : {}),
    ...(isAmount(timeout) ? { timeout } : {}),
    ...(typeof caught === 'string' ? { catch: caught } : {}),
    ...(isAmount(memory) ? { memory } : {}),
    ...(typeof isolate === 'boolean' ? { isolate } : {}),
    ...(isStrings(env) ? { env } : {}),
  };
}

function isAmount(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRetry(value: unknown): value is number | RetryOptions {
  if (typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'times') === 'number';
}

function isStrings(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(one => typeof one === 'string')
  );
}
