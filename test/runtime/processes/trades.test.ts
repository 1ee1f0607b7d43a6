import { cpSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../project.js';

const folder = resolve(import.meta.dirname, '../../fixtures/trades');

test('flows of the trades, in which the check finds nothing, run to their end', {
  timeout: 120_000,
}, async () => {
  const files = globSync('**/*.flow.ts', { cwd: folder }).toSorted();
  const flows = files.flatMap(file =>
    [...readFileSync(resolve(folder, file), 'utf8').matchAll(/^export class (\w+)/gm)].map(
      ([, name = '']) => ({ file, name }),
    ),
  );
  expect(flows.length).toBeGreaterThan(55);
  const p = project({
    'tsconfig.json': '{}',
    'host.ts': `
      const told: Record<string, string> = {};
      const waiting = ${JSON.stringify(flows)};
      const lane = async () => {
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
          const flow = (await import('./trades/' + one.file))[one.name];
          told[one.name] = await flow.run({}, { workers: 2 }).then(run => run.status, String);
        }
      };
      await Promise.all([lane(), lane(), lane()]);
      console.log(JSON.stringify(told));`,
  });
  cpSync(folder, p.path('trades'), { recursive: true, filter: name => !name.endsWith('tsconfig.json') });
  p.install();
  const { code, out, err } = await p.node('--import', 'stepwell/register', 'host.ts');
  expect(code, err).toBe(0);
  expect(JSON.parse(out)).toEqual(Object.fromEntries(flows.map(({ name }) => [name, 'done'])));
});
