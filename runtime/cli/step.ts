import { parametersOf } from '../local/resume.js';
import { nodeFrom, runWithInputs } from '../local/single.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { optionValue, parametersFrom, refuseMore, splitArguments } from './arguments.js';
import type { Command } from './command.js';
import { execute, makeReady } from './execute.js';
import { ownFlags, ownOptions } from './run.js';
import { requireStore } from './stores.js';

export const step: Command = {
  usage: 'RUN/STEP[/TASK] [--PARAM VALUE]… [--tag T]… [--json]',
  summary: "run one step again on its recorded inputs, with today's code",
  help: `
  TASK             which task of the step; without it the only one, or the first that failed
  --PARAM VALUE    another value than the run had
  --tag T, --json, --run-id-file F    as for stepwell run

It is a run of its own in the history. The run it takes its inputs from is not changed.

  stepwell step latest/train/4`,
  async run(args) {
    const { positionals, options } = splitArguments(args, ownFlags);
    refuseMore(positionals, 1, 'step');
    const [name] = positionals;
    if (name === undefined)
      throw new Refusal('usage', 'which step? Write RUN/STEP, as in stepwell step latest/train');
    const store = requireStore();
    const named = findNamed(store, name);
    if (named.step === null)
      throw new Refusal('usage', `${name} names a run: add a step, as in ${name}/start`);
    const origin = requireRun(store, named.run);
    const source = runWithInputs(store, origin);
    const task = requireTask(source, named.step, named.task ?? onlyTask(origin, named.step));
    const ready = await makeReady(origin.file, origin.flow, store, 1);
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
        parameters: { ...kept, ...parametersFrom(options, ownOptions, ready.graph) },
        tags: options.flatMap(o => (o.name === 'tag' && o.value !== null ? [o.value] : [])),
        origin: origin.id,
        parent: null,
        reuse: null,
        only: () => nodeFrom(source, task),
      },
      { json: options.some(o => o.name === 'json'), runIdFile: optionValue(options, 'run-id-file') },
    );
  },
};

/** A run of a single step means its own task, where the run it comes from has many. */
function onlyTask(run: Run, step: string): string | null {
  const tasks = [...(run.steps.get(step)?.tasks.keys() ?? [])];
  return run.mode === 'step' ? (tasks[0] ?? null) : null;
}
