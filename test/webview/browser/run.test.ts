/** The run view in Chromium: what hands do, and what the host is asked for. */
import type { Page } from '@playwright/test';
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  OutputPlace,
  RunHostMessage,
  RunSnapshot,
  RunViewMessage,
  Selected,
} from '../../../webview/run/protocol.js';
import { began, outputLine, runId, runSnapshot, stepLine, taskRow } from '../runs.js';
import { openedView } from './opened.js';

const view = openedView();
let page: Page;
let trouble: string[];

beforeEach(async () => {
  await page?.close();
  ({ page, trouble } = await view.page({ view: 'run', width: 1_000, height: 320 }));
});

const post = (message: RunHostMessage) => page.evaluate(data => window.postMessage(data, '*'), message);
const show = (changes: Partial<RunSnapshot> = {}) =>
  post({ type: 'snapshot', snapshot: runSnapshot(changes) });

async function sent<T extends RunViewMessage['type']>(
  type: T,
): Promise<Extract<RunViewMessage, { type: T }>[]> {
  const all = (await page.evaluate(() => window.sent)) as unknown as RunViewMessage[];
  return all.filter((message): message is Extract<RunViewMessage, { type: T }> => message.type === type);
}

const row = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}\\b`) });
const nothing: Selected = { step: null, task: null, attempt: null };

/** Answers what is asked for, from now on: so many lines, and 250 tasks of which the last has failed. */
async function answer(): Promise<void> {
  await page.exposeFunction('lineOf', (index: number) => outputLine(index));
  await page.exposeFunction('taskOf', (index: number) =>
    taskRow(String(index), {
      item: `item-${index}`,
      ...(index === 137 ? { state: 'failed', message: 'HTTP 503: locked' } : {}),
    }),
  );
  await page.evaluate(() => {
    const told = window as unknown as { lineOf(at: number): unknown; taskOf(at: number): unknown };
    let answered = 0;
    setInterval(async () => {
      const all = window.sent as unknown as { type: string; id: number; from: number; count: number }[];
      const asked = all.slice(answered).filter(({ type }) => type === 'lines' || type === 'tasks');
      answered = all.length;
      for (const { type, id, from, count } of asked) {
        const total = type === 'tasks' ? 250 : 100_000;
        const order = [137, ...Array.from({ length: 250 }, (_, at) => at).filter(at => at !== 137)];
        const rows = [];
        for (let at = from; at < Math.min(total, from + count); at++)
          rows.push(await (type === 'tasks' ? told.taskOf(order[at] ?? 0) : told.lineOf(at)));
        window.postMessage({ type, id, page: { total, found: total, from, rows } }, '*');
      }
    }, 5);
  });
}

test('without a run it says what to do', async () => {
  await show({ run: null, runs: [], steps: [] });
  expect(await page.locator('.blank').textContent()).toContain('Run a flow');
});

describe('the waterfall', () => {
  test('lists steps with their states and times, and bars where they were', async () => {
    await show();
    expect(await page.getByRole('treeitem').count()).toBe(3);
    expect(await row('start').getAttribute('aria-label')).toBe('start · Done · 400 ms');
    const [bar, track] = await Promise.all([
      row('start').locator('.bar').boundingBox(),
      row('start').locator('.row-track').boundingBox(),
    ]);
    // 400 of 2,000 ms.
    expect(bar!.width / track!.width).toBeCloseTo(0.2, 1);
    expect(bar!.x).toBeCloseTo(track!.x, 0);
    // The ticks of the axis stand above what they say.
    const tick = await page.locator('.tick', { hasText: /^1\.0 s$|^1 s$/ }).boundingBox();
    expect(tick!.x).toBeCloseTo(track!.x + track!.width / 2, -1);
    expect(trouble).toEqual([]);
  });

  test('a step is selected by a click and by the keys; none by Escape', async () => {
    await show();
    await row('end').click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('Escape');
    expect((await sent('select')).map(({ selected }) => selected)).toEqual([
      { step: 'end', task: null, attempt: null },
      { step: 'train', task: null, attempt: null },
      { step: 'start', task: null, attempt: null },
      nothing,
    ]);
  });

  test('a step of many tasks opens, those that failed first; of 250 a screenful is drawn', async () => {
    await answer();
    await show();
    await row('train').click();
    await page.keyboard.press('ArrowRight');
    await row('137').waitFor();
    expect(await row('137').getAttribute('aria-label')).toContain(
      'item-137 · Failed · 400 ms · HTTP 503: locked',
    );
    expect(await page.getByRole('treeitem').count()).toBeLessThan(60);
    await page.keyboard.press('ArrowDown');
    expect((await sent('select')).at(-1)?.selected).toEqual({ step: 'train', task: '137', attempt: null });
    await page.keyboard.press('End');
    await row('end').waitFor();
    expect((await sent('select')).at(-1)?.selected.step).toBe('end');
    await row('train').waitFor({ state: 'detached' });
    await page.keyboard.press('Home');
    await row('train').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await row('137').waitFor({ state: 'detached' });
  });

  test('a stretch of time is drawn, looked at, and left', async () => {
    await show();
    const axis = (await page.locator('.axis-track').boundingBox())!;
    const y = axis.y + 10;
    await page.mouse.move(axis.x + axis.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(axis.x + axis.width * 0.75, y, { steps: 4 });
    await page.mouse.up();
    // Nothing was there between 1 and 1.5 s.
    await expect.poll(() => page.locator('.bar').count()).toBe(0);
    await page.getByRole('button', { name: 'Whole run' }).click();
    await expect.poll(() => page.locator('.bar').count()).toBe(3);
    await page.mouse.move(axis.x + 1, y + 30);
    await page.keyboard.down('Control');
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await page.locator('.tick').nth(1).textContent()) ?? '').toMatch(/ms$/);
    await page.mouse.dblclick(axis.x + 30, y);
    await expect.poll(() => page.getByRole('button', { name: 'Whole run' }).isHidden()).toBe(true);
  });
});

describe('the output', () => {
  const grown = (total: number, place: OutputPlace = { run: runId, ...nothing }) =>
    post({ type: 'output', state: { place, total, open: [], isWhole: true } });
  const lines = () => page.locator('.line-text').allTextContents();

  test('stands at its end, and goes on with it; who has scrolled up reads on undisturbed', async () => {
    await answer();
    await show();
    await grown(1_000);
    await expect.poll(lines).toContain('line 999');
    await grown(1_200);
    await expect.poll(lines).toContain('line 1199');
    await page.locator('.lines').hover();
    await page.mouse.wheel(0, -4_000);
    await expect.poll(lines).not.toContain('line 1199');
    const [first] = await lines();
    await grown(1_500);
    await new Promise(done => setTimeout(done, 300));
    expect((await lines())[0]).toBe(first);
    await page.getByRole('button', { name: 'Go to the end' }).click();
    await expect.poll(lines).toContain('line 1499');
    expect(await page.locator('.line').count()).toBeLessThan(90);
  });

  test('a line leads to its task, and what the host selects is what is shown', async () => {
    await answer();
    await show();
    await grown(5);
    await page.getByRole('button', { name: 'train/3' }).click();
    const selected = { step: 'train', task: '3', attempt: null };
    expect((await sent('select')).at(-1)?.selected).toEqual(selected);
    await show({ selected });
    await grown(2, { run: runId, ...selected });
    await expect.poll(() => page.locator('.output-of').textContent()).toBe('train/3');
    // What comes late of what was selected before is not shown.
    await grown(77);
    expect(await page.locator('.output-count').textContent()).toBe('2 lines');
    expect((await sent('lines')).at(-1)?.place).toEqual({ run: runId, ...selected });
  });

  test('what is looked for is marked, counted, and gone to', async () => {
    await answer();
    await show();
    await grown(1_000);
    await expect.poll(lines).toContain('line 999');
    await page.locator('.lines').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('line 5');
    await expect.poll(async () => (await sent('find')).at(-1)?.wanted.text).toBe('line 5');
    const { id, place } = (await sent('find')).at(-1)!;
    expect(place).toEqual({ run: runId, ...nothing });
    const all = [5, ...Array.from({ length: 10 }, (_, at) => 50 + at)];
    // What comes late of what was looked for before is nothing.
    await post({ type: 'found', found: { id: id - 1, count: 7, lines: [1], isWhole: true } });
    await post({ type: 'found', found: { id, count: 11, lines: all, isWhole: false } });
    await expect.poll(() => page.locator('.find-count').textContent()).toBe('11 …');
    await post({ type: 'found', found: { id, count: 11, lines: all, isWhole: true } });
    // From the end, where one stands, the first is the next.
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.line[data-hit="true"] .line-text').textContent()).toBe('line 5');
    expect(await page.locator('.line[data-hit="true"] [data-found="true"]').textContent()).toBe('line 5');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.line[data-hit="true"] .line-text').textContent()).toBe('line 50');
    expect(await page.locator('.find-count').textContent()).toBe('2 of 11');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => page.locator('.find-count').textContent()).toBe('11 of 11');
    await page.getByRole('button', { name: 'Match case' }).click();
    await expect.poll(async () => (await sent('find')).at(-1)?.wanted.isCase).toBe(true);
    await page.locator('.find-field').press('Escape');
    await page.locator('.find').waitFor({ state: 'detached' });
    expect(await sent('findNoMore')).not.toEqual([]);
    expect(await page.locator('[data-found="true"]').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('says why there is none', async () => {
    await show({ selected: { step: 'never', task: null, attempt: null } });
    await grown(0, { run: runId, step: 'never', task: null, attempt: null });
    await page.getByText('never was not reached in this run.').waitFor();
    await show();
    await grown(0);
    await page.getByText('Nothing was printed.').waitFor();
  });

  test('a stack frame leads to its source, unless signs in front of it had to be written out', async () => {
    await show();
    const place = { start: 3, end: 14, file: '/work/a.ts', line: 3, column: 5 };
    const open = [
      outputLine(0, { text: 'at /work/a.ts:3', places: [place] }),
      outputLine(1, { text: '\u202eat /work/a.ts:3', places: [place] }),
    ];
    await post({
      type: 'output',
      state: { place: { run: runId, ...nothing }, total: 0, open, isWhole: true },
    });
    await expect.poll(() => page.locator('.line-source').allTextContents()).toEqual(['/work/a.ts:']);
    await page.locator('.line-source').click();
    expect(await sent('openSource')).toEqual([
      { type: 'openSource', file: '/work/a.ts', line: 3, column: 5 },
    ]);
  });

  test('text of a stranger is text, and what has no end yet is shown', async () => {
    await show();
    const text = '<img src=x onerror="document.title=1">\u202eevil \u001b[31mred';
    const open = [outputLine(0, { text })];
    await post({
      type: 'output',
      state: { place: { run: runId, ...nothing }, total: 0, open, isWhole: true },
    });
    await expect.poll(lines).toEqual(['<img src=x onerror="document.title=1">\\u202eevil red']);
    expect(await page.locator('img').count()).toBe(0);
    expect(trouble).toEqual([]);
  });
});

test('the failure leads to what its task printed', async () => {
  const run = { ...runSnapshot().run!, status: 'failed' as const };
  await show({ run: { ...run, error: { step: 'train', task: '137', message: 'HTTP 503' } } });
  await page.getByRole('button', { name: 'train/137' }).click();
  expect(await sent('select')).toEqual([
    { type: 'select', selected: { step: 'train', task: '137', attempt: null } },
  ]);
});

test('another run is chosen, followed, cancelled, and shown in the graph', async () => {
  const other = '20260314t140927535-k3x9a1bc';
  const run = { ...runSnapshot().run!, id: other, status: 'running' as const, endedAt: null };
  const runs = [
    { id: runId, status: 'done' as const, startedAt: began, about: 'holdout 0.3' },
    { id: other, status: 'running' as const, startedAt: began - 9_000, about: 'holdout 0.2' },
  ];
  await show({ run, runs, isFollowing: false, steps: [stepLine('start')] });
  expect(await page.locator('.head-run option').allTextContents()).toEqual([
    expect.stringMatching(/ · newest · holdout 0\.3$/),
    expect.stringMatching(/ · running · holdout 0\.2$/),
  ]);
  await page.getByRole('combobox', { name: 'Run' }).selectOption(runId);
  for (const name of ['Follow latest', 'Show graph', 'Cancel'])
    await page.getByRole('button', { name, exact: true }).click();
  const all = (await page.evaluate(() => window.sent)) as unknown as RunViewMessage[];
  expect(all.filter(({ type }) => type !== 'ready' && type !== 'lines')).toEqual([
    { type: 'chooseRun', run: runId },
    { type: 'followLatest' },
    { type: 'showGraph' },
    { type: 'cancel' },
  ]);
});

test('a narrow view has both, one above the other', async () => {
  await page.setViewportSize({ width: 320, height: 500 });
  await show();
  const [waterfall, output] = await Promise.all([
    page.locator('.waterfall').boundingBox(),
    page.locator('.output').boundingBox(),
  ]);
  expect(output!.y).toBeGreaterThanOrEqual(waterfall!.y + waterfall!.height - 1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
