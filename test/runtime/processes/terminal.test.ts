import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { flow, type Project, project, type Started } from '../project.js';

/** What a person sees: the command line in a process that takes its pipes for a terminal of a hundred columns. */
const cli = resolve(import.meta.dirname, '../../../runtime/bin/stepwell.js');
const asTerminal = `for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 100 });\n`;

function onTerminal(p: Project, ...args: string[]): Started {
  p.write({ 'terminal.mjs': asTerminal });
  return p.spawn(['--import', './terminal.mjs', cli, ...args], { NO_COLOR: undefined, CI: undefined });
}

/** Without what the progress line itself draws. */
const settled = (text: string) => text.replace(/[^\n]*\r\u001b\[K/g, '');

const hostile = `
  @step() async start() {
    console.log('\\x1b[32mgreen\\x1b[0m plain');
    console.log('\\x1b]0;TITLE\\x07title');
    console.log('\\x1b]52;c;aGVsbG8=\\x07clipboard');
    console.log('\\x1b[2J\\x1b[Hcleared \\x07');
    console.log('10 %\\r50 %\\r100 %');
    console.log('\\x1b[31mnever reset');
    throw new Error('bad \\x1b[2J\\x1b]0;EVIL\\x07 end\\n  and more');
  }`;

test('control sequences of a task do nothing to the terminal, and are kept in files', async () => {
  const p = project({ 'a.flow.ts': flow(hostile) });
  const live = await onTerminal(p, 'run', 'a.flow.ts').ended;
  const said = [live];
  for (const args of [['logs'], ['status'], ['runs'], ['logs', '--json'], ['status', 'latest/start']])
    said.push(await onTerminal(p, ...args).ended);
  for (const { out, err } of said) {
    // Colours are all that is left, but for the line that the progress display redraws.
    const rest = settled(out + err).replace(/\u001b\[[0-9;]*m/g, '');
    expect(rest).not.toMatch(/[^\n\t -~\u00a0-\uffff]/);
    expect(rest).not.toContain('TITLE\u0007');
  }
  const [, logs] = said;
  expect(logs?.out).toMatch(/│.* \u001b\[32mgreen\u001b\[0m plain/);
  expect(logs?.out).toMatch(/\u001b\[31mnever reset\u001b\[0m\n/);
  expect(logs?.out).toMatch(/│\u001b\[39m 100 %\n/);

  const piped = await p.stepwell('logs');
  expect(piped.out).toContain('\u001b]0;TITLE\u0007title\n');
  expect(piped.out).toContain('10 %\r50 %\r100 %\n');
  expect(p.log()).toContain('start/0 \u001b]52;c;aGVsbG8=\u0007clipboard');
}, 60_000);

test('a failed attempt: its output first, then what follows, each line in its place', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step({ retry: 1 }) start() {
        console.log('attempt', this.current.attempt);
        throw new Error('first line\\nsecond line');
      }`),
  });
  const { out } = await p.stepwell('run', 'a.flow.ts');
  const lines = out.split('\n');
  const place = (text: string) => lines.findIndex(line => line.includes(text));
  expect(place('attempt 0')).toBeGreaterThan(0);
  expect(place('attempt 0')).toBeLessThan(place('start/0 attempt 1 failed, trying again: first line'));
  expect(place('trying again')).toBeLessThan(place('│ attempt 1'));
  expect(lines.filter(line => line.startsWith('second line'))).toEqual([]);
  expect(lines).toContain('  second line');
});

test('what one may want next works as it is printed, here and elsewhere', async () => {
  const p = project({
    'deep er/package.json': '{}',
    'deep er/a.flow.ts': flow(
      "ok = parameter.boolean({ default: false });\n@step() start() { console.log('said'); if (!this.ok) throw new Error('no'); }",
    ),
  });
  const { out, code } = await p.stepwell('run', 'deep er/a.flow.ts');
  expect(code).toBe(1);
  const log = /its log: (.*)$/m.exec(out)?.[1] ?? '';
  const goOn = /go on, once it is mended: (.*)$/m.exec(out)?.[1] ?? '';
  expect(log).toMatch(/^stepwell logs \S+\/start\/0 --store "deep er.\.stepwell"$/);
  const words = (line: string) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);
  expect((await p.stepwell(...words(log))).out).toContain('said');
  expect((await p.stepwell(...words(goOn), '--ok')).code).toBe(0);
  // Where the store is found anyway, it is not named.
  const below = project({ 'b.flow.ts': flow("@step() start() { throw new Error('no'); }") });
  expect((await below.stepwell('run', 'b.flow.ts')).out).toMatch(/its log: stepwell logs \S+$/m);
});

test('the first Ctrl+C is answered', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() async start() {
        const { signal } = this.current;
        await new Promise(done => { const t = setTimeout(done, 60_000); signal.addEventListener('abort', () => { clearTimeout(t); done(0); }); });
        signal.throwIfAborted();
      }`),
  });
  const live = onTerminal(p, 'run', 'a.flow.ts');
  await p.until('start');
  live.child.kill('SIGINT');
  const { out, code } = await live.ended;
  expect(code).toBe(130);
  expect(out).toContain('Ctrl+C once more ends them at once');
  expect(out).toMatch(/go on from here:\S* stepwell resume/);
});
