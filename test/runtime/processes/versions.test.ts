import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { codeOf, SourceTexts } from '../../../runtime/store/code.js';
import { compareRuns } from '../../../runtime/store/compare.js';
import { Objects } from '../../../runtime/store/objects.js';
import { requireRun } from '../../../runtime/store/runs.js';
import { flow, type Project, project } from '../project.js';

const manifest = (name: string, version: string) =>
  `{ "name": "${name}", "version": "${version}", "main": "index.js" }`;

/** A flow of two sources that uses two packages, one with a scope and one that says no version. */
function withPackages(): Project {
  return project({
    'flows/a.flow.ts': `import { half } from './half.js';\nimport { two } from 'two';\nimport nameless from '@some/nameless/part.js';\n${flow(`
      value = 0;
      @step() start() { this.value = half(two) + nameless; return this.next(this.end); }
      @step() end() { console.log('ended', this.value); }`)}`,
    'flows/half.ts': 'export const half = (n: number): number => n / 2; // é\n',
    'node_modules/two/package.json': manifest('two', '2.0.1'),
    'node_modules/two/index.js': 'exports.two = 2;',
    'node_modules/@some/nameless/package.json': '{}',
    'node_modules/@some/nameless/part.js': 'module.exports = 1;',
  });
}

async function run(p: Project): Promise<string> {
  const { code, out, err } = await p.stepwell('run', 'flows/a.flow.ts');
  expect(code, out + err).toBe(0);
  return p.runs()[0] ?? '';
}

test('a run keeps its sources and the versions of what they import', async () => {
  const p = withPackages();
  const first = await run(p);
  const objects = new Objects(p.store);
  const code = codeOf(objects, requireRun(p.store, first));
  expect(code?.sources.map(({ path }) => path)).toEqual(['flows/a.flow.ts', 'flows/half.ts']);
  for (const source of code?.sources ?? [])
    expect(new SourceTexts(objects).of(source)).toBe(p.read(source.path));
  expect(code?.packages).toEqual([
    { name: '@some/nameless', version: null },
    { name: 'stepwell', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    { name: 'two', version: '2.0.1' },
  ]);
  expect(code?.graph.steps.map(step => step.name)).toEqual(['start', 'end']);
});

test('what has changed between two runs is told apart: a step, a source, a package', async () => {
  const p = withPackages();
  const first = await run(p);
  const text = p.read('flows/a.flow.ts');
  p.write({ 'node_modules/two/package.json': manifest('two', '2.1.0') });
  const updated = await run(p);
  p.write({ 'flows/a.flow.ts': text.replace("'ended'", "'over'") });
  const edited = await run(p);
  p.write({ 'flows/half.ts': 'export const half = (n: number): number => 0.5 * n;\n' });
  const rewritten = await run(p);
  const difference = (a: string, b: string) =>
    compareRuns(new Objects(p.store), requireRun(p.store, a), requireRun(p.store, b)).code;
  expect(difference(first, first)).toBeNull();
  expect(difference(first, updated)).toEqual({ steps: [], files: [], packages: { two: ['2.0.1', '2.1.0'] } });
  expect(difference(updated, edited)).toEqual({ steps: ['end'], files: ['flows/a.flow.ts'], packages: {} });
  expect(difference(edited, rewritten)).toEqual({ steps: [], files: ['flows/half.ts'], packages: {} });
  // The oldest one can still be read back, whatever was written over its files.
  const objects = new Objects(p.store);
  const [source] = codeOf(objects, requireRun(p.store, first))?.sources ?? [];
  expect(source && new SourceTexts(objects).of(source)).toBe(text);
});

test('the commit, and whether the sources differ from it', async () => {
  const p = withPackages();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      cwd: p.folder,
      encoding: 'utf8',
    });
  const version = async () => requireRun(p.store, await run(p)).git;
  expect(await version()).toBeNull();
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const commit = git('rev-parse', 'HEAD').trim();
  expect(await version()).toEqual({ commit, dirty: false });
  p.write({ 'notes.txt': 'no source of the flow' });
  expect(await version()).toEqual({ commit, dirty: false });
  p.write({ 'flows/half.ts': 'export const half = (n: number): number => 0.5 * n;\n' });
  expect(await version()).toEqual({ commit, dirty: true });
});

test('show RUN and diff tell it in words, whatever has become of the files', async () => {
  const p = withPackages();
  const first = await run(p);
  const text = p.read('flows/a.flow.ts');
  p.write({
    'flows/a.flow.ts': text.replace("'ended'", "'over'"),
    'node_modules/two/package.json': manifest('two', '2.1.0'),
  });
  const second = await run(p);
  p.write({ 'flows/a.flow.ts': 'nothing of it is left' });
  const shown = await p.stepwell('show', first);
  expect(shown.err).toBe('');
  expect(shown.out).toMatch(/two +2\.0\.1\n/);
  expect(shown.out).toMatch(/sources +flows\/a\.flow\.ts +\d+ lines\n +flows\/half\.ts/);
  expect(shown.out).toMatch(/Steps\n {2}start/);
  expect((await p.stepwell('show', first, '--source', 'a.flow.ts')).out).toBe(text);
  const json = await p.json<{ packages: object[]; sources: { path: string; text: string }[] }>(
    'show',
    'TestFlow/latest',
    '--json',
  );
  expect(json.packages).toContainEqual({ name: 'two', version: '2.1.0' });
  expect(json.sources[0]?.text).toContain("'over'");
  const diff = await p.stepwell('diff', first, second);
  expect(diff.out).toContain('two  2.0.1 → 2.1.0');
  expect(diff.out).toContain('steps: end');
  expect(diff.out).toMatch(/^ {2}-.*'ended'.*\n {2}\+.*'over'/m);
  for (const [args, words] of [
    [['show', first, '--source', 'b.ts'], /had no source b\.ts: it had flows\/a\.flow\.ts, flows\/half\.ts/],
    [['show', 'nope'], /nope/],
    [['show', 'nope.flow.ts'], /there is no file .*nope\.flow\.ts/],
    [['show', 'flows/half.ts', '--source', 'x'], /--source is about a run/],
  ] as const) {
    const { code, err } = await p.stepwell(...args);
    expect(code, err).toBe(2);
    expect(err).toMatch(words);
  }
});
