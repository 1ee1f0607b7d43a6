import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { openStore } from '../../../runtime/index.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { type Project, project } from '../../runtime/project.js';
import { random } from '../../runtime/recordedRun.js';
import { made } from '../oracle/flow.js';

/** How many flows are run, and from which seed on: `STEPWELL_FLOWS=100 STEPWELL_SEED=7 npx vitest run extracted.oracle`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 4);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 200);

test(`${flows} made-up flows leave what they left when some of their steps are a flow of their own`, {
  timeout: 3_600_000,
}, async () => {
  const wrong: string[] = [];
  let ran = 0;
  let compared = 0;
  for (let seed = firstSeed; ran < flows; seed++) {
    const { text } = made(seed);
    const { graph } = parseFlows(text, 'f.ts').flows[0]!;
    const taken = takenOut(text, graph, seed);
    if (!taken) continue;
    const p = project({
      'before.ts': text,
      'after.ts': taken.text,
      'values.js': 'export const seven = 31; export const eight = 37;',
    });
    const before = await left(p, 'before.ts', graph);
    // Many fail by themselves.
    if (before !== null) {
      ran++;
      compared += Object.keys(before).length;
      const after = await left(p, 'after.ts', graph, taken);
      const lost =
        after === null
          ? ['the run']
          : Object.keys(before).filter(name => !isDeepStrictEqual(before[name], after[name]));
      if (lost.length > 0)
        wrong.push(`With the seed ${seed}, ${taken.steps.join(', ')}: ${lost.join(', ')}\n${taken.text}`);
    }
    p.remove();
  }
  expect(wrong.join('\n\n')).toBe('');
  expect(compared).toBeGreaterThan(10);
});

interface Taken {
  readonly text: string;
  readonly steps: readonly string[];
  /** The step that runs them. */
  readonly by: string;
}

/** The flow with some of its steps taken out, where that can be done. */
function takenOut(text: string, { flow, steps }: Graph, seed: number): Taken | null {
  const next = random(seed);
  const names = steps.map(({ name }) => name);
  const parts = [1, 2, 4].flatMap(size => names.map((_, at) => names.slice(at, at + size)));
  const tries = parts.map(part => ({ part, at: next() })).toSorted((a, b) => a.at - b.at);
  for (const { part } of tries) {
    const edited = editFlow(text, 'f.ts', flow, { kind: 'extractSteps', steps: part, name: 'PartFlow' });
    if (edited.ok && edited.step !== null) return { text: edited.text, steps: part, by: edited.step };
  }
  return null;
}

/** What a flow leaves at its ends; null where it fails. Errors know where in the text they came up. */
async function left(
  p: Project,
  file: string,
  { flow, steps, edges }: Graph,
  taken?: Taken,
): Promise<Record<string, unknown> | null> {
  const { code } = await p.stepwell('run', `${file}:${flow}`, '--mode', 'm');
  if (code !== 0) return null;
  const run = openStore(p.store).latest(flow);
  const found: Record<string, unknown> = {};
  for (const { name } of steps) {
    if (edges.some(({ from }) => from === name)) continue;
    const at = taken?.steps.includes(name) ? taken.by : name;
    for (const [artifact, value] of Object.entries({ ...run?.steps[at]?.tasks[0]?.artifacts }))
      if (!(value instanceof Error)) found[`${name}.${artifact}`] = value;
  }
  return found;
}
