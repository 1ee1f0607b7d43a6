import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobIds } from '../../../runtime/git/blob-ids.js';
import { findGit } from '../../../runtime/git/find-git.js';
import { requireRun } from '../../../runtime/store/runs.js';
import { flow, type Project, project } from '../project.js';

const source = `import { half } from './half.js';\n${flow('@step() start() { console.log(half); }')}`;
const files = { 'flows/a.flow.ts': source, 'flows/half.ts': 'export const half = 0.5;\n' };

function git(p: Project, ...args: string[]): string {
  const own = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...own, ...args], { cwd: p.folder, encoding: 'utf8', stdio: 'pipe' });
}

function committed(...more: string[]): { p: Project; commit: string } {
  const p = project(files);
  git(p, 'init', '--quiet', ...more);
  git(p, 'add', '.');
  git(p, 'commit', '--quiet', '-m', 'first');
  return { p, commit: git(p, 'rev-parse', 'HEAD').trim() };
}

async function version(p: Project, env: NodeJS.ProcessEnv = {}) {
  const { code, err } = await p.start(['run', 'flows/a.flow.ts'], env).ended;
  expect(code, err).toBe(0);
  return requireRun(p.store, p.runs()[0] ?? '').git;
}

test.skipIf(process.platform === 'win32')('a run starts nothing that the repository names', async () => {
  const { p, commit } = committed();
  mkdirSync(p.path('evil'));
  const evil = (name: string, rest = '') => {
    const path = p.path('evil', name);
    writeFileSync(path, `#!/bin/sh\ntouch '${p.path('evil', 'ran')}-${name}'\n${rest}\n`, { mode: 0o755 });
    return path;
  };
  git(p, 'config', 'core.fsmonitor', evil('fsmonitor'));
  git(p, 'config', 'filter.evil.clean', evil('clean', 'cat'));
  git(p, 'config', 'filter.evil.process', evil('process'));
  git(p, 'config', 'core.sshCommand', evil('ssh'));
  git(p, 'config', 'core.pager', evil('pager', 'cat'));
  git(p, 'config', 'diff.external', evil('diff'));
  git(p, 'config', 'core.hooksPath', dirname(evil('post-index-change')));
  evil('reference-transaction');
  p.write({ '.gitattributes': '*.ts filter=evil diff=evil\n' });
  const ran = () =>
    [
      'fsmonitor',
      'clean',
      'process',
      'ssh',
      'pager',
      'diff',
      'post-index-change',
      'reference-transaction',
    ].filter(name => existsSync(p.path('evil', `ran-${name}`)));
  // Touched, so that whoever asks for the state of the files has to look into them.
  p.write(files);
  expect(await version(p)).toEqual({ commit, dirty: false });
  p.write({ 'flows/half.ts': 'export const half = 1 / 2;\n' });
  expect(await version(p)).toEqual({ commit, dirty: true });
  expect(ran()).toEqual([]);
  // This is what git itself would have started.
  git(p, 'config', '--unset', 'filter.evil.process');
  git(p, 'status');
  expect(ran()).toEqual(expect.arrayContaining(['fsmonitor', 'clean']));
});

test.skipIf(process.platform === 'win32')('a partial clone is not filled up', async () => {
  const { p, commit } = committed();
  const path = p.path('evil-ssh');
  writeFileSync(path, `#!/bin/sh\ntouch '${p.path('ran-ssh')}'\nexit 1\n`, { mode: 0o755 });
  git(p, 'config', 'core.sshCommand', path);
  git(p, 'config', 'core.repositoryFormatVersion', '1');
  git(p, 'config', 'extensions.partialClone', 'origin');
  git(p, 'config', 'remote.origin.url', 'ssh://nowhere.invalid/a.git');
  git(p, 'config', 'remote.origin.promisor', 'true');
  const tree = git(p, 'rev-parse', 'HEAD:flows').trim();
  rmSync(p.path('.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true });
  expect(await version(p)).toEqual({ commit, dirty: true });
  expect(existsSync(p.path('ran-ssh'))).toBe(false);
  expect(() => git(p, 'ls-tree', 'HEAD', '--', 'flows/half.ts')).toThrow();
  expect(existsSync(p.path('ran-ssh'))).toBe(true);
});

test('line ends are no difference, and a new file is one', async () => {
  const { p, commit } = committed();
  p.write({ 'flows/half.ts': files['flows/half.ts'].replace('\n', '\r\n') });
  expect(await version(p)).toEqual({ commit, dirty: false });
  p.write({ 'flows/half.ts': "export { third as half } from './third.js';\n" });
  git(p, 'commit', '--quiet', '-am', 'second');
  p.write({ 'flows/third.ts': 'export const third = 1 / 3;\n' });
  const second = git(p, 'rev-parse', 'HEAD').trim();
  expect(await version(p)).toEqual({ commit: second, dirty: true });
});

test('ids by sha-256, and before the first commit', async () => {
  const { p, commit } = committed('--object-format=sha256');
  expect(commit).toHaveLength(64);
  expect(await version(p)).toEqual({ commit, dirty: false });
  p.write({ 'flows/half.ts': 'export const half = 2;\n' });
  expect(await version(p)).toEqual({ commit, dirty: true });
  const empty = project(files);
  git(empty, 'init', '--quiet');
  expect(await version(empty)).toBeNull();
});

test('a blob has the id that git gives it', () => {
  const { p } = committed();
  const id = git(p, 'rev-parse', 'HEAD:flows/half.ts').trim();
  const text = files['flows/half.ts'];
  for (const bytes of [text, text.replace('\n', '\r\n')])
    expect(blobIds(Buffer.from(bytes), id.length).has(id)).toBe(true);
  expect(blobIds(Buffer.from(`${text} `), id.length).has(id)).toBe(false);
  const bytes = Buffer.from([0xff, 0x0a, 0x80, 0x00]);
  writeFileSync(p.path('binary'), bytes);
  expect(blobIds(bytes, 40).has(git(p, 'hash-object', 'binary').trim())).toBe(true);
});

test.skipIf(process.platform === 'win32')('the git of the project is not run', async () => {
  const { p, commit } = committed();
  const bin = p.path('node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'git'), `#!/bin/sh\ntouch '${p.path('ran')}'\n`, { mode: 0o755 });
  writeFileSync(p.path('git'), `#!/bin/sh\ntouch '${p.path('ran')}'\n`, { mode: 0o755 });
  const path = [bin, '', '.', 'node_modules/.bin', p.folder, process.env.PATH].join(delimiter);
  expect(await version(p, { PATH: path })).toEqual({ commit, dirty: false });
  expect(existsSync(p.path('ran'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('where git is looked for', () => {
  const folder = (): string => {
    const made = realpathSync(mkdtempSync(join(tmpdir(), 'stepwell-test-')));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const withGit = (at: string, mode = 0o755): string => {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'git'), '', { mode });
    return at;
  };
  const home = folder();
  const flows = join(home, 'packages', 'one', 'flows');
  mkdirSync(flows, { recursive: true });
  mkdirSync(join(home, '.git'));
  writeFileSync(join(home, 'packages', 'one', 'package.json'), '{}');
  const good = withGit(folder());
  const found = (...path: string[]) => findGit(flows, { PATH: path.join(delimiter) });
  expect(found(good)).toBe(join(good, 'git'));
  expect(found()).toBeNull();
  const inside = [join(home, 'bin'), join(home, 'node_modules', '.bin'), join(flows, 'bin')].map(at =>
    withGit(at),
  );
  const elsewhere = folder();
  // A link that leads into the project, and one from it that leads out.
  symlinkSync(join(home, 'bin'), join(elsewhere, 'linked'));
  symlinkSync(good, join(home, 'out'));
  const no = [
    ...inside,
    join(elsewhere, 'linked'),
    join(home, 'out'),
    withGit(join(elsewhere, 'node_modules', '.bin')),
    withGit(join(elsewhere, 'plain'), 0o644),
    join(elsewhere, 'nothing'),
    'relative',
    '',
  ];
  mkdirSync(join(elsewhere, 'is', 'git'), { recursive: true });
  for (const entry of [...no, join(elsewhere, 'is')]) {
    expect(found(entry), entry).toBeNull();
    expect(found(entry, good), entry).toBe(join(good, 'git'));
  }
  chmodSync(join(elsewhere, 'plain', 'git'), 0o755);
  expect(found(join(elsewhere, 'plain'))).toBe(join(elsewhere, 'plain', 'git'));
});

const graphSource = flow(
  '@step() start() { return this.next(this.half); }\n@step() half() { console.log(half); }',
);

test('graph --diff tells what has changed since a commit and since a run', async () => {
  const named = `import { half } from './half.js';\n`;
  const p = project({ ...files, 'flows/a.flow.ts': named + graphSource });
  git(p, 'init', '--quiet', '-b', 'main');
  git(p, 'add', '.');
  git(p, 'commit', '--quiet', '-m', 'first');
  await p.stepwell('run', 'flows/a.flow.ts');
  const diff = async (...args: string[]) => {
    const { code, out, err } = await p.stepwell('graph', 'flows/a.flow.ts', '--diff', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out;
  };
  expect(await diff('HEAD')).toMatch(
    /^TestFlow, compared with commit [0-9a-f]{10} \(HEAD\)\n {2}nothing has changed\n$/,
  );
  expect(await diff('latest')).toMatch(/^TestFlow, compared with the run \S+\n {2}nothing has changed\n$/);
  const changed = graphSource
    .replace('this.next(this.half)', 'this.next(this.third)')
    .replace('half() { console.log(half); }', '// a third\n  third() { console.log(half / 3 * 2); }');
  p.write({ 'flows/a.flow.ts': named + changed });
  const expected = ['+ step third', '- step half', '+ start → third', '- start → half', ''].join('\n');
  for (const name of ['HEAD', 'main', 'latest', git(p, 'rev-parse', '--short', 'HEAD').trim()])
    expect((await diff(name)).replace(/^.*\n/, '')).toBe(expected);
  const told = JSON.parse(await diff('main', '--json')) as { against: string; steps: { kind: string }[] };
  expect(told.against).toMatch(/^commit [0-9a-f]{10} \(main\)$/);
  expect(told.steps.map(({ kind }) => kind)).toEqual(['added', 'removed']);
  const svg = await diff('main', '--format', 'svg');
  expect(svg).toContain('<g class="removed">');
  expect(svg).toContain('<path class="added"');
  // What it is compared with may be no option of git's, nor anything else than a commit.
  for (const name of ['--output=stolen', 'nowhere', `HEAD:flows/half.ts`, '']) {
    const { code, err } = await p.start(['graph', 'flows/a.flow.ts', `--diff=${name}`]).ended;
    expect({ name, code }).toEqual({ name, code: 2 });
    expect(err).toMatch(/commit|needs a value|REF/);
  }
  expect(existsSync(p.path('stolen'))).toBe(false);
});
