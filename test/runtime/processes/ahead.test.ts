import { expect, test } from 'vitest';
import { requestCancel } from '../../../runtime/store/cancel.js';
import { flow, project, until } from '../project.js';

/** Items so short that workers are given several at a time, but for number 150, which does something special. */
const items = 400;
function shortItems(special: string, options = ''): string {
  return flow(`
    declare n: number;
    total = 0;
    @step() start() { return this.foreach(Array.from({ length: ${items} }, (_, i) => i), this.each); }
    @step(${options}) async each(n: number) {
      console.log('ran', n);
      this.n = n;
      if (n === 150) { ${special} }
      return this.next(this.add);
    }
    @step() add(inputs: Inputs<this>) { for (const i of inputs) this.total += i.n; }`);
}
const total = (items * (items - 1)) / 2;

test('what waits behind a slow task is given to another worker', async () => {
  const p = project({
    'a.flow.ts': shortItems(`
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (!existsSync('go')) await new Promise(done => setTimeout(done, 10));`),
  });
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '2']);
  const id = await p.until('each');
  const done = () => p.status(id).steps.each?.tasks.filter(task => task.status === 'done').length;
  await until(() => done() === items - 1, 'all others have ended');
  p.write({ go: '' });
  expect((await ended).code).toBe(0);
  expect(p.get('latest/add.total')).toBe(total);
});

test('a process that dies takes only its own task along', async () => {
  const p = project({
    'a.flow.ts': shortItems(
      "if (this.current.attempt === 0) process.kill(process.pid, 'SIGKILL');",
      '{ retry: 1 }',
    ),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts', '--workers', '2');
  expect(code, out).toBe(0);
  const again = p.status().steps.each?.tasks.filter(task => task.attempts !== 1);
  expect(again).toMatchObject([{ task: '150', attempts: 2 }]);
  const ran = p.log().filter(line => line.includes(' ran '));
  expect(ran).toHaveLength(items + 1);
  expect(p.get('latest/add.total')).toBe(total);
});

test('a process whose step goes on after its end does nothing else any more', async () => {
  const p = project({
    'a.flow.ts': shortItems(
      `setTimeout(() => { throw new Error('beside it'); });
       await new Promise(done => setTimeout(done, 60_000));`,
      "{ catch: 'n' }",
    ).replace('this.total += i.n', "this.total += typeof i.n === 'number' ? i.n : 150"),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts', '--workers', '2');
  expect(code, out).toBe(0);
  const others = p.status().steps.each?.tasks.filter(task => task.status !== 'done');
  expect(others).toMatchObject([{ task: '150', status: 'caught' }]);
  expect(p.log().filter(line => line.includes(' ran '))).toHaveLength(items);
  expect(p.get('latest/add.total')).toBe(total);
});

test('cancelled among many, none is left open', async () => {
  const p = project({
    'a.flow.ts': shortItems("await new Promise(done => setTimeout(done, 60_000)); console.log('too long');"),
  });
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '1']);
  const id = await p.until('each');
  await until(() => p.log(id).some(line => line.endsWith(' ran 150')), 'the slow one has begun');
  requestCancel(p.store, id);
  expect((await ended).code).toBe(130);
  const tasks = p.status(id).steps.each?.tasks ?? [];
  expect(tasks.find(task => task.task === '150')?.status).toBe('cancelled');
  expect(tasks.filter(task => task.status === 'running')).toEqual([]);
  expect(p.log(id).filter(line => line.includes(' ran '))).toHaveLength(151);
});
