import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Objects } from '../../../runtime/store/objects.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { made } from './flow.js';
import { type Complaint, judge } from './judge.js';
import { runs } from './run.js';
import { shrunk } from './shrink.js';

/** How many flows, and from which seed on: `STEPWELL_FLOWS=10000 STEPWELL_SEED=7 npx vitest run server/oracle`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 500);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'stepwell-oracle-'));
const objects = new Objects(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function complaints(text: string, conditions: readonly string[]): Promise<Complaint[]> {
  const { flows: found, problems, broken } = parseFlows(text, 'made.flow.ts');
  const [flow] = found;
  if (broken !== null || !flow) throw new Error(`the made-up flow can't be read: ${broken}\n${text}`);
  return judge(text, flow, problems, await runs(text, flow.graph, conditions, objects));
}

test(`what is said of ${flows} made-up flows is what their runs do`, { timeout: 7_200_000 }, async () => {
  const wrong: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + flows && wrong.length < 3; seed++) {
    const { text, conditions } = made(seed);
    const [first] = await complaints(text, conditions);
    if (!first) continue;
    const small = await shrunk(text, async fewer => {
      const found = await complaints(fewer, conditions).catch(() => []);
      return found.some(({ kind }) => kind === first.kind);
    });
    wrong.push(`With the seed ${seed}: ${first.kind}: ${first.detail}\n${small}`);
  }
  expect(wrong.join('\n\n')).toBe('');
});
