import { changedSteps, parametersOf, planReuse, refuseUnresumable } from '../local/resume.js';
import { defaultWorkers } from '../local/run.js';
import { readRun } from '../store/run-reader.js';
import { findNamed, requireRun, runIds } from '../store/runs.js';
import { optionValue, parametersFrom, refuseMore, splitArguments, workersFrom } from './arguments.js';
import type { Command } from './command.js';
import { execute, makeReady } from './execute.js';
import { ownFlags, ownOptions } from './run.js';
import { requireStore } from './stores.js';

export const resume: Command = {
  usage: '[RUN] [--from STEP] [--PARAM VALUE]… [--tag T]… [--workers N] [--json]',
  summary: 'go on where a run stopped: a new run that takes over every finished task it can',
  help: `
  RUN              the run to go on from, which may itself be a resumed one; without it the latest
                   that ran more than a single step
  --from STEP      run this step and all after it again, though they had ended well
  --PARAM VALUE    another value than the run had; steps that read it run again
  --tag T, --workers N, --json, --run-id-file F    as for stepwell run

Today's code runs. A finished step whose code has changed since is named, and its result is taken over all the same.`,
  async run(args) {
    const { positionals, options } = splitArguments(args, ownFlags);
    refuseMore(positionals, 1, 'resume');
    const store = requireStore();
    const [name] = positionals;
    const origin = requireRun(store, name === undefined ? latestWhole(store) : findNamed(store, name).run);
    const from = optionValue(options, 'from');
    const changes = options.some(({ name }) => !ownOptions.has(name));
    refuseUnresumable(store, origin, { from, changes });
    const ready = await makeReady(origin.file, origin.flow, store, workersFrom(options, defaultWorkers()));
    const kept = parametersOf(store, origin, ready.graph);
    const json = options.some(o => o.name === 'json');
    if (!json) nameChanges(changedSteps(store, origin, ready.prepared), origin.steps);
    return execute(
      {
        ...ready,
        store,
        mode: 'resume',
        parameters: { ...kept, ...parametersFrom(options, ownOptions, ready.graph) },
        tags: [
          ...origin.tags,
          ...options.flatMap(({ name, value }) => (name === 'tag' && value !== null ? [value] : [])),
        ],
        origin: origin.id,
        parent: null,
        reuse: (facts, parameters) => planReuse(origin, from, facts, parameters, kept),
        only: null,
      },
      { json, runIdFile: optionValue(options, 'run-id-file') },
    );
  },
};

/** The latest run but for those of a single step: trying a step until it is right comes before going on. */
function latestWhole(store: string): string {
  const whole = runIds(store).find(id => readRun(store, id)?.mode !== 'step');
  return whole ?? findNamed(store, 'latest').run;
}

function nameChanges(
  steps: readonly string[],
  ran: ReadonlyMap<string, { tasks: ReadonlyMap<string, { status: string }> }>,
): void {
  const finished = steps.filter(step =>
    [...(ran.get(step)?.tasks.values() ?? [])].some(task => task.status === 'done'),
  );
  for (const step of finished) {
    process.stderr.write(
      `note: the code of ${step} has changed since; its results are taken over (--from ${step} runs it again)\n`,
    );
  }
}
