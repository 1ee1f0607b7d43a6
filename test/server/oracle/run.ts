import { transformSync } from 'esbuild';
import { defineFlow, isFlowClass } from '../../../runtime/flow/definition.js';
import { Flow, parameter, step } from '../../../runtime/index.js';
import type { Graph } from '../../../runtime/model/graph.js';
import type { Transition } from '../../../runtime/model/run.js';
import type { Objects } from '../../../runtime/store/objects.js';
import { play } from '../../runtime/engine/random/inProcess.js';
import { random } from '../../runtime/recordedRun.js';

/** What one run of a flow did. */
export interface Ran {
  readonly isDone: boolean;
  readonly parameters: Readonly<Record<string, boolean>>;
  /** The ways that its tasks took. */
  readonly taken: readonly { readonly step: string; readonly transition: Transition }[];
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly step: string | null;
  readonly message: string;
}

/** What the flows import from beside them. */
const beside = { seven: 31, eight: 37 };

/**
 * Runs a flow once for each way in which its conditions may hold.
 *
 * @param mostEvents what was left out of a flow as it was shrunk may be what ended a loop of its steps, which may not go on for ever
 */
export async function runs(
  text: string,
  graph: Graph,
  conditions: readonly string[],
  objects: Objects,
  mostEvents = 10_000,
): Promise<Ran[]> {
  const definition = defined(text);
  const all: Ran[] = [];
  for (let held = 0; held < 1 << conditions.length; held++) {
    const parameters = Object.fromEntries(conditions.map((name, at) => [name, (held & (1 << at)) !== 0]));
    const [result, events] = await play(
      { graph, definition, problems: [] },
      {
        id: `run${held}`,
        objects,
        next: random(held),
        size: 41,
        parameters: { mode: 'm', flag: true, ...parameters },
        reuse: null,
        cancelAt: mostEvents,
      },
    );
    if (events.length >= mostEvents) throw new Error('its steps go round and round');
    const taken: Ran['taken'][number][] = [];
    const failures: Failure[] = [];
    for (const event of events) {
      if (event.type !== 'task.ended') continue;
      if (event.transition) taken.push({ step: event.step, transition: event.transition });
      if (event.error) failures.push({ step: event.step, message: event.error.message });
    }
    if (result.status !== 'done' && failures.every(({ message }) => message !== result.error.message))
      failures.push({ step: result.error.step, message: result.error.message });
    all.push({ isDone: result.status === 'done', parameters, taken, failures });
  }
  return all;
}

function defined(text: string) {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'node22' });
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const given = (name: string): unknown => (name === 'stepwell' ? { Flow, step, parameter } : beside);
  const load = new Function('require', 'module', 'exports', 'console', 'turn', counted(code));
  load(given, module, module.exports, silent, counter());
  const [found] = Object.values(module.exports).filter(isFlowClass);
  if (found === undefined) throw new Error('the text holds no flow');
  return defineFlow(found);
}

/** The same of loops of its code. */
const mostTurns = 100_000;

/** The code with each turn of its loops counted. */
function counted(code: string): string {
  return code.replaceAll(/\b(?:(?:while|for) \(.*\)|do) \{$/gm, '$& turn();');
}

/** To be called in each turn; throws when there have been too many. */
function counter(): () => void {
  let turns = 0;
  return () => {
    if (++turns > mostTurns) throw new Error('its code goes round and round');
  };
}

const silent = { log: () => undefined };
