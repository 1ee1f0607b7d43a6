import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type RunEvent, RunFold, type State } from '../../../runtime/model/index.js';
import { Objects } from '../../../runtime/store/objects.js';
import { load } from '../../../runtime/store/value.js';
import { applied } from '../../../server/edit/draft.js';
import { refactorings } from '../../../server/fixes/refactorings.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { grow } from '../../runtime/engine/random/grow.js';
import { make, play } from '../../runtime/engine/random/inProcess.js';
import { expectedOf, TooLong } from '../../runtime/engine/random/oracle.js';
import { sourceOf } from '../../runtime/engine/random/source.js';
import { random } from '../../runtime/recordedRun.js';

/** How many flows, and from which seed on: `STEPWELL_FLOWS=20000 STEPWELL_SEED=7 npx vitest run meaning`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 200);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'stepwell-meaning-'));
const objects = new Objects(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Cut {
  readonly step: string;
  readonly text: string;
}

/** Made-up flows of which some step is taken apart at some place. */
function* taken(): Generator<Cut & { readonly expected: ReturnType<typeof expectedOf> }> {
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const next = random(seed);
    const shape = grow(next);
    try {
      const expected = expectedOf(shape, 1, 200);
      const cut = cutAt(sourceOf(shape), next);
      if (cut) yield { ...cut, expected };
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
    }
  }
}

/** A step taken apart: in two at a line, or with some of its lines taken out. */
function cutAt(text: string, next: () => number): Cut | null {
  const below = (most: number): number => Math.floor(next() * most);
  const parsed = parseFlows(text, 'made.flow.ts');
  const [flow] = parsed.flows;
  const steps =
    flow?.steps.filter(({ body }) => text.slice(body.start, body.end).split('\n').length > 3) ?? [];
  const step = steps[below(steps.length)];
  if (!flow || !step || !parsed.tree) return null;
  const place = (from: number): number => from + 1 + below(step.body.end - from - 2);
  const start = place(step.body.start);
  const end = next() < 0.5 || start >= step.body.end - 3 ? start : place(start);
  const subject = { text, tree: parsed.tree, parsed, flow, sources: null, fileName: 'made.flow.ts' };
  const made = refactorings(subject, { start, end }).find(({ title }) => /Split|Extract/.test(title));
  return made?.ok ? { step: step.name, text: applied(text, made.replacements) } : null;
}

test('a flow does the same when one of its steps has been taken apart', { timeout: 3_600_000 }, async () => {
  let count = 0;
  for (const { step, text, expected } of taken()) {
    const made = make(text);
    const how = { id: 'run', objects, next: random(count), size: 1, reuse: null, cancelAt: null };
    const [result, events] = await play(made, how);
    expect(result, text).toEqual({ status: 'done' });
    const after = leftBy(events);
    // What the step left is left by the last of its parts now.
    const last = [`${step}Rest`, `${step}Part`].find(name => made.definition.steps.has(name))!;
    for (const [id, { after: left }] of expected) {
      const known = new Map([...left].flatMap(([name, held]) => ('json' in held ? [[name, held.json]] : [])));
      const found = after.get(id.replace(/^\w+/, name => (name === step ? last : name)));
      expect(found, `${id}\n${text}`).toEqual(known);
    }
    count++;
  }
  expect(count).toBeGreaterThan(flows / 5);
});

/** What each task left, as JSON by artifact. */
function leftBy(events: readonly RunEvent[]): Map<string, Map<string, string>> {
  const fold = new RunFold('run');
  for (const event of events) fold.apply(event);
  const { steps } = fold.run(true)!;
  const tasks = [...steps.values()].flatMap(step => [...step.tasks.values()]);
  return new Map(tasks.map(({ step, task, after }) => [`${step}/${task}`, values(after)]));
}

function values({ set }: State): Map<string, string> {
  return new Map(Object.entries(set).map(([name, ref]) => [name, JSON.stringify(plain(load(objects, ref)))]));
}

function plain(value: unknown): unknown {
  return value instanceof Error ? { error: value.message } : value;
}
