import { type Codecs, codecsOf } from './codec.js';
import { type Construction, construct } from './construction.js';
import { Flow } from './flow.js';
import type { ParameterDefinition } from './parameter.js';
import { isBoundStep, type StepDefinition, stepsOf } from './steps.js';

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

export function isFlowClass(value: unknown): value is new () => Flow {
  return typeof value === 'function' && value.prototype instanceof Flow;
}

/** @param name what the class is called where it is declared: it may give itself another name */
export function defineFlow(make: new () => Flow, name = make.name): FlowDefinition {
  const { declared, instance } = declaredBy(make);
  // A field of a step's name takes its place, but for the step itself, bound to its flow.
  const steps = new Map(
    [...stepsOf(make.prototype)].filter(
      ([step]) => !Object.hasOwn(instance, step) || isBoundStep(instance, step),
    ),
  );
  return {
    name,
    make,
    declared,
    parameters: declared.flatMap(({ name, definition, used }) =>
      name === null ? [] : [{ name, definition, usedByFields: used }],
    ),
    steps,
    start: startOf(name, steps),
    codecs: codecsOf(make),
  };
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

function declaredBy(make: new () => Flow): {
  declared: { name: string | null; definition: ParameterDefinition; used: boolean }[];
  instance: Flow;
} {
  const construction: Extract<Construction, { kind: 'discover' }> = {
    kind: 'discover',
    declared: [],
    latest: null,
  };
  const instance = construct(construction, () => new make());
  const declared = construction.declared.map(({ name, definition, used }) => ({
    name,
    definition: definition as ParameterDefinition,
    used,
  }));
  return { declared, instance };
}
