import { inspect, parseArgs } from 'node:util';
import { Refusal } from '../model/refusal.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { load } from '../store/value.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { requireStore } from './stores.js';
import { valueToJson } from './value-json.js';

export const get: Command = {
  usage: 'RUN/STEP[/TASK].ARTIFACT [--json]',
  summary: 'the value of an artifact as it stood when a task ended',
  help: `
  TASK      which task of the step; without it the only one, or the first that failed
  --json    as JSON; Map, Set, BigInt, Date, typed arrays and -0 as an object with one $ key,
            such as {"$map":[["a",1]]}, {"$bigint":"12"}, {"$number":"-0"}

  stepwell get latest/train/4.score --json`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'get');
    const [text = ''] = positionals;
    // A task's name may have dots of its own, an artifact's has none.
    const dot = text.lastIndexOf('.');
    if (dot < 0)
      throw new Refusal(
        'usage',
        `which artifact? Write RUN/STEP[/TASK].ARTIFACT, as in latest/train/4.score`,
      );
    const artifact = text.slice(dot + 1);
    const store = requireStore();
    const named = findNamed(store, text.slice(0, dot));
    if (named.step === null)
      throw new Refusal('usage', `${text} names no step: write RUN/STEP[/TASK].ARTIFACT`);
    const run = requireRun(store, named.run);
    const task = requireTask(run, named.step, named.task);
    const ref = ownValue(task.after.set, artifact);
    if (ref === undefined) {
      const disputed = ownValue(task.after.disputed, artifact);
      if (disputed !== undefined) {
        throw new Refusal(
          'no-such-artifact',
          `${artifact} has no value after the join ${disputed.join}: its inputs disagree (${disputed.inputs.join(', ')})`,
        );
      }
      const names = Object.keys(task.after.set).sort().join(', ') || 'none';
      throw new Refusal(
        'no-such-artifact',
        `${task.step}/${task.task} has no artifact ${artifact} (it has ${names})`,
      );
    }
    const value = load(new Objects(store), ref);
    process.stdout.write(
      values.json
        ? `${JSON.stringify(valueToJson(value))}\n`
        : `${inspect(value, { depth: 6, colors: process.stdout.isTTY === true && !process.env.NO_COLOR, maxArrayLength: 200 })}\n`,
    );
    return exit.ok;
  },
};

/** An artifact may be asked for by any name, `constructor` too. */
function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
