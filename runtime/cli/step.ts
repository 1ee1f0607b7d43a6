import { parametersOf } from '../local/resume.js';
import { nodeFrom, runWithInputs } from '../local/single.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { parametersFrom, tagsFrom } from './arguments.js';
import { afterDashes, type Command, runExits, terms } from './command.js';
import { execute, makeReady, runOptions } from './execute.js';
import { recordedFile } from './recorded-file.js';
import { isNamed, requireStore } from './stores.js';
import { writtenParameters } from './written-parameters.js';

export const step: Command = {
  usage: 'RUN/STEP[/TASK]',
  most: 1,
  summary: "run one step again on its recorded inputs, with today's code",
  terms: [
    terms.run,
    terms.step,
    [terms.task[0], `${terms.task[1]}; without it the only task, or the first that failed`],
    ['--PARAM VALUE', 'another value than the run had; a secret once more, for it is not kept'],
  ],
  about: [
    'It is a run of its own in the history, with all options of the step honoured. The run it takes its inputs from is not changed, and nothing that follows the step is run.',
    afterDashes,
  ],
  options: [runOptions.parameters, runOptions.tag, runOptions.json, runOptions.runIdFile, runOptions.store],
  takesParameters: true,
  exits: runExits,
  examples: [
    ['stepwell step latest/train/4', 'the fifth task of train, as often as it takes to mend it'],
    ['stepwell step TrainFlow/latest/train --holdout 0.1', 'the task that failed, with another parameter'],
  ],
  related: ['resume', 'get', 'logs'],
  async run(line) {
    const [name] = line.positionals;
    if (name === undefined)
      throw new Refusal('usage', 'which step? Write RUN/STEP, as in stepwell step latest/train');
    const store = requireStore(line);
    const named = findNamed(store, name);
    if (named.step === null)
      throw new Refusal('usage', `${name} names a run: add a step, as in ${name}/start`);
    const tags = tagsFrom(line, 'tag');
    const written = await writtenParameters(line);
    const origin = requireRun(store, named.run);
    const source = runWithInputs(store, origin);
    const task = requireTask(source, named.step, named.task ?? onlyTask(origin, named.step));
    const ready = await makeReady(recordedFile(line, store, origin), origin.flow, store, 1, isNamed(line));
    if (!ready.graph.steps.some(s => s.name === task.step)) {
      ready.pool.close();
      throw new Refusal('no-such-step', `${origin.flow} no longer has a step ${task.step}`);
    }
    const kept = parametersOf(store, origin, ready.graph);
    return execute(
      {
        ...ready,
        store,
        mode: 'step',
        parameters: { ...kept, ...written?.of(ready.graph), ...parametersFrom(line, ready.graph) },
        tags,
        origin: origin.id,
        from: origin,
        parent: null,
        reuse: null,
        only: () => nodeFrom(source, task),
      },
      line,
    );
  },
};

/** A run of a single step means its own task, where the run it comes from has many. */
function onlyTask(run: Run, step: string): string | null {
  const tasks = [...(run.steps.get(step)?.tasks.keys() ?? [])];
  return run.mode === 'step' ? (tasks[0] ?? null) : null;
}
