import { rootScope, type TaskNode } from '../engine/node.js';
import { Refusal, type Run, type TaskRun } from '../model/index.js';
import { fanOutAround, itemOf, taskOf } from '../model/items.js';
import { readRun } from '../store/run-reader.js';

/**
 * The run that holds a task's inputs: a run of a single step has only those its own origin gave it.
 *
 * @throws Refusal when that one is gone.
 */
export function runWithInputs(store: string, run: Run): Run {
  let at = run;
  // A log may say that its run comes from itself.
  const seen = new Set<string>();
  while (at.mode === 'step' && at.origin !== null && !seen.has(at.id)) {
    seen.add(at.id);
    const origin = readRun(store, at.origin);
    if (origin === null) {
      throw new Refusal(
        'no-such-run',
        `the run ${at.id} ran on inputs of ${at.origin}, which has been removed: choose the step of another run`,
      );
    }
    at = origin;
  }
  return at;
}

/** A task of a past run, to be run once more on the inputs it had then. */
export function nodeFrom(run: Run, task: TaskRun): TaskNode {
  const [place = '0', iteration = '0'] = task.task.split('@');
  const position = isInFanout(run, task) ? place.split('.').map(Number) : [];
  return {
    id: `${task.step}/${task.task}`,
    step: task.step,
    task: task.task,
    position,
    iteration: Number(iteration),
    scope: rootScope(),
    branch: 0,
    from: [],
    opener: null,
    before: task.before,
    first: task.from.length === 0 && task.opener === null,
    item: itemOf(run, task)?.place ?? null,
    inputs: inputsOf(run, task),
    opened: task.opener === null ? null : (taskOf(run, task.opener)?.after.set ?? null),
  };
}

/** The task that was run by the one it follows as an item of its fan-out, or one that follows such a task. */
function isInFanout(run: Run, task: TaskRun): boolean {
  return task.task.includes('.') || fanOutAround(run, task) !== null;
}

function inputsOf(run: Run, task: TaskRun): TaskNode['inputs'] {
  if (task.opener === null) return null;
  return task.from.map(id => {
    const input = taskOf(run, id);
    if (input === undefined)
      throw new Refusal(
        'damaged',
        `the run ${run.id} does not hold ${id}, an input of ${task.step}/${task.task}`,
      );
    return { id, step: input.step, ...input.after };
  });
}
