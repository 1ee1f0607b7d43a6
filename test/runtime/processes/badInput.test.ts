import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, flow, project } from '../project.js';

const good = flow("@step() start() { console.log('hello'); }");

/** What a person gets told: one line of ours, no stack. */
function told({ err }: Ended): string {
  const lines = err.trimEnd().split('\n');
  const ours = lines.filter(line => line.startsWith('stepwell: '));
  expect(ours, err).toHaveLength(1);
  expect(err).not.toMatch(/^ {4}at /m);
  expect(err).not.toContain('dist/');
  return ours[0] ?? '';
}

describe('nothing is run, and the exit code is 2', () => {
  test('a file that is not there', async () => {
    const p = project();
    const ended = await p.stepwell('run', 'nope.flow.ts');
    expect(told(ended)).toContain('there is no file');
    expect(told(ended)).toContain('nope.flow.ts');
    expect(ended.code).toBe(2);
    expect(existsSync(p.store), 'a store made for nothing').toBe(false);
  });

  test('a folder in place of a file', async () => {
    const p = project();
    const ended = await p.stepwell('run', '.');
    expect(told(ended)).toContain('is a folder');
    expect(ended.code).toBe(2);
  });

  test.skipIf(process.platform === 'win32')(
    'what is no source of a bearable size',
    { timeout: 90_000 },
    async () => {
      const p = project({ 'large.ts': `//${'x'.repeat(4_100_000)}` });
      symlinkSync('/dev/zero', join(p.folder, 'zero.flow.ts'));
      execFileSync('mkfifo', [join(p.folder, 'pipe.flow.ts')]);
      for (const command of ['check', 'graph', 'show']) {
        for (const name of ['zero.flow.ts', 'pipe.flow.ts', 'large.ts']) {
          const ended = await p.stepwell(command, name);
          expect(told(ended)).toMatch(name === 'large.ts' ? /larger than 4 MB/ : /not a regular file/);
          expect(ended.code).toBe(2);
        }
      }
    },
  );

  test('more than a command takes', async () => {
    const p = project({ 'a.flow.ts': good });
    const ended = await p.stepwell('run', 'a.flow.ts', 'b.flow.ts');
    expect(told(ended)).toContain('what is "b.flow.ts" meant to be?');
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('an artifact that only every object has', async () => {
    const p = project({ 'a.flow.ts': good });
    await p.stepwell('run', 'a.flow.ts');
    for (const name of ['constructor', '__proto__']) {
      const ended = await p.stepwell('get', `latest/start.${name}`);
      expect(told(ended)).toContain(`start/0 has no artifact ${name}`);
      expect(ended.code).toBe(2);
    }
  });

  test('a syntax error', async () => {
    const p = project({ 'a.flow.ts': good.replace('{ console', '{ ( console') });
    const ended = await p.stepwell('run', 'a.flow.ts');
    told(ended);
    expect(ended.err).toMatch(/a\.flow\.ts:3:\d+/);
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('a file with no flow', async () => {
    const p = project({ 'a.ts': 'export const x = 1;\n' });
    const ended = await p.stepwell('run', 'a.ts');
    expect(told(ended)).toContain('has no flow');
    expect(ended.code).toBe(2);
  });

  test('a file with several flows, of which none is named', async () => {
    const p = project({ 'a.flow.ts': good + flow('@step() start() {}', 'Other').replace(/^import.*\n/, '') });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toMatch(/several flows \(TestFlow, Other\).*a\.flow\.ts:TestFlow/);
    expect(ended.code).toBe(2);
    expect((await p.stepwell('run', 'a.flow.ts:Other')).code).toBe(0);
    expect(p.status().flow).toBe('Other');
    const wrong = await p.stepwell('run', 'a.flow.ts:Neither');
    expect(told(wrong)).toContain('no flow Neither; its flows are TestFlow, Other');
  });

  test('a parameter that is not valid: every one is named', async () => {
    const p = project({
      'a.flow.ts': flow(`
        share = parameter.number({ default: 0.2, max: 0.9 });
        name = parameter.string();
        kind = parameter.choice(['a', 'b'], { default: 'a' });
        @step() start() {}`),
    });
    const ended = await p.stepwell('run', 'a.flow.ts', '--share', '7', '--kind', 'c');
    const line = told(ended);
    expect(line).toContain('the parameter share: 7 is more than the most allowed, 0.9');
    expect(line).toContain('the parameter name has no default and was not given');
    expect(line).toContain('"c" is not one of a, b');
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('an option that is not known', async () => {
    const p = project({ 'a.flow.ts': good });
    const run = await p.stepwell('run', 'a.flow.ts', '--nope', '1');
    expect(told(run)).toContain('no parameter nope');
    expect(run.code).toBe(2);
    const runs = await p.stepwell('runs', '--nope');
    expect(told(runs)).toContain('runs has no option --nope');
    expect(runs.code).toBe(2);
    const command = await p.stepwell('dance');
    expect(told(command)).toContain('no command dance');
    expect(command.code).toBe(2);
    expect(told(await p.stepwell('rnu'))).toContain('did you mean stepwell run?');
    // What is of another command, or lacks its value, is not passed over in silence.
    for (const args of [['--from', 'start'], ['--tag'], ['--json=yes'], ['--tag', '']]) {
      const ended = await p.stepwell('run', 'a.flow.ts', ...args);
      expect(told(ended), args.join(' ')).toContain(args[0]?.replace(/^--(from)|=.*/, '$1') ?? '');
      expect(ended.code).toBe(2);
    }
    expect(p.runs()).toEqual([]);
  });

  test('a value of several lines is shown on one', async () => {
    const p = project({ 'a.flow.ts': flow("n = parameter.choice(['a\\nb']);\n@step() start() {}") });
    const ended = await p.stepwell('run', 'a.flow.ts', '--n', 'one\ntwo');
    expect(told(ended)).toContain('"one\\ntwo" is not one of a b');
  });

  test('a package that is not installed', async () => {
    const p = project({ 'a.flow.ts': `import 'not-a-package-at-all';\n${good}` });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toContain('not-a-package-at-all');
    expect(told(ended)).toContain('a.flow.ts');
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('a local file that is not there', async () => {
    const p = project({ 'a.flow.ts': `import './nowhere.js';\n${good}` });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toContain('./nowhere.js');
    expect(ended.code).toBe(2);
  });

  test('a module that throws when it is loaded', async () => {
    const p = project({ 'a.flow.ts': `${good}\nthrow new Error('not today');\n` });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toContain('not today');
    expect(told(ended)).toMatch(/a\.flow\.ts:6/);
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('a module that exits when it is loaded', async () => {
    const p = project({ 'a.flow.ts': `${good}\nprocess.exit(0);\n` });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toContain('exited with code 0');
    expect(ended.code).toBe(2);
  });

  test('an initialiser that throws', async () => {
    const p = project({ 'a.flow.ts': flow("x = JSON.parse('{');\n@step() start() {}") });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toContain('JSON');
    expect(told(ended)).toMatch(/a\.flow\.ts:3/);
    expect(ended.code).toBe(2);
  });

  test('an option of a step that can not be read', async () => {
    const p = project({ 'a.flow.ts': flow("@step({ timeout: 'soon' }) start() {}") });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(ended.err).toContain('timeout');
    told(ended);
    expect(ended.code).toBe(2);
  });

  test('a file for the id that can not be written', async () => {
    const p = project({ 'a.flow.ts': good });
    const ended = await p.stepwell('run', 'a.flow.ts', '--run-id-file', 'no/such/folder/id');
    expect(told(ended)).toContain("--run-id-file can't be written");
    expect(ended.code).toBe(2);
    expect(p.runs()).toEqual([]);
  });

  test('no store to look into', async () => {
    const p = project();
    for (const command of [
      ['status'],
      ['runs'],
      ['logs'],
      ['get', 'latest/a.b'],
      ['resume'],
      ['rm', 'latest'],
    ]) {
      const ended = await p.start(command, { STEPWELL_STORE: p.path('none') }).ended;
      expect(told(ended)).toContain('no run store');
      expect(ended.code).toBe(2);
    }
  });

  test('runs, steps, tasks and artifacts that are not there', async () => {
    const p = project({
      'a.flow.ts': flow('x = 1;\n@step() start() { return this.next(this.end); }\n@step() end() {}'),
    });
    expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
    const cases = [
      [['status', 'zzz'], 'there is no run zzz'],
      [['status', 'Nope/latest'], 'there is no run of Nope'],
      [['logs', 'latest/nope'], 'no task of a step nope (its steps: start, end)'],
      [['logs', 'latest/start/7'], 'no task 7 (it has 0)'],
      [['get', 'latest/start.nope'], 'no artifact nope (it has x)'],
      [['get', 'latest'], 'which artifact?'],
      [['get', 'latest.x'], 'names no step'],
      [['status', 'latest/nope'], 'no task of a step nope (its steps: start, end)'],
      [['diff', 'latest'], 'which two runs?'],
      [['diff', 'latest', 'latest/start'], 'names a step'],
      [['rm', 'latest/start'], 'names a step: write only the run, latest'],
      [['rm'], 'which run?'],
      [['tag'], 'which run?'],
      [['tag', 'latest', '--add', 'a', '--remove', 'a'], "can't be added and removed at once"],
      [['logs', '--store', 'nowhere'], 'there is no run store in'],
      [['logs', '--store', '.'], 'is no run store itself: write --store'],
      [['step', 'latest'], 'add a step'],
      [['resume', 'latest'], 'nothing of it is left to run'],
      [['resume', 'latest', '--from', 'nope'], 'no step nope'],
      [['runs', '--status', 'fine'], 'it is one of'],
      [['graph', 'a.flow.ts', '--format', 'gif'], 'it is one of json, mermaid, dot, svg'],
      [['run', 'a.flow.ts', '--workers', 'many'], 'whole number above 0'],
    ] as const;
    for (const [args, words] of cases) {
      const ended = await p.stepwell(...args);
      expect(told(ended), args.join(' ')).toContain(words);
      expect(ended.code, args.join(' ')).toBe(2);
    }
    expect(p.runs()).toHaveLength(1);
  });
});

describe('a store that can not be used', () => {
  test('a file in place of its folder', async () => {
    const p = project({ 'a.flow.ts': good, '.stepwell': 'mine' });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toMatch(/can't write to the store .*\.stepwell/);
    expect(ended.code).toBe(1);
    expect(p.read('.stepwell')).toBe('mine');
  });

  test('a file in place of the folder of its objects', async () => {
    const p = project({ 'a.flow.ts': good, '.stepwell/format': '1\n', '.stepwell/objects': '' });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(told(ended)).toMatch(/can't write to the store/);
    expect(ended.code).toBe(1);
  });

  test('a newer format is refused, and nothing in it is changed', async () => {
    const p = project({ 'a.flow.ts': good, '.stepwell/format': '99\n' });
    for (const command of [['run', 'a.flow.ts'], ['runs'], ['status'], ['rm', 'latest']]) {
      const ended = await p.stepwell(...command);
      expect(told(ended)).toMatch(/format 99.*update stepwell/);
      expect(ended.code).toBe(2);
    }
    expect(existsSync(p.path('.stepwell/runs'))).toBe(false);
    expect(existsSync(p.path('.stepwell/index.db'))).toBe(false);
    expect(p.read('.stepwell/format')).toBe('99\n');
  });

  test('an index that is no database is made again', async () => {
    const p = project({ 'a.flow.ts': good });
    await p.stepwell('run', 'a.flow.ts');
    writeFileSync(p.path('.stepwell/index.db'), 'nonsense '.repeat(1000));
    const runs = await p.json<{ id: string; status: string }[]>('runs', '--json');
    expect(runs.map(run => run.status)).toEqual(['done']);
    expect(readFileSync(p.path('.stepwell/index.db')).subarray(0, 6).toString()).toBe('SQLite');
  });
});

test('a cache folder that is not used is told, and the run goes on without', async () => {
  const p = project({ 'a.flow.ts': flow('@step() start() {}') });
  const odd = process.platform === 'linux' ? ['/proc/nope', '/proc/nope/x'] : [];
  for (const named of [p.path('a.flow.ts'), p.path('package.json/x'), ...odd]) {
    const { code, err } = await p.start(['run', 'a.flow.ts'], { STEPWELL_CACHE: named }).ended;
    expect(code, err).toBe(0);
    expect(err.match(/^stepwell: STEPWELL_CACHE names .*, which is not used/gm)).toHaveLength(1);
  }
  const { err } = await p.start(['run', 'a.flow.ts'], { STEPWELL_CACHE: p.path('cache') }).ended;
  expect(err).toBe('');
});
