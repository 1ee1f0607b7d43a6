import type { StepOptions } from '../model/graph.js';
import { marksOf, stepMark } from './step.js';

export interface StepDefinition {
  readonly name: string;
  readonly options: StepOptions;
  readonly method: (...args: unknown[]) => unknown;
}

/** The steps of a class and of those it extends, as they are called: with what decorators have made of them. */
export function stepsOf(prototype: object): Map<string, StepDefinition> {
  const steps = new Map<string, StepDefinition>();
  // What a class overrides is no step of it, whatever its base says.
  const seen = new Set<string>();
  for (const { key, method, step } of methodsOf(prototype)) {
    if (seen.has(key)) continue;
    seen.add(key);
    if (step) steps.set(step.name, { ...step, method });
  }
  return steps;
}

/** The step that a method of a class is, or of one that it extends. */
export function stepNameOf(prototype: object, method: unknown): string | undefined {
  const marked = stepMark(method);
  if (marked) return marked.name;
  let names = known.get(prototype);
  if (names === undefined) {
    const found = methodsOf(prototype).flatMap(one =>
      one.step ? [[one.method, one.step.name] as const] : [],
    );
    names = new Map(found);
    known.set(prototype, names);
  }
  return names.get(method);
}

/** Whether a flow has, in place of a step, that step bound to it, as constructors and decorators make of methods. */
export function isBoundStep(flow: object, step: string): boolean {
  const own: unknown = Object.getOwnPropertyDescriptor(flow, step)?.value;
  return typeof own === 'function' && own.name === `bound ${step}`;
}

/** The step that a flow has as a bound function. */
export function boundStepOf(flow: object, method: unknown): string | undefined {
  if (typeof method !== 'function' || !method.name.startsWith('bound ')) return undefined;
  const name = method.name.slice('bound '.length);
  const prototype: object = Object.getPrototypeOf(flow);
  const isMeant = Object.getOwnPropertyDescriptor(flow, name)?.value === method || isGetter(prototype, name);
  return isMeant && stepsOf(prototype).has(name) ? name : undefined;
}

/** Decorators of before the standard bind a method by making a getter of it. */
function isGetter(prototype: object, name: string): boolean {
  for (let level: object | null = prototype; level !== null; level = Object.getPrototypeOf(level)) {
    const property = Object.getOwnPropertyDescriptor(level, name);
    if (property) return property.get !== undefined;
  }
  return false;
}

function madeBy(key: string) {
  return function (this: object, ...given: unknown[]): unknown {
    return Reflect.apply(Reflect.get(this, key) as StepDefinition['method'], this, given);
  };
}

const known = new WeakMap<object, ReadonlyMap<unknown, string>>();

/** Everything that a class and those it extends have under a name, nearest first. */
function methodsOf(prototype: object) {
  const found: {
    readonly key: string;
    readonly method: StepDefinition['method'];
    readonly step: Pick<StepDefinition, 'name' | 'options'> | undefined;
  }[] = [];
  for (let level: object | null = prototype; level !== null; level = Object.getPrototypeOf(level)) {
    const marks = marksOf(level);
    for (const key of Object.getOwnPropertyNames(level)) {
      const property = Object.getOwnPropertyDescriptor(level, key);
      const mark = marks.get(key);
      const method: unknown = mark && property?.get ? madeBy(key) : property?.value;
      const step = typeof method === 'function' ? (mark ?? stepMark(method)) : undefined;
      found.push({ key, method: method as StepDefinition['method'], step });
    }
  }
  return found;
}
