import type { StepOptions } from '../model/graph.js';
import { type Codecs, codecsOf } from './codec.js';
import { type Construction, construct } from './construction.js';
import { Flow } from './flow.js';
import type { ParameterDefinition } from './parameter.js';
import { stepMark } from './step.js';

/** A flow class as code: what it takes to run its steps. */
export interface FlowDefinition {
  readonly name: string;
  readonly make: new () => Flow;
  readonly parameters: readonly NamedParameter[];
  /** Everything that initialisers declare, in their order, with null for what ends up in no field. */
  readonly declared: readonly { readonly name: string | null; readonly definition: ParameterDefinition }[];
  readonly steps: ReadonlyMap<string, StepDefinition>;
  readonly start: string;
  readonly codecs: Codecs;
}

export interface NamedParameter {
  readonly name: string;
  readonly definition: ParameterDefinition;
  /** Another field's initialiser makes use of the value. */
  readonly usedByFields: boolean;
}

export interface StepDefinition {
  readonly name: string;
  readonly options: StepOptions;
  readonly method: (...args: unknown[]) => unknown;
}

export function isFlowClass(value: unknown): value is new () => Flow {
  return typeof value === 'function' && value.prototype instanceof Flow;
}

export function defineFlow(make: new () => Flow): FlowDefinition {
  const steps = stepsOf(make);
  const declared = declaredBy(make);
  return {
    name: make.name,
    make,
    declared,
    parameters: declared.flatMap(({ name, definition, used }) =>
      name === null ? [] : [{ name, definition, usedByFields: used }],
    ),
    steps,
    start: startOf(make.name, steps),
    codecs: codecsOf(make),
  };
}

function stepsOf(make: new () => Flow): Map<string, StepDefinition> {
  const steps = new Map<string, StepDefinition>();
  // What a class overrides is no step of it, whatever its base says.
  const seen = new Set<string>();
  for (
    let level = make.prototype;
    level !== Flow.prototype && level !== null;
    level = Object.getPrototypeOf(level)
  ) {
    for (const key of Object.getOwnPropertyNames(level)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const method = Object.getOwnPropertyDescriptor(level, key)?.value;
      const mark = stepMark(method);
      if (mark) steps.set(mark.name, { ...mark, method });
    }
  }
  return steps;
}

function startOf(flow: string, steps: ReadonlyMap<string, StepDefinition>): string {
  const marked = [...steps.values()].filter(step => step.options.start);
  const start = marked.length > 0 ? marked : [...steps.values()].filter(step => step.name === 'start');
  if (start.length === 1 && start[0]) return start[0].name;
  throw new Error(
    start.length === 0
      ? `${flow} has no first step: name one 'start', or mark one with @step({ start: true })`
      : `${flow} has several first steps (${start.map(step => step.name).join(', ')}): leave { start: true } on one`,
  );
}

function declaredBy(
  make: new () => Flow,
): { name: string | null; definition: ParameterDefinition; used: boolean }[] {
  const construction: Extract<Construction, { kind: 'discover' }> = {
    kind: 'discover',
    declared: [],
    latest: null,
  };
  construct(construction, () => new make());
  return construction.declared.map(({ name, definition, used }) => ({
    name,
    definition: definition as ParameterDefinition,
    used,
  }));
}
