import { expect, test } from 'vitest';
import { countWorkers, nesting, refuseRunaway } from '../../../runtime/workers/crowd.js';
import { flow, project } from '../project.js';

test('a process that no worker has started may start as many as it likes', () => {
  expect(nesting({})).toBe(0);
  expect(() => refuseRunaway(0, () => 100_000)).not.toThrow();
});

test('runs in runs end at a depth that nobody means', () => {
  expect(nesting({ STEPWELL_WORKER: '19' })).toBe(19);
  expect(() => refuseRunaway(19, () => 1)).not.toThrow();
  expect(() => refuseRunaway(20, () => 1)).toThrow(/20 deep/);
});

test('workers of workers end at a number that nobody means, where the system counts them', () => {
  expect(() => refuseRunaway(1, () => 100)).not.toThrow();
  expect(() => refuseRunaway(1, () => null)).not.toThrow();
  expect(() => refuseRunaway(1, () => 1_000_000)).toThrow(/1000000 workers/);
});

test.skipIf(process.platform === 'win32')('workers are counted where the system tells of them', async () => {
  const p = project({
    'a.flow.ts': flow('@step() async start() { await new Promise(done => setTimeout(done, 60_000)); }'),
  });
  const { child, ended } = p.start(['run', 'a.flow.ts']);
  await p.until('start');
  // Others come and go meanwhile: this run's own is there.
  expect(countWorkers()).toBeGreaterThanOrEqual(1);
  child.kill('SIGKILL');
  await ended;
});
