/** Steps that are taken out run as they did: the flow leaves what it left before, by a run within its own; and so it does when they are put back. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { editFrom } from '../../../runtime/model/edit.js';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { project } from '../../runtime/project.js';

const folder = path.join(import.meta.dirname, 'fixtures/extractSteps');

test.each([
  ['all-between', 'end', ['rows', 'total', 'label']],
  ['whole-fan-out', 'end', ['sum', 'sizes']],
  ['not-exported-one', 'end', ['name', 'rows']],
  ['no-semicolons', 'end', ['name', 'rows']],
])('%s', { timeout: 60_000 }, async (name, last, artifacts) => {
  const [line = '', ...rest] = readFileSync(path.join(folder, `${name}.txt`), 'utf8').split('\n');
  const before = rest.join('\n').replace(/^class F/m, 'export class F');
  const edited = editFlow(before, 'after.ts', 'F', editFrom(JSON.parse(line))!);
  if (!edited.ok) throw new Error(edited.reason);
  const back = editFlow(edited.text, 'back.ts', 'F', { kind: 'inlineFlow', step: edited.step ?? '' });
  if (!back.ok) throw new Error(back.reason);
  const p = project({ 'before.ts': before, 'after.ts': edited.text, 'back.ts': back.text });
  const left = [];
  for (const file of ['before.ts', 'after.ts', 'back.ts']) {
    const { code, out, err } = await p.stepwell('run', `${file}:F`);
    expect(code, out + err).toBe(0);
    const values = artifacts.map(artifact => p.stepwell('get', `F/latest/${last}.${artifact}`, '--json'));
    left.push((await Promise.all(values)).map(({ out }) => out));
  }
  expect(left[1]).toEqual(left[0]);
  expect(left[2]).toEqual(left[0]);
  const graphs = [before, back.text].map(
    text => parseFlows(text, 'f.ts').flows.find(({ graph }) => graph.flow === 'F')?.graph,
  );
  expect(graphs[1]).toEqual(graphs[0]);
  expect(left[0]?.every(value => value.trim() !== '')).toBe(true);
});
