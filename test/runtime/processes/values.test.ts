import { expect, test } from 'vitest';
import { flow, type Project, project } from '../project.js';

async function ran(p: Project, file = 'a.flow.ts', ...args: string[]): Promise<string[]> {
  const { code, err } = await p.stepwell('run', file, ...args);
  expect(code, err).toBe(0);
  return p.log();
}

/** Says what a value is, in a flow's own words. */
const say = `
function say(value: any): string {
  if (Buffer.isBuffer(value)) return 'Buffer ' + value + ' ' + value.buffer.byteLength;
  if (ArrayBuffer.isView(value)) return value.constructor.name + ' ' + value.buffer.byteLength;
  if (value instanceof Error) return [value.constructor.name, value.name, value.message, (value as any).code, say(value.cause)].join(' ');
  if (Array.isArray(value)) return 'list ' + value.length + ' ' + Object.keys(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'object' && value !== null) return (Object.getPrototypeOf(value) === null ? 'bare ' : '') + Object.keys(value);
  return typeof value + ' ' + String(value);
}
const values: any[] = [
  Buffer.from('hi'), new Float32Array([1, 2, 3]).subarray(1), -0, 12n, Object.assign(new RangeError('far', { cause: Buffer.from('c') }), { code: 'E' }),
  'abc'.match(/b/), Object.assign(Object.create(null), { a: 1 }), Object.assign([] as number[], { 200000000: 1 }),
  new DOMException('stopped', 'AbortError'), new Error('from a getter'),
];
`;
const told = [
  'Buffer hi 2',
  'Float32Array 8',
  '-0',
  'bigint 12',
  'RangeError RangeError far E Buffer c 1',
  'list 1 0,index,input,groups',
  'bare a',
  'list 200000001 200000000',
  'DOMException AbortError stopped  undefined undefined',
  'Error Error from a getter  undefined undefined',
].map(line => line.replace('stopped  ', 'stopped 20 '));

test('a value is the same wherever it travels: artifact, item, parameter, input, result, caught error', async () => {
  const p = project({
    'a.flow.ts':
      say +
      flow(
        `list = values; item: any = null; caught: unknown; given = parameter(anything);
        @step() start() { return this.next(this.fan); }
        @step() fan() { for (const value of this.list) console.log('artifact', say(value)); for (const value of this.given as any[]) console.log('parameter', say(value)); return this.foreach(this.list, this.each); }
        @step() each(item: any) { this.item = item; console.log('item', say(item)); return this.next(this.join); }
        @step() join(inputs: Inputs<this>) { for (const input of inputs) console.log('input', say(input.item)); for (const value of inputs[0].given as any[]) console.log('input parameter', say(value)); return this.next(this.fails); }
        @step({ catch: 'caught' }) fails() { throw this.list[4]; }
        @step() unused() {}
        @step() after() {}`,
      )
        .replace(
          "@step({ catch: 'caught' }) fails() { throw this.list[4]; }",
          "@step({ catch: 'caught' }) fails() { if (this.list.length > 0) throw this.list[4]; return this.next(this.end); }\n@step() end() { console.log('caught', say(this.caught)); }",
        )
        .replace(/\n\s*@step\(\) unused\(\) \{\}\n\s*@step\(\) after\(\) \{\}/, '')
        .replace(
          'export class',
          `const anything = { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: values }) } } as any;\nexport class`,
        ),
    'main.ts': `import { TestFlow } from './a.flow.ts';
const run = await TestFlow.run();
for (const value of run.artifacts.list) console.log('result', Object(value).constructor?.name);
console.log(Buffer.isBuffer((run.parameters as any).given[0]), Object.is((run.artifacts.list as any)[2], -0));`,
  });
  const lines = await ran(p);
  const of = (what: string) =>
    lines
      .filter(line => line.includes(` ${what} `))
      .map(line => line.slice(line.indexOf(` ${what} `) + what.length + 2));
  for (const what of ['artifact', 'item', 'input'])
    expect(
      of(what)
        .filter(line => !line.startsWith('parameter '))
        .toSorted(),
      what,
    ).toEqual(told.toSorted());
  for (const what of ['parameter', 'input parameter'])
    expect(of(what).slice(0, 10).toSorted(), what).toEqual(told.toSorted());
  expect(of('caught')).toEqual(['RangeError RangeError far E Buffer c 1']);
  p.install();
  const { out, err } = await p.node('--import', 'stepwell/register', 'main.ts');
  expect(err).toBe('');
  expect(out).toMatch(/^result Buffer\nresult Float32Array\n(?:.*\n)*true true$/m);
});

test('equal results agree at a join, warm or cold, in whichever process', async () => {
  const p = project({
    'a.flow.ts': flow(`
      rows: number[] = []; text = ''; seen = 0;
      @step() start() { return this.foreach([1, 1, 1, 1, 1, 1], this.work); }
      @step() work(k: number) {
        table(0.5);
        this.rows = table(k);
        this.text = this.current.index! % 2 ? 'caf\\u00e9' : ('x\\u20accaf\\u00e9').slice(2);
        return this.next(this.join);
      }
      @step() join(inputs: Inputs<this>) { this.seen = inputs.length; console.log(this.rows.length, this.text); }`).replace(
      'export class',
      'function table(k: number) { const rows: number[] = []; for (let i = 0; i < 400; i++) rows.push(i * k); return rows; }\nexport class',
    ),
  });
  expect(await ran(p)).toEqual(['join/0 400 café']);
});

test('accessors are artifacts; a text is a fan-out of its letters', async () => {
  const p = project({
    'a.flow.ts': flow(`
      accessor total = 1; accessor late: number | undefined;
      @step() start() { this.total += 4; this.late = this.total * 2; return this.foreach('añ😀', this.each); }
      @step() each(letter: string) { console.log(letter, this.total, this.late); return this.next(this.join); }
      @step() join(inputs: Inputs<this>) { console.log(inputs.length, this.total, inputs[0].late); }`),
  });
  expect((await ran(p)).toSorted()).toEqual(
    ['each/0 a 5 10', 'each/1 ñ 5 10', 'each/2 😀 5 10', 'join/0 3 5 10'].toSorted(),
  );
});

test('a class instance is the same clear error everywhere, and a codec helps everywhere', async () => {
  const money = `class Money { constructor(readonly cents: number) {} format() { return this.cents / 100 + ' €'; } }
const price = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: new Money(Number(value ?? 500)) }) } } as any;\n`;
  const members = `price = parameter(price); sum: any = null;
      @step() start() { return this.foreach([1, 2].map(cents => Reflect.construct(Money, [cents])), this.each); }
      @step() each(item: any) { this.sum = item; console.log(item.format(), (this.price as any).format()); return this.next(this.join); }
      @step() join(inputs: Inputs<this>) { console.log(inputs.map(input => (input.sum as any).format() + (input.price as any).format()).join()); this.sum = inputs[0].sum; }`;
  const p = project({
    'none.flow.ts': money + flow(members),
    'items.flow.ts': money + flow(members.replace('price = parameter(price);', 'price = new Date();')),
    'with.flow.ts':
      money +
      flow(`static codecs = Object.fromEntries(['price', 'sum', 'each'].map(name => [name, { encode: (m: any) => m && m.cents, decode: (c: any) => c === null ? null : new Money(c) }]));
      ${members}`),
  });
  const none = await p.stepwell('run', 'none.flow.ts');
  expect(none.err).toMatch(
    /the parameter price can't be kept, because it is an instance of the class Money: .*static codecs/,
  );
  const items = await p.stepwell('run', 'items.flow.ts');
  expect(items.err + items.out).toMatch(
    /the item 0 of the fan-out of the step start can't be stored because it is an instance of the class Money/,
  );
  expect((await ran(p, 'with.flow.ts')).at(-1)).toBe('join/0 0.01 €5 €,0.02 €5 €');
});

test('what of an error can not be kept is said once, by name', async () => {
  const p = project({
    'a.flow.ts': flow(`
      problem: unknown; errors: Error[] = [];
      @step() start() {
        this.errors = [1, 2, 3].map(i => Object.assign(new Error('no ' + i), { socket: () => i, code: i }));
        return this.next(this.fails);
      }
      @step({ catch: 'problem' }) fails() { if (this.errors.length > 0) throw Object.assign(new TypeError('thrown'), { handle: Symbol('h') }); return this.next(this.end); }
      @step() end() { console.log(this.errors.map(e => (e as any).code).join(), (this.problem as Error).stack?.includes('stepwell/') ?? '', (this.problem as Error).constructor.name); }`),
  });
  const lines = await ran(p);
  expect(lines.filter(line => line.includes('not kept'))).toEqual([
    'start/0 stepwell: of an error, socket is not kept: only plain data is',
    'fails/0 stepwell: of an error, handle is not kept: only plain data is',
  ]);
  expect(lines.at(-1)).toBe('end/0 1,2,3 false TypeError');
});

test('a store of an earlier format goes on: its values are read, and resumed from', async () => {
  const p = project({
    'a.flow.ts': flow(`
      rows: number[] = []; made = new Map<string, unknown>();
      @step() start() { this.rows = [1.5, 2, 3]; this.made.set('a', new Error('kept')); return this.next(this.end); }
      @step() end() { if (process.env.FAIL) throw new Error('at first'); console.log(this.rows.join(), String(this.made.get('a'))); }`),
  });
  const { code } = await p.start(['run', 'a.flow.ts'], { FAIL: '1' }).ended;
  expect(code).toBe(1);
  const { serialize } = await import('node:v8');
  const { createHash } = await import('node:crypto');
  const old = (value: unknown) => {
    const bytes = Buffer.concat([Buffer.of(1), serialize(value)]);
    return {
      hash: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
      type: 'Array(3)',
      inline: bytes.toString('base64'),
    };
  };
  const [run = ''] = p.runs();
  const events = p
    .events(run)
    .map(event =>
      event.type === 'task.ended' && event.step === 'start'
        ? { ...event, set: { ...event.set, rows: old([1.5, 2, 3]) } }
        : event,
    );
  p.write({
    [`.stepwell/runs/${run}/events.jsonl`]: `${events.map(event => JSON.stringify(event)).join('\n')}\n`,
    '.stepwell/format': '1\n',
  });
  expect(p.get(`${run}/start.rows`)).toEqual([1.5, 2, 3]);
  const resumed = await p.stepwell('resume', run);
  expect(resumed.code, resumed.err).toBe(0);
  expect(p.log()).toEqual(['end/0 1.5,2,3 Error: kept']);
  expect(p.read('.stepwell/format')).toBe('2\n');
});

test('parameters that JSON has no form for are shown as they are, and told as they were given', async () => {
  const p = project({
    'a.flow.ts': flow(`limit = parameter.number({ default: 1 }); set = parameter(any);
      @step() start() { console.log(this.limit, this.set); }`).replace(
      'export class',
      `const any = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value ?? new Map([['a', NaN]]) }) } } as any;\nexport class`,
    ),
    'main.ts': `import { TestFlow } from './a.flow.ts';
await TestFlow.run({ limit: NaN }).catch(error => console.log(error.message));
const run = await TestFlow.run({ limit: -Infinity, set: { list: [1, -0, new Uint8Array(3)], at: new Date(0) } as never });
console.log(run.parameters.limit, Object.is((run.parameters.set as any).list[1], -0));`,
  });
  p.install();
  const { out, err } = await p.node('--import', 'stepwell/register', 'main.ts');
  expect(err).toBe('');
  expect(out).toBe('the parameter limit: NaN is not a number\n-Infinity true\n');
  const { parameters } = p.status();
  expect(parameters).toEqual({
    limit: '-Infinity',
    set: { list: [1, '-0', 'Uint8Array(3) [ 0, 0, 0 ]'], at: '1970-01-01T00:00:00.000Z' },
  });
  await ran(p, 'a.flow.ts', '--limit', 'Infinity');
  expect(p.status().parameters).toEqual({ limit: 'Infinity', set: "Map(1) { 'a' => NaN }" });
});

test('a step that ends after its timeout has failed; a number that is thrown is told', async () => {
  const p = project({
    'a.flow.ts': flow(`problem: unknown;
      @step({ timeout: '100ms', catch: 'problem' }) async start() { await new Promise(done => setTimeout(done, 400)); return this.next(this.end); }
      @step() end() { console.log((this.problem as Error).name); throw NaN; }`),
  });
  const { code, err, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code).toBe(1);
  expect(p.log()[0]).toBe('end/0 TimeoutError');
  expect(out + err).toMatch(/a step threw NaN, which is not an Error/);
});

test('a step that puts another clock in place fakes none of ours', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.foreach([1, 2, 3, 4], this.each); }
      @step() each(n: number) {
        const still = () => 0;
        Date.now = still; performance.now = still;
        Object.assign(globalThis, { Date: class { static now = still; }, setTimeout: still, setImmediate: still, setInterval: still });
        console.log('told', n);
        return this.next(this.join);
      }
      @step() join(inputs: Inputs<this>) { console.log('joined', inputs.length); }`),
  });
  const before = Date.now();
  const { code, err } = await p.stepwell('run', 'a.flow.ts', '--workers', '1');
  expect(code, err).toBe(0);
  const [run = ''] = p.runs();
  for (const line of p.read('.stepwell', 'runs', run, 'output.log').trim().split('\n'))
    expect(Number(line.split(' ')[0])).toBeGreaterThanOrEqual(before);
  expect(p.log().at(-1)).toBe('join/0 joined 4');
});

test.skipIf(process.platform === 'win32')('a terminal that is closed cancels the run', async () => {
  const p = project({
    'a.flow.ts': flow(
      `@step() async start() { await new Promise((_done, fail) => this.current.signal.addEventListener('abort', () => fail(new Error('stopped')))); }`,
    ),
  });
  const { child, ended } = p.start(['run', 'a.flow.ts']);
  await p.until('start');
  child.kill('SIGHUP');
  expect((await ended).code).toBe(130);
  expect(p.status().status).toBe('cancelled');
});

test('process.disconnect() in a step lets go of nothing of ours', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { process.disconnect(); console.log('still'); return this.next(this.end); }
      @step() end() { console.log('end'); }`),
  });
  expect(await ran(p)).toEqual(['start/0 still', 'end/0 end']);
});

test('to resume a run, a step of which was renamed since, is refused with what to do', async () => {
  const source = (middle: string) =>
    flow(`
      @step() start() { return this.next(this.${middle}); }
      @step() ${middle}() { return this.next(this.end); }
      @step() end() { if (process.env.FAIL) throw new Error('at first'); console.log('end'); }`);
  const p = project({ 'a.flow.ts': source('middle') });
  expect((await p.start(['run', 'a.flow.ts'], { FAIL: '1' }).ended).code).toBe(1);
  p.write({ 'a.flow.ts': source('center') });
  const refused = await p.stepwell('resume');
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(
    /start went on to middle, and TestFlow has no step of that name any more: --from start runs it again/,
  );
  expect((await p.stepwell('resume', '--from', 'start')).code).toBe(0);
  expect(p.log()).toEqual(['end/0 end']);
});
