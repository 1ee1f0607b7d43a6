import type { Reuse } from '../engine/reuse.js';
import { changedSteps, parametersOf, planReuse, refuseUnresumable } from '../local/resume.js';
import { knownRows } from '../store/known-rows.js';
import { findNamed, requireRun } from '../store/runs.js';
import { parametersFrom, tagsFrom, workersFrom } from './arguments.js';
import { afterDashes, type Command, runExits, terms } from './command.js';
import { execute, makeReady, runOptions } from './execute.js';
import { recordedFile } from './recorded-file.js';
import { isNamed, requireStore } from './stores.js';
import { complain } from './terminal.js';
import { onlyRun } from './which.js';
import { writtenParameters } from './written-parameters.js';

export const resume: Command = {
  usage: '[RUN]',
  most: 1,
  summary: 'go on where a run stopped: a new run that takes over every finished task it can',
  terms: [
    [terms.run[0], `${terms.run[1]}; without it the latest that ran more than a single step`],
    ['--PARAM VALUE', 'another value than the run had; a secret once more, for it is not kept'],
  ],
  about: [
    'A task is taken over when it had ended well, all tasks before it are taken over, and it read no parameter that has another value now; every other task runs, and the output says why. The run may itself be a resumed one, may have been cancelled, or its process killed.',
    "Today's code runs. A finished step whose code has changed since is named, and its result is taken over all the same: --from runs it again.",
    afterDashes,
  ],
  options: [
    { name: 'from', value: 'STEP', what: 'run this step and all after it again, though they had ended well' },
    runOptions.parameters,
    { ...runOptions.tag, what: 'a tag for the new run, besides those of the old one' },
    runOptions.workers,
    runOptions.json,
    runOptions.runIdFile,
    runOptions.store,
  ],
  takesParameters: true,
  exits: runExits,
  examples: [
    ['stepwell resume', 'go on with the newest run'],
    ['stepwell resume 20260314t15 --from train --holdout 0.1', 'from a step on, with another parameter'],
  ],
  related: ['run', 'step', 'status'],
  async run(line) {
    const store = requireStore(line);
    const [name] = line.positionals;
    const id = name === undefined ? latestWhole(store) : onlyRun(findNamed(store, name), name);
    const origin = requireRun(store, id);
    const from = line.value('from');
    const written = await writtenParameters(line);
    refuseUnresumable(store, origin, {
      from,
      changes: line.parameters.length > 0 || written?.isEmpty === false,
    });
    const tags = tagsFrom(line, 'tag');
    const ready = await makeReady(
      recordedFile(line, store, origin),
      origin.flow,
      store,
      workersFrom(line),
      isNamed(line),
    );
    const kept = parametersOf(store, origin, ready.graph);
    if (!line.flag('json')) nameChanges(changedSteps(store, origin, ready.prepared), origin.steps);
    let reuse: Reuse | null = null;
    return execute(
      {
        ...ready,
        store,
        mode: 'resume',
        parameters: { ...kept, ...written?.of(ready.graph), ...parametersFrom(line, ready.graph) },
        tags: [...new Set([...origin.tags, ...tags])],
        origin: origin.id,
        from: origin,
        parent: null,
        reuse: (facts, parameters) => {
          reuse = planReuse(origin, from, facts, parameters, kept);
          return reuse;
        },
        only: null,
      },
      line,
      step => becauseOf(reuse?.rerunBecause.get(step) ?? []),
    );
  },
};

function becauseOf(parameters: readonly string[]): string | null {
  const [first] = parameters;
  if (first === undefined) return null;
  return parameters.length === 1
    ? `${first} has another value now`
    : `${parameters.join(', ')} have other values now`;
}

/** The latest run but for those of a single step: trying a step until it is right comes before going on. */
function latestWhole(store: string): string {
  for (const row of knownRows(store)) if (row.mode !== 'step') return row.id;
  return findNamed(store, 'latest').run;
}

function nameChanges(
  steps: readonly string[],
  ran: ReadonlyMap<string, { tasks: ReadonlyMap<string, { status: string }> }>,
): void {
  const finished = steps.filter(step =>
    [...(ran.get(step)?.tasks.values() ?? [])].some(task => task.status === 'done'),
  );
  for (const step of finished) {
    complain(
      `note: the code of ${step} has changed since; its results are taken over (--from ${step} runs it again)\n`,
    );
  }
}
