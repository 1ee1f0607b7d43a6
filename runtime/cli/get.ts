import type { ArtifactRef } from '../model/artifact.js';
import { Refusal } from '../model/refusal.js';
import type { Run, TaskRun } from '../model/run.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { shownValue } from '../store/shown-value.js';
import { load } from '../store/value.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { requireStore } from './stores.js';
import { jsonText, print } from './terminal.js';
import { valueToJson } from './value-json.js';

export const get: Command = {
  usage: 'RUN/STEP[/TASK].ARTIFACT',
  most: 1,
  summary: 'the value of an artifact as it stood when a task ended',
  terms: [
    terms.run,
    terms.step,
    [terms.task[0], `${terms.task[1]}; without it the only task, or the first that failed`],
    ['ARTIFACT', 'name of a field, whether or not the task set it; a parameter of the flow, too'],
  ],
  about: [
    'As JSON, what JSON has no form for is an object with one key that begins with $, such as {"$map":[["a",1]]}, {"$bigint":"12"}, {"$number":"-0"}; docs/command-line.md lists them.',
  ],
  options: [
    { name: 'json', what: 'as JSON that loses nothing, on one line' },
    {
      name: 'large',
      what: 'unpack it though it takes very much more than it does on disk, as some kilobytes that were made to can',
    },
    storeOption,
  ],
  examples: [
    ['stepwell get latest/train/4.score', 'what the fifth task of train left'],
    ['stepwell get TrainFlow/latest/end.best --json', 'the result of a flow, for a script'],
  ],
  related: ['status', 'diff', 'logs'],
  async run(line) {
    const [text = ''] = line.positionals;
    // A task's name may have dots of its own, an artifact's has none.
    const dot = text.lastIndexOf('.');
    if (dot < 0)
      throw new Refusal(
        'usage',
        'which artifact? Write RUN/STEP[/TASK].ARTIFACT, as in latest/train/4.score',
      );
    const artifact = text.slice(dot + 1);
    const store = requireStore(line);
    const named = findNamed(store, text.slice(0, dot));
    if (!named.step) throw new Refusal('usage', `${text} names no step: write RUN/STEP[/TASK].ARTIFACT`);
    const run = requireRun(store, named.run);
    const objects = new Objects(store, line.flag('large'));
    const value = valueFrom(objects, run, requireTask(run, named.step, named.task), artifact);
    print(
      line.flag('json')
        ? `${jsonText(valueToJson(value))}\n`
        : `${shownValue(value, { depth: 6, colors: process.stdout.isTTY === true && !process.env.NO_COLOR, maxArrayLength: 200 })}\n`,
    );
    return exit.ok;
  },
};

function valueFrom(objects: Objects, run: Run, task: TaskRun, artifact: string): unknown {
  const ref = ownValue<ArtifactRef>(task.after.set, artifact);
  if (ref !== undefined) return load(objects, ref);
  const disputed = ownValue(task.after.disputed, artifact);
  if (disputed !== undefined) {
    throw new Refusal(
      'no-such-artifact',
      `${artifact} has no value after the join ${disputed.join}: its inputs disagree (${disputed.inputs.join(', ')})`,
    );
  }
  if (Object.hasOwn(run.secrets, artifact)) {
    throw new Refusal(
      'no-such-artifact',
      `${artifact} is a secret parameter of ${run.flow}, and the value of a secret is not kept: look for it where it was given from`,
    );
  }
  if (Object.hasOwn(run.parameters, artifact)) {
    const values =
      run.values === null ? run.parameters : (load(objects, run.values) as typeof run.parameters);
    return values[artifact];
  }
  const names = Object.keys(task.after.set).sort().join(', ') || 'none';
  throw new Refusal(
    'no-such-artifact',
    `${task.step}/${task.task} has no artifact ${artifact} (it has ${names})`,
  );
}

/** An artifact may be asked for by any name, `constructor` too. */
function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
