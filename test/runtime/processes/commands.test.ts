import { afterAll, beforeAll, expect, test } from 'vitest';
import { flow, Project, type StatusJson } from '../project.js';

/** One flow and one run of it, which every command of the line then looks at. */
let p: Project;
let id: string;
let ran: { code: number | null; out: string; err: string };

const source = `import { Flow, step, parameter, type Inputs } from 'stepwell';
/**
 * Adds numbers up.
 *
 * In more words.
 */
export class SumFlow extends Flow {
  /** How many there are. */
  count = parameter.number({ default: 3, min: 0, integer: true });
  title = parameter.string({ default: 'sum' });
  loud = parameter.boolean({ default: false });
  numbers: number[] = [];
  declare squared: number;
  total = 0;
  kinds = { map: new Map([['a', 1]]), set: new Set([1]), big: 12n, when: new Date(0), minus: -0, bytes: new Uint8Array([1, 2]) };

  /** Makes the numbers. */
  @step() start() {
    for (let i = 0; i < this.count; i++) this.numbers.push(i);
    console.log('made', this.numbers.length);
    return this.foreach(this.numbers, this.square);
  }
  @step({ retry: 1 }) square(n: number, index: number) {
    console.log('squaring', n, 'at', index, this.current.task);
    console.error('to stderr');
    if (n === 1 && this.current.attempt === 0) throw new Error('once');
    if (n === 2 && process.env.BREAK) throw new Error('broken two');
    this.squared = n * n;
    return this.next(this.add);
  }
  @step() add(inputs: Inputs<this>) {
    for (const i of inputs) this.total += i.squared;
    if (this.loud) return this.next(this.shout);
    return this.next(this.end);
  }
  @step() shout() { console.log('LOUD'); return this.next(this.end); }
  @step() end() { console.log(this.title, this.total); }
}
`;

beforeAll(async () => {
  p = new Project({
    'sum.flow.ts': source,
    'broken.flow.ts': flow(
      '@step() start() { return this.next(this.nope); }\n@step() lonely() { return this.next(this.norThis); }',
    ),
  });
  ran = await p.stepwell(
    'run',
    'sum.flow.ts',
    '--count=4',
    '--title',
    'all of it',
    '--tag',
    'first',
    '--tag',
    'nightly',
    '--run-id-file',
    'id.txt',
  );
  id = p.read('id.txt').trim();
});
afterAll(() => p.remove());

test('run: shows the output of each task behind its name, and says how it ended', () => {
  expect(ran.code, ran.out + ran.err).toBe(0);
  expect(ran.out).toContain(`SumFlow ${id}`);
  expect(ran.out).toMatch(/^start\/0 +│ made 4$/m);
  expect(ran.out).toMatch(/^square\/3 +│ squaring 3 at 3 3$/m);
  expect(ran.out).toMatch(/square\/1 attempt 1 failed, trying again: once/);
  expect(ran.out).toMatch(/^end\/0 +│ all of it 14$/m);
  expect(ran.out).toMatch(/✓ done in .*, 8 tasks/);
  expect(ran.out).not.toContain('\u001b');
  expect(p.runs()).toEqual([id]);
});

test('run --json: one event a line, the end last', async () => {
  const { code, out } = await p.stepwell('run', 'sum.flow.ts', '--json', '--loud', '--count', '1');
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(code).toBe(0);
  expect(events[0]).toMatchObject({
    type: 'run.started',
    flow: 'SumFlow',
    parameters: { count: 1, loud: true, title: 'sum' },
  });
  expect(events.at(-1)).toMatchObject({ type: 'run.ended', status: 'done' });
  expect(events.filter(e => e.type === 'log').map(e => e.text)).toContain('LOUD');
  // They are what the log has, in its order.
  const logged = p.events(events[0].id).filter(e => e.type !== 'run.git');
  expect(events.filter(e => e.type !== 'log' && e.type !== 'run.git')).toEqual(logged);
  expect((await p.stepwell('rm', events[0].id)).code).toBe(0);
  expect(p.runs()).toEqual([id]);
});

test('status --json, as the specification has it', async () => {
  const status = await p.json<StatusJson>('status', 'latest', '--json');
  expect(status).toEqual(p.status());
  expect(status).toMatchObject({
    id,
    flow: 'SumFlow',
    status: 'done',
    parameters: { count: 4, title: 'all of it', loud: false },
    tags: ['first', 'nightly'],
    origin: null,
    error: null,
  });
  expect(Object.keys(status.steps)).toEqual(['start', 'square', 'add', 'end']);
  const square = status.steps.square!;
  expect(square.status).toBe('done');
  expect(square.tasks.map(t => [t.task, t.status, t.attempts, t.reused, t.error])).toEqual([
    ['0', 'done', 1, false, null],
    ['1', 'done', 2, false, null],
    ['2', 'done', 1, false, null],
    ['3', 'done', 1, false, null],
  ]);
  for (const { startedAt, endedAt } of square.tasks) {
    expect(Date.parse(startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(status.startedAt));
    expect(Date.parse(endedAt ?? '')).toBeLessThanOrEqual(Date.parse(status.endedAt ?? ''));
  }
  const step = await p.stepwell('status', 'latest/square');
  expect(step.out).toMatch(/SumFlow .*\n( {2}square\/\d +✓ done.*\n){4}$/);
  expect(step.out).toMatch(/square\/1 .*2 attempts/);
  const one = await p.json<StatusJson>('status', 'latest/square/1', '--json');
  expect(Object.entries(one.steps).map(([name, { tasks }]) => [name, tasks.map(t => t.task)])).toEqual([
    ['square', ['1']],
  ]);
  const page = await p.stepwell('status', id.slice(0, -3));
  expect(page.out).toMatch(/square +.*done.*4\/4 tasks, 1 retry/);
});

test('runs, and runs --json: the same without steps', async () => {
  const [row, ...more] = await p.json<StatusJson[]>('runs', '--json', '--tag', 'nightly', 'SumFlow');
  expect(more).toEqual([]);
  const { steps, ...status } = p.status();
  expect(row).not.toHaveProperty('steps');
  expect(status).toMatchObject(row!);
  expect(await p.json('runs', '--json', '--tag', 'weekly')).toEqual([]);
  expect(await p.json('runs', '--json', '--status', 'failed')).toEqual([]);
  expect(await p.json('runs', 'Other', '--json')).toEqual([]);
  expect(await p.json('runs', '--since', '2020-01-01', '--json')).toHaveLength(1);
  expect((await p.stepwell('runs')).out).toMatch(new RegExp(`${id} +SumFlow +.*done.*#first #nightly`));
});

test('logs: of the run, a step, a task; --grep; --json', async () => {
  const all = await p.stepwell('logs');
  expect(all.out).toMatch(/start\/0 │ made 4/);
  expect(all.out).toContain('to stderr');
  const lines = (await p.stepwell('logs', 'latest/square/1', '--json')).out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines.map(l => [l.step, l.task, l.attempt, l.stream]).slice(0, 2)).toEqual([
    ['square', '1', 0, 'out'],
    ['square', '1', 0, 'err'],
  ]);
  expect(lines.at(-2)).toMatchObject({ text: 'squaring 1 at 1 1', attempt: 1 });
  const found = await p.stepwell('logs', 'SumFlow/latest', '--grep', 'SQUARING');
  expect(found.out.trim().split('\n')).toHaveLength(5);
  expect((await p.stepwell('logs', '--follow', 'latest/end')).out).toMatch(/all of it 14/);
});

test('logs --find: words in the lines of all runs, without and with --json', async () => {
  const found = await p.stepwell('logs', '--find', 'SQUARING 3');
  expect(found.out).toBe(`${id} square/3 │ squaring 3 at 3 3\n`);
  const { out } = await p.stepwell('logs', '--find', 'squa*', '--limit', '2', '--json');
  const lines = out.trim().split('\n');
  expect(lines.map(line => JSON.parse(line))).toMatchObject([{ run: id, step: 'square' }, { run: id }]);
  expect((await p.stepwell('logs', '--find', 'absent')).out).toBe('no such lines\n');
  expect((await p.stepwell('logs', '--find', 'absent', '--json')).out).toBe('');
  const both = await p.stepwell('logs', 'latest', '--find', 'x');
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('leave RUN, --follow and --grep out')]);
  expect((await p.stepwell('logs', '--find', '*')).err).toContain('write a word');
  expect((await p.stepwell('logs', '--limit', '3')).err).toContain('--limit goes with --find');
});

test('get, and get --json in a form that loses nothing', async () => {
  expect(await p.json('get', 'latest/square/3.squared', '--json')).toBe(9);
  expect(await p.json('get', 'latest/end.total', '--json')).toBe(14);
  expect(await p.json('get', 'latest/square/3.numbers', '--json'), 'set by an earlier task').toEqual([
    0, 1, 2, 3,
  ]);
  expect(await p.json('get', `${id}/start.kinds`, '--json')).toEqual({
    map: { $map: [['a', 1]] },
    set: { $set: [1] },
    big: { $bigint: '12' },
    when: { $date: '1970-01-01T00:00:00.000Z' },
    minus: { $number: '-0' },
    bytes: { $typed: 'Uint8Array', values: [1, 2] },
  });
  expect((await p.stepwell('get', 'latest/start.kinds')).out).toContain("Map(1) { 'a' => 1 }");
  expect((await p.stepwell('get', 'latest/square/3.title')).out, 'a parameter').toBe("'all of it'\n");
  const several = await p.stepwell('get', 'latest/square.squared');
  expect(several.code).toBe(2);
  expect(several.err).toContain('the step square has 4 tasks (0, 1, 2, 3): name one');
  const disputed = await p.stepwell('get', 'latest/add.squared');
  expect(disputed.err).toMatch(
    /squared has no value after the join add\/0: its inputs disagree \(square\/0, square\/1/,
  );
});

test('graph --format json, and the other formats', async () => {
  const graph = await p.json<Record<string, unknown[]>>('graph', 'sum.flow.ts', '--format', 'json');
  expect(graph).toMatchObject({ flow: 'SumFlow', doc: 'Adds numbers up.\n\nIn more words.', problems: [] });
  expect(graph.parameters).toMatchObject([
    { name: 'count', type: 'number', default: 3, required: false, doc: 'How many there are.' },
    { name: 'title', type: 'string', default: 'sum', required: false, doc: '' },
    { name: 'loud', type: 'boolean', default: false, required: false },
  ]);
  expect(graph.steps).toMatchObject([
    { name: 'start', kind: 'fanout', start: true, doc: 'Makes the numbers.', options: {} },
    { name: 'square', kind: 'linear', options: { retry: 1 } },
    { name: 'add', kind: 'condition', join: true },
    { name: 'shout', kind: 'linear' },
    { name: 'end', kind: 'terminal' },
  ]);
  expect(graph.edges).toMatchObject([
    { from: 'start', to: 'square', kind: 'fanout', condition: null, loop: false },
    { from: 'square', to: 'add', kind: 'join' },
    { from: 'add', to: 'shout', kind: 'next', condition: 'this.loud' },
    { from: 'add', to: 'end', kind: 'next', condition: expect.any(String) },
    { from: 'shout', to: 'end', kind: 'next' },
  ]);
  expect((await p.stepwell('graph', 'sum.flow.ts', '--format', 'mermaid')).out).toMatch(
    /^(flowchart|graph)/m,
  );
  expect((await p.stepwell('graph', 'sum.flow.ts', '--format', 'dot')).out).toMatch(/^digraph/);
  expect((await p.stepwell('graph', 'sum.flow.ts', '--format', 'svg')).out).toMatch(
    /^<svg[\s\S]*square[\s\S]*<\/svg>\s*$/,
  );
});

test('check: every problem, zero-based, exit 2', async () => {
  const good = await p.stepwell('check', 'sum.flow.ts');
  expect(good).toMatchObject({ code: 0, out: '✓ 1 flow, no problems\n' });
  const { code, out } = await p.stepwell('check', 'broken.flow.ts', '--json');
  expect(code).toBe(2);
  const problems = JSON.parse(out);
  expect(problems.length).toBeGreaterThanOrEqual(2);
  expect(problems[0]).toMatchObject({
    severity: 'error',
    file: p.path('broken.flow.ts'),
    range: { start: { line: 2 }, end: { line: 2 } },
    code: expect.any(String),
    message: expect.stringContaining('nope'),
  });
  const starts = problems.map((problem: { range: { start: { line: number } } }) => problem.range.start.line);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  const run = await p.stepwell('run', 'broken.flow.ts');
  expect(run.code).toBe(2);
  expect(run.err).toMatch(/broken\.flow\.ts:3:\d+: error .*nope/);
});

test('show: the documentation', async () => {
  const { out, code } = await p.stepwell('show', 'sum.flow.ts');
  expect(code).toBe(0);
  expect(out).toContain('Adds numbers up.');
  expect(out).toMatch(/--count +number +.*How many there are\./);
  expect(out).toMatch(/start +fanout\n +Makes the numbers.*\n +each → square\n {2}square +linear, 1 retry/);
});

test('tag: adds and removes, after the end too', async () => {
  expect(await p.stepwell('tag', 'latest', '--add', 'kept', '--remove', 'first')).toMatchObject({
    code: 0,
    out: 'nightly kept\n',
  });
  expect(p.status().tags).toEqual(['nightly', 'kept']);
  expect(await p.json<StatusJson[]>('runs', '--json', '--tag', 'kept')).toHaveLength(1);
  expect((await p.stepwell('tag', 'latest', '--add', 'first', '--remove', 'kept')).code).toBe(0);
});

test('diff: of a run with itself there is none', async () => {
  expect((await p.stepwell('diff', 'latest', id)).out).toBe(
    `there is no difference: both are the run ${id}\n`,
  );
  expect(await p.json('diff', 'latest', 'latest', '--json')).toEqual({
    runs: [id, id],
    status: null,
    parameters: {},
    code: null,
    artifacts: [],
    onlyIn: [[], []],
    tasks: [],
    durations: {},
  });
});

test('every command that prints data prints it as JSON', async () => {
  expect(await p.json('show', 'sum.flow.ts', '--json')).toEqual(
    await p.json('graph', 'sum.flow.ts', '--format', 'json'),
  );
  expect(await p.json('tag', 'latest', '--json')).toEqual(p.status().tags);
  expect(await p.json('gc', '--dry-run', '--json')).toEqual({
    objects: 0,
    bytes: 0,
    files: [],
    unjudged: [],
  });
  expect(await p.json('reindex', '--check', '--json')).toEqual([]);
  expect(await p.json('reindex', '--json')).toEqual({ runs: 1, lines: expect.any(Number) });
});

test('resume and step: what is taken over, what runs, and again from there', async () => {
  const broken = await p.start(['run', 'sum.flow.ts', '--count', '4', '--tag', 'mine'], { BREAK: '1' }).ended;
  expect(broken.code).toBe(1);
  const [origin = ''] = p.runs();
  expect(p.status().steps.square?.tasks[2]).toMatchObject({
    status: 'failed',
    attempts: 2,
    error: { message: 'broken two' },
  });

  const again = await p.stepwell('resume');
  expect(again.code, again.out + again.err).toBe(0);
  const resumed = p.status();
  expect(resumed).toMatchObject({ status: 'done', origin, parameters: { count: 4 }, tags: ['mine'] });
  expect(resumed.steps.start?.tasks[0]?.reused).toBe(true);
  expect(resumed.steps.square?.tasks[2]).toMatchObject({ reused: false, status: 'done' });
  expect(p.get('latest/end.total')).toBe(14);

  const changed = await p.stepwell('resume', 'latest', '--title', 'new');
  expect(changed.code).toBe(0);
  expect(changed.out).toContain('end runs again: title has another value now\n');
  const second = p.status();
  expect(second.origin).toBe(resumed.id);
  expect(Object.entries(second.steps).map(([name, s]) => [name, s.tasks.every(t => t.reused)])).toEqual([
    ['start', true],
    ['square', true],
    ['add', true],
    ['end', false],
  ]);
  expect(p.log().at(-1)).toBe('end/0 new 14');

  const from = await p.stepwell('resume', 'latest', '--from', 'add');
  expect(from.code).toBe(0);
  const third = p.status();
  expect(third.steps).toMatchObject({
    square: { tasks: [{ reused: true }, {}, {}, {}] },
    add: { tasks: [{ reused: false }] },
  });

  const single = await p.stepwell('step', 'latest/square/3');
  expect(single.code, single.err).toBe(0);
  expect(p.status()).toMatchObject({ mode: 'step', status: 'done' });
  expect(p.log()).toContain('square/3 squaring 3 at 3 3');
  expect(p.get('latest/square/3.squared')).toBe(9);
  // A step of that run in its turn: the item is where it was.
  const nested = await p.stepwell('step', 'latest/square/3');
  expect(nested.code, nested.out + nested.err).toBe(0);
  expect(p.get('latest/square/3.squared')).toBe(9);
  const join = await p.stepwell('step', `${second.id}/add`);
  expect(join.code, join.out).toBe(0);
  expect(p.get('latest/add.total')).toBe(14);
  const joinAgain = await p.stepwell('step', 'latest/add');
  expect(joinAgain.code, joinAgain.out).toBe(0);
  expect(p.get('latest/add.total')).toBe(14);
  const start = await p.stepwell('step', `${origin}/start`);
  expect(start.code, start.out).toBe(0);
  expect((await p.stepwell('step', 'latest/start')).code).toBe(0);
  expect(p.get('latest/start.numbers')).toEqual([0, 1, 2, 3]);
  const refused = await p.stepwell('resume', 'latest');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(`ran a single step and has nothing to go on to: resume ${origin}`);
  // Without a name it is the latest that ran more than one step.
  const latest = await p.stepwell('resume', '--from', 'add');
  expect(latest.out).toContain(` from ${third.id}\n`);

  const gone = await p.stepwell('rm', origin, second.id);
  expect(gone.out).toBe(`removed ${origin}\nremoved ${second.id}\n`);
  expect(p.runs()).not.toContain(origin);
  // What a removed run was taken over into still has its values.
  expect(p.get(`${resumed.id}/start.numbers`)).toEqual([0, 1, 2, 3]);
}, 120_000);

test('help: of the whole, and of each command', async () => {
  const all = await p.stepwell('--help');
  expect(all.code).toBe(0);
  const names = [
    'run',
    'resume',
    'step',
    'check',
    'show',
    'graph',
    'runs',
    'status',
    'logs',
    'get',
    'tag',
    'rm',
  ];
  for (const name of names) expect(all.out).toMatch(new RegExp(`^ +${name} `, 'm'));
  const one = await p.stepwell('resume', '--help');
  expect(one.out).toContain('--from STEP');
  expect((await p.stepwell('help', 'resume')).out).toBe(one.out);
  const run = await p.stepwell('run', 'sum.flow.ts', '--help');
  expect(run.out).toMatch(/Parameters of SumFlow\n {2}--count +number from 0 +.*How many there are/);
  expect((await p.stepwell('run', 'nope.flow.ts', '-h')).code, 'whatever else is wrong').toBe(0);
  expect((await p.stepwell('run', 'sum.flow.ts', '--title', '-h')).out).toContain('title="-h"');
  expect((await p.stepwell()).code).toBe(2);
  expect((await p.stepwell('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
