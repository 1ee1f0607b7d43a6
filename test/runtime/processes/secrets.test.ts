import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunStarted } from '../../../runtime/model/event.js';
import type { Comparison } from '../../../runtime/store/compare.js';
import { Objects } from '../../../runtime/store/objects.js';
import { type Ended, type Project, project } from '../project.js';

/** Of every kind of character: it stands in values in two bytes a character, and as JSON otherwise than as it is. */
const secret = 'tök→"n 4711&';
const plainSecret = 'hunter2-hunter2';

const source = `import { Flow, parameter, step, type Inputs } from 'stepwell';
import { spawnSync } from 'node:child_process';

/** Does with a secret what steps do. */
export class SecretFlow extends Flow {
  token = parameter.string({ secret: true, env: 'TEST_TOKEN' });
  mode = parameter.choice(['print', 'throw', 'cause', 'late', 'exit', 'artifact', 'item', 'bytes', 'name'], { default: 'print' });
  length = 0;
  held: unknown = null;
  problem: unknown = null;
  n = 0;

  @step() start() {
    this.length = this.token.length;
    return this.next(this.use);
  }

  @step() use() {
    console.log('plain', this.token, { token: this.token }, JSON.stringify({ token: this.token }));
    console.error(this);
    for (const part of [this.token.slice(0, 3), this.token.slice(3), '\\n']) process.stdout.write(part);
    process.stderr.write(Buffer.from('bytes ' + this.token + '\\n'));
    spawnSync(process.execPath, ['-e', 'console.log("child", process.env.T); console.error(process.env.T)'], {
      env: { ...process.env, T: this.token }, stdio: 'inherit',
    });
    console.log('in an address: ?t=' + encodeURIComponent(this.token));
    return this.next(this.caught);
  }

  @step({ catch: 'problem', retry: 1 }) caught() {
    this.held = ['left behind', this.token];
    if (this.length > 0)
      throw Object.assign(new RangeError('caught ' + this.token, { cause: new Error('cause ' + this.token) }), { token: this.token });
    return this.next(this.out);
  }

  @step() out() {
    return this.foreach([1, 2], this.fan);
  }

  @step() fan(n: number) {
    console.log('item', n, this.token);
    this.n = n;
    return this.next(this.end);
  }
  @step() end(inputs: Inputs<this>) {
    console.log(inputs.map(input => ({ ...input })), inputs[0]?.token.length);
    switch (this.mode) {
      case 'print': return;
      case 'throw': throw new Error('thrown ' + this.token);
      case 'cause': throw new AggregateError([new Error('one ' + this.token)], 'outer', { cause: { token: this.token } });
      case 'late': setTimeout(() => { throw new Error('late ' + this.token); }); return new Promise(() => setTimeout(() => undefined, 5_000));
      case 'exit': process._rawDebug('raw ' + this.token); process.exit(3);
      case 'artifact': this.held = new Map([['header', 'Bearer ' + this.token]]); return;
      case 'bytes': this.held = new TextEncoder().encode('x'.repeat(2000) + this.token); return;
      case 'item': return this.foreach(['a', this.token], this.fan);
      case 'name': throw Object.assign(new Error('named'), { name: 'Error ' + this.token });
    }
  }
}
`;

let p: Project;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  p = project({ 'a.flow.ts': source });
  env = { STEPWELL_CACHE: p.path('own-cache') };
});

const stepwell = (args: string[], more: NodeJS.ProcessEnv = {}, input?: string): Promise<Ended> =>
  p.start(args, { ...env, ...more }, input).ended;

/** Every file of the store, what is packed in it, and what its logs hold as base64. */
function* stored(folder = p.store): Generator<readonly [string, Buffer]> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    yield [path, bytes];
    for (const [text] of bytes.toString('latin1').matchAll(/[\w+/]{8,}={0,2}/g))
      yield [`${path} in base64`, Buffer.from(text, 'base64')];
  }
  const root = join(folder, 'objects');
  for (const first of readdirSync(root)) {
    for (const rest of readdirSync(join(root, first)))
      yield [`object ${first}${rest}`, new Objects(folder).get(first + rest)];
  }
}

/** Where in the store any of these texts is. */
function placesOf(...secrets: string[]): string[] {
  const needles = secrets
    .flatMap(one => [one, JSON.stringify(one).slice(1, -1)])
    .flatMap(text => (['utf8', 'utf16le', 'latin1'] as const).map(encoding => Buffer.from(text, encoding)));
  const found: string[] = [];
  for (const [place, bytes] of stored())
    if (needles.some(needle => bytes.includes(needle))) found.push(place);
  return found;
}

function expectNowhere(...secrets: string[]): void {
  expect(placesOf(...secrets)).toEqual([]);
}

test('what is no secret is in all the places that are looked at', async () => {
  p.write({ 'a.flow.ts': source.replace('secret: true, ', '') });
  for (const mode of ['bytes', 'artifact'])
    await stepwell(['run', 'a.flow.ts', '--token', plainSecret, '--mode', mode]);
  const places = placesOf(plainSecret);
  for (const kind of [/events\.jsonl$/, /output\.log$/, /events\.jsonl in base64$/, /^object /])
    expect(
      places.some(place => kind.test(place)),
      String(kind),
    ).toBe(true);
});

describe('a secret is in no file of the store, and in nothing that is said', () => {
  const given = {
    'on the command line': (value: string, mode: string) =>
      stepwell(['run', 'a.flow.ts', `--token=${value}`, '--mode', mode]),
    'by its environment variable': (value: string, mode: string) =>
      stepwell(['run', 'a.flow.ts', '--mode', mode], { TEST_TOKEN: value }),
    'in a file': (value: string, mode: string) => {
      p.write({ 'p.json': JSON.stringify({ token: value, mode }) });
      return stepwell(['run', 'a.flow.ts', '--parameters', 'p.json']);
    },
    'on standard input': (value: string, mode: string) =>
      stepwell(['run', 'a.flow.ts', '--parameters=-', '--json'], {}, JSON.stringify({ token: value, mode })),
  };

  test.each(Object.entries(given))(
    'given %s',
    async (_way, start) => {
      for (const value of [secret, plainSecret]) {
        const { code, out, err } = await start(value, 'print');
        expect(code, err).toBe(0);
        expect(out + err).not.toContain(value);
        expect(out).toContain('***');
      }
      const log = p.log().join('\n');
      for (const line of ['plain ***', 'use/0 ***', 'bytes ***', 'child ***', '?t=***', 'item 2 ***'])
        expect(log).toContain(line);
      expect(p.status().parameters).toEqual({ token: '(secret)', mode: 'print' });
      expect(p.get('latest/end.length')).toBe(plainSecret.length);
      expect(p.get('latest/end.problem')).toMatchObject({
        $error: { name: 'RangeError', message: 'caught ***' },
      });
      // The index is made of what it finds.
      await stepwell(['logs', '--find', 'plain']);
      expectNowhere(secret, plainSecret);
    },
    60_000,
  );

  test.each(['throw', 'cause', 'late', 'exit', 'name'])(
    'when a step fails: %s',
    async mode => {
      for (const args of [['--json'], []]) {
        const { code, out, err } = await stepwell(['run', 'a.flow.ts', '--mode', mode, ...args], {
          TEST_TOKEN: secret,
        });
        expect(code).toBe(1);
        expect(out + err).not.toContain(secret);
        expect(out + err).not.toContain(JSON.stringify(secret).slice(1, -1));
      }
      const { error } = p.status();
      expect(`${error?.name} ${error?.message} ${p.log().join('\n')}`).toContain('***');
      for (const args of [
        ['status'],
        ['status', '--json'],
        ['runs', '--json'],
        ['logs', '--json'],
        ['show', 'latest'],
      ]) {
        const { out, code } = await stepwell(args);
        expect(code).toBe(0);
        expect(out).not.toContain(secret);
      }
      expectNowhere(secret);
    },
    60_000,
  );

  test.each([
    ['artifact', 'the artifact held of the step end is not stored, because it holds the secret token'],
    ['bytes', 'the artifact held of the step end is not stored, because it holds the secret token'],
    [
      'item',
      'an item of the fan-out (0 to 1) of the step end is not stored, because it holds the secret token',
    ],
  ])(
    'in a value: %s',
    async (mode, words) => {
      for (const value of [secret, plainSecret]) {
        const { code } = await stepwell(['run', 'a.flow.ts', '--mode', mode], { TEST_TOKEN: value });
        expect(code).toBe(1);
        expect(p.status().error).toMatchObject({ name: 'UnstorableArtifact', step: 'end' });
        expect(p.status().error?.message).toContain(words);
      }
      expectNowhere(secret, plainSecret);
    },
    60_000,
  );
});

test('what is kept is a hash that nothing but an equal value has', async () => {
  const started = async (value: string) => {
    await stepwell(['run', 'a.flow.ts'], { TEST_TOKEN: value });
    return p.events()[0] as RunStarted;
  };
  const first = await started(plainSecret);
  const same = await started(plainSecret);
  const other = await started('another-secret');
  expect(first.parameters).toEqual({ token: '(secret)', mode: 'print' });
  expect(Object.keys(first.secrets ?? {})).toEqual(['token']);
  expect(same.secrets).toEqual(first.secrets);
  expect(other.secrets).not.toEqual(first.secrets);
  const diff = await stepwell(['diff', first.id, same.id]);
  expect(diff.out).not.toContain('token');
  const differs = await stepwell(['diff', first.id, other.id]);
  expect(differs.out).toContain('token  another secret');
  const { parameters } = JSON.parse(
    (await stepwell(['diff', first.id, other.id, '--json'])).out,
  ) as Comparison;
  expect(parameters).toEqual({ token: ['(secret)', '(secret)'] });

  // Without a key of the user's own there is nothing to know it by.
  env = { STEPWELL_CACHE: p.path('a.flow.ts') };
  const unknown = await started(plainSecret);
  expect(unknown.secrets).toEqual({ token: null });
  expect((await stepwell(['diff', first.id, unknown.id])).out).toContain(
    'token  a secret that may be another',
  );
}, 60_000);

test('what goes on from a run takes the secret again; another one counts as changed', async () => {
  const first = await stepwell(['run', 'a.flow.ts', '--mode', 'throw', '--token', plainSecret]);
  expect(first.code).toBe(1);
  const [failed = ''] = p.runs();
  for (const args of [
    ['resume', failed],
    ['step', `${failed}/use`],
    ['resume', failed, '--mode', 'print'],
  ]) {
    const { code, err } = await stepwell(args);
    expect(code).toBe(2);
    expect(err).toContain(
      `stepwell: token: a secret is not kept with a run, so it has to be given for what goes on from ${failed}: set TEST_TOKEN in the environment, or name a file with --parameters FILE, or write --token VALUE`,
    );
  }
  expect(p.runs()).toEqual([failed]);

  const equal = await stepwell(['resume', failed, '--mode', 'print'], { TEST_TOKEN: plainSecret });
  expect(equal.code, equal.err).toBe(0);
  expect(equal.out).not.toContain('token has another value');
  expect(p.status().steps.use?.tasks[0]?.reused).toBe(true);

  const changed = await stepwell(
    ['resume', failed, '--parameters', '-'],
    {},
    '{"token":"another-one","mode":"print"}',
  );
  expect(changed.code, changed.err).toBe(0);
  expect(changed.out).toContain('start runs again: token has another value now');
  expect(p.status().steps.use?.tasks[0]?.reused).toBe(false);

  const step = await stepwell(['step', `${failed}/use`, '--token', 'a-third-one']);
  expect(step.code, step.err).toBe(0);
  expectNowhere(plainSecret, 'another-one', 'a-third-one');

  const got = await stepwell(['get', 'latest/use.token']);
  expect(got.code).toBe(2);
  expect(got.err).toContain('token is a secret parameter of SecretFlow');
}, 60_000);

test('a default is what is meant only where the run had it', async () => {
  p.write({ 'a.flow.ts': source.replace("env: 'TEST_TOKEN'", "default: 'by default'") });
  await stepwell(['run', 'a.flow.ts', '--mode', 'throw']);
  expect((await stepwell(['resume', '--mode', 'print'])).code).toBe(0);
  await stepwell(['run', 'a.flow.ts', '--mode', 'throw', '--token', plainSecret]);
  const { code, err } = await stepwell(['resume', '--mode', 'print']);
  expect(code).toBe(2);
  expect(err).toContain('token: a secret is not kept with a run');
}, 60_000);

test('what was a secret when the run was made has to be given, though it is none now', async () => {
  await stepwell(['run', 'a.flow.ts', '--mode', 'throw', '--token', plainSecret]);
  p.write({ 'a.flow.ts': source.replace("secret: true, env: 'TEST_TOKEN'", "default: 'x'") });
  const { code, err } = await stepwell(['resume', '--mode', 'print']);
  expect(code).toBe(2);
  expect(err).toContain('token: a secret is not kept with a run');
});

test('on a terminal it is asked for, and nothing of it is shown', async () => {
  p.write({
    'terminal.mjs': `Object.assign(process.stdin, { isTTY: true, setRawMode(raw) { process._rawDebug(raw ? '<raw>' : '<cooked>'); return this; } });\n`,
  });
  await stepwell(['run', 'a.flow.ts', '--mode', 'throw', '--token', plainSecret]);
  const cli = resolve(import.meta.dirname, '../../../runtime/bin/stepwell.js');
  const typed = (text: string, ...args: string[]) =>
    p.spawn(['--import', './terminal.mjs', cli, ...args], env, text).ended;
  const equal = await typed(`hunteX\u007f2-\u001b[Dhunter2\r`, 'resume', '--mode', 'print');
  expect(equal.code, equal.err).toBe(0);
  expect(equal.err).toMatch(/token \(secret\): <raw>\n<cooked>\n/);
  expect(equal.out + equal.err).not.toContain('hunter');
  // The backspace took away a letter, so it is another one.
  expect(p.status().steps.use?.tasks[0]?.reused).toBe(false);
  const run = await typed(`${plainSecret}\n`, 'run', 'a.flow.ts');
  expect(run.code, run.err).toBe(0);
  expect(p.get('latest/end.length')).toBe(plainSecret.length);
}, 60_000);

test('a secret that is no text is refused without being told', async () => {
  const { code, err } = await stepwell(['run', 'a.flow.ts', '--parameters=-'], {}, '{"token":47114711}');
  expect(code).toBe(2);
  expect(err).toBe('stepwell: the parameter token: it is a secret and must be a string\n');
});

test('help and show say what is a secret, and never its default', async () => {
  p.write({ 'a.flow.ts': source.replace("env: 'TEST_TOKEN'", "default: 'by default'") });
  for (const args of [
    ['show', 'a.flow.ts'],
    ['run', 'a.flow.ts', '--help'],
    ['graph', 'a.flow.ts'],
  ]) {
    const { out } = await stepwell(args);
    expect(out).toContain('secret');
    expect(out).not.toContain('by default');
  }
});

test('a parameter may be called like an option, where a file gives it', async () => {
  p.write({
    'b.flow.ts': `import { Flow, parameter, step } from 'stepwell';
export class NamesFlow extends Flow {
  store = parameter.string(); json = parameter.boolean(); tag = parameter.number({ default: 1 }); parameters = parameter.json<unknown>();
  @step() start() { console.log(JSON.stringify([this.store, this.json, this.tag, this.parameters])); }
}
`,
  });
  const text = '{"store":"s","json":true,"tag":2,"parameters":{"a":[1]}}';
  const { code, err } = await stepwell(
    ['run', 'b.flow.ts', '--parameters', '-', '--', '--tag', '3'],
    {},
    text,
  );
  expect(code, err).toBe(0);
  expect(p.log()).toEqual(['start/0 ["s",true,3,{"a":[1]}]']);
  for (const [input, words] of [
    ['{', 'the standard input (--parameters -) is not JSON'],
    [
      '{"nope":1}',
      'NamesFlow has no parameter nope, which the standard input (--parameters -) gives: its parameters are',
    ],
    ['{"store":1,"json":true,"parameters":1}', 'the parameter store: 1 is not a string'],
  ] as const) {
    const wrong = await stepwell(['run', 'b.flow.ts', '--parameters', '-'], {}, input);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain(words);
  }
  expect(p.runs()).toHaveLength(1);
}, 60_000);

test('from code: a result and its events show nothing, an inner flow treats a secret as it declares it', async () => {
  p.install();
  p.write({
    'flows.ts': `import { Flow, parameter, step } from 'stepwell';
export class InnerFlow extends Flow {
  key = parameter.string({ secret: true });
  done = 0;
  @step() start() { console.log('inner', this.key); this.done = 1; }
}
export class OpenFlow extends Flow {
  key = parameter.string();
  @step() start() { if (this.key === 'throw') throw new Error('open ' + this.key); }
}
export class OuterFlow extends Flow {
  token = parameter.string({ secret: true });
  mode = parameter.string({ default: '' });
  inner = 0;
  @step() async start() {
    const run = await InnerFlow.run({ key: this.token });
    console.log(run, JSON.stringify(run), run.parameters.key === this.token);
    this.inner = run.artifacts.done;
    if (this.mode === 'open') await OpenFlow.run({ key: this.token });
    if (this.mode === 'throw') throw new Error('outer ' + this.token);
  }
}
`,
    'script.ts': `import { inspect } from 'node:util';
import { RunFailed } from 'stepwell';
import { OuterFlow } from './flows.js';
const token = '${plainSecret}';
const shown: unknown[] = [];
const live = OuterFlow.start({ token });
for await (const event of live.events()) shown.push(event);
const run = await live.result;
shown.push(run, { ...run.artifacts }, { ...run.parameters });
const failed = await OuterFlow.run({ token, mode: 'throw' }).catch(error => error);
shown.push(failed, failed.log, failed instanceof RunFailed && failed.error);
const told = JSON.stringify(shown) + inspect(shown, { depth: 20 });
console.log(JSON.stringify({ tells: told.includes(token), token: run.parameters.token === token && run.artifacts.token === token,
  inner: run.artifacts.inner, keys: Object.keys(run.parameters), message: failed.message }));
`,
  });
  await build({
    entryPoints: [p.path('script.ts')],
    outfile: p.path('script.js'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    logLevel: 'silent',
  });
  const { out, err } = await p.spawn(['script.js'], env).ended;
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({
    tells: false,
    token: true,
    inner: 1,
    keys: ['mode'],
    message: expect.stringContaining('outer ***'),
  });
  expectNowhere(plainSecret);
}, 60_000);
