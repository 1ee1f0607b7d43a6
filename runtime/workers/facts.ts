import type { CheckedParameters, FlowFacts, RawParameter, SecretFacts, StepFacts } from '../engine/pool.js';
import { stored } from '../flow/codec.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { Checked, ParameterDefinition } from '../flow/parameter.js';
import { megabytes, milliseconds } from '../model/duration.js';
import type { StepOptions } from '../model/graph.js';
import { Unstorable } from '../store/storable.js';
import { encode } from '../store/value.js';

/** A flow's steps as data. @throws TypeError when an option can't be read. */
export function factsOf(definition: FlowDefinition): FlowFacts {
  const steps: Record<string, StepFacts> = {};
  for (const { name, options } of definition.steps.values()) steps[name] = stepFacts(name, options);
  const { name: flow, start, parameters } = definition;
  return { flow, start, steps, secrets: secretsOf(definition), hasParameters: parameters.length > 0 };
}

function secretsOf({ parameters }: FlowDefinition): SecretFacts[] {
  return parameters
    .filter(({ definition }) => definition.secret)
    .map(({ name, definition: { env, fallback } }) => ({
      name,
      env,
      fallback: typeof fallback === 'string' ? fallback : null,
    }));
}

function stepFacts(step: string, options: StepOptions): StepFacts {
  const retry = typeof options.retry === 'object' ? options.retry : { times: options.retry ?? 0 };
  if (!Number.isInteger(retry.times) || retry.times < 0) {
    throw new TypeError(`retry of the step ${step} is ${retry.times}; it must be a whole number, 0 or more`);
  }
  const { timeout, memory } = options;
  return {
    retries: retry.times,
    delay: retry.delay === undefined ? 0 : milliseconds(retry.delay, `retry.delay of the step ${step}`),
    backoff: retry.backoff ?? 1,
    timeout: timeout === undefined ? null : milliseconds(timeout, `timeout of the step ${step}`),
    catch: options.catch ?? null,
    isolate: options.isolate === true || memory !== undefined,
    memory: memory === undefined ? null : megabytes(memory, `memory of the step ${step}`),
  };
}

/** The values a run's steps will read, or everything that is wrong with what was given. */
export async function checkParameters(
  definition: FlowDefinition,
  raw: Readonly<Record<string, RawParameter>>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CheckedParameters> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  const keptForm = (name: string, value: unknown) => stored(definition.codecs, name, value);
  const known = new Set(definition.parameters.map(p => p.name));
  for (const name of Object.keys(raw)) {
    if (known.has(name)) continue;
    const others = known.size > 0 ? `its parameters are ${[...known].join(', ')}` : 'it has none';
    problems.push(`${definition.name} has no parameter ${name} (${others})`);
  }
  for (const { name, definition: parameter } of definition.parameters) {
    const fromEnv = parameter.env === null ? undefined : env[parameter.env];
    const given = raw[name] ?? (fromEnv === undefined ? undefined : { text: fromEnv });
    if (given === undefined) {
      const absent = await whenAbsent(parameter);
      if (absent.ok) values[name] = keptForm(name, absent.value);
      else problems.push(`the parameter ${name} ${absent.why}`);
      continue;
    }
    if ('checked' in given) {
      values[name] = given.value;
      continue;
    }
    const checked = await parameter.check(given);
    if (checked.ok) values[name] = keptForm(name, checked.value);
    else problems.push(`the parameter ${name}: ${checked.why}`);
  }
  problems.push(...whyNotKept(values));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
}

/** Runs keep their parameters, and so do the processes that run the steps. */
function whyNotKept(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    try {
      encode(value);
      return [];
    } catch (cause) {
      if (!(cause instanceof Unstorable)) throw cause;
      const what = cause.path === '' ? 'it' : `its ${cause.path}`;
      return [
        `the parameter ${name} can't be kept, because ${what} is ${cause.what}: let its schema give plain data, or give the flow a codec for it (static codecs)`,
      ];
    }
  });
}

/** A schema may do without a value, or bring one of its own: `z.string().default('x')`. */
async function whenAbsent(parameter: ParameterDefinition): Promise<Checked> {
  if (!parameter.required) return { ok: true, value: parameter.fallback };
  const checked = parameter.type === 'schema' ? await parameter.check({ value: undefined }) : null;
  return checked?.ok ? checked : { ok: false, why: 'has no default and was not given' };
}
