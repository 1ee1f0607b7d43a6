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
      const method: unknown = Object.getOwnPropertyDescriptor(level, key)?.value;
      const step = typeof method === 'function' ? (marks.get(key) ?? stepMark(method)) : undefined;
      found.push({ key, method: method as StepDefinition['method'], step });
    }
  }
  return found;
}
