import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Objects } from '../../../runtime/store/objects.js';
import { complaints } from './complaints.js';
import { made } from './flow.js';
import { shrunk } from './shrink.js';

/** How many flows, and from which seed on: `STEPWELL_FLOWS=10000 STEPWELL_SEED=7 npx vitest run server/oracle`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 500);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'stepwell-oracle-'));
const objects = new Objects(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`what is said of ${flows} made-up flows is what their runs do`, { timeout: 7_200_000 }, async () => {
  const wrong: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const flow = made(seed);
    const [first] = await complaints(flow, objects);
    if (!first) continue;
    const small = await shrunk(flow.text, async text => {
      const found = await complaints({ ...flow, text }, objects).catch(() => []);
      return found.some(({ kind }) => kind === first.kind);
    });
    wrong.push(`With the seed ${seed}: ${first.kind}: ${first.detail}\n${small}`);
  }
  expect(wrong.join('\n\n')).toBe('');
});
