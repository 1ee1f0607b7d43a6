import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { diffGraphs } from '../../../runtime/model/graph-diff.js';
import type { ViewSnapshot } from '../../../webview/graph/protocol.js';
import { edge, etlFlow, flowSubject, problem, run, snapshot, step, stepRun, trainFlow } from '../graphs.js';
import { openedView } from './opened.js';

const view = openedView();
const etl = snapshot(flowSubject(etlFlow));
const loop = '[data-step="fetchRates"][data-fold="loop"]';
const body = '[data-step="listFiles"][data-fold="body"]';

async function opened(first: ViewSnapshot = etl) {
  const { page, host, trouble } = await view.page({ width: 1000, height: 1600 });
  page.setDefaultTimeout(4000);
  await host.show(first);
  await page.waitForSelector('[data-step="end"]');
  const select = (name: string) => page.locator(`[data-step="${name}"]`).click();
  /** Nothing may go wrong, and folding is no edit. */
  const closed = async () => {
    expect(trouble).toEqual([]);
    expect(await host.sent('error')).toEqual([]);
    expect(await host.sent('edit')).toEqual([]);
    await page.close();
  };
  return { page, host, select, closed };
}

const drawn = (page: Page) =>
  page.evaluate(() => ({
    steps: [...document.querySelectorAll('[data-step]')].map(each => each.getAttribute('data-step')).sort(),
    edges: [...document.querySelectorAll('[data-edge]')].map(each => each.getAttribute('data-edge')).sort(),
  }));
const selected = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.step[data-selected="true"]')].map(each => each.getAttribute('data-step')),
  );
const gone = (page: Page, selector: string) =>
  page.waitForFunction(which => document.querySelector(which) === null, selector);

test('a loop is one node, and the same graph again when it is opened: by key, mark, click and menu', async () => {
  const { page, select, closed } = await opened();
  const before = await drawn(page);
  const ways: (() => Promise<void>)[] = [
    () => page.keyboard.press('z'),
    () => page.keyboard.press('Enter'),
    () => page.locator(`${loop} .fold-mark`).click(),
    () => page.locator(loop).dblclick(),
    async () => {
      await page.locator(loop).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Open what is folded' }).click();
    },
  ];
  for (const way of ways) {
    await select('checkRates');
    await page.keyboard.press('z');
    await page.waitForSelector(loop);
    expect(await page.locator(loop).textContent()).toContain('2 steps');
    expect(await selected(page)).toEqual(['fetchRates']);
    const { steps } = await drawn(page);
    expect(steps).toEqual(before.steps.filter(name => name !== 'checkRates'));
    await way();
    await gone(page, loop);
    expect(await drawn(page)).toEqual(before);
    expect(await selected(page)).toEqual(['fetchRates']);
  }
  await closed();
});

test('what a step opens is folded and opened at the step, and what is around it by one more key', async () => {
  const { page, select, closed } = await opened();
  await select('listRegions');
  await page.locator('[data-step="listRegions"] .fold-mark').click();
  await page.waitForSelector(body);
  expect(await selected(page)).toEqual(['listRegions']);
  await page.keyboard.press('z');
  await gone(page, body);
  await page.keyboard.press('z');
  await page.waitForSelector(body);
  await page.keyboard.press('ArrowDown');
  expect(await selected(page)).toEqual(['listFiles']);
  expect(await page.locator('[role="status"].unseen').textContent()).toContain(
    'For each item of listRegions, 3 steps. Goes to mergeRegions.',
  );
  await page.keyboard.press('Shift+Z');
  await page.waitForSelector('[data-step="listRegions"][data-fold="branch"]');
  await page.keyboard.press('Shift+Z');
  await page.waitForSelector('[data-step="listRegions"][data-fold="body"]');
  // Nothing larger is there.
  await page.keyboard.press('Shift+Z');
  await page.locator('.refusal').getByText('Nothing larger').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  expect(await selected(page)).toEqual(['convert']);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('z');
  // What was folded within it is so still.
  await page.waitForSelector('[data-step="listRegions"][data-fold="branch"]');
  await closed();
});

test('stays folded while the flow changes elsewhere, in another flow and back, and when it is born again', async () => {
  const { page, host, select, closed } = await opened();
  await select('listRegions');
  await page.keyboard.press('z');
  await page.waitForSelector(body);
  const grown = {
    ...etlFlow,
    steps: [...etlFlow.steps, step('report', 'linear')],
    edges: [...etlFlow.edges, edge('publish', 'report', 'next', 'wide'), edge('report', 'end')],
  };
  await host.show(snapshot(flowSubject(grown, { version: 2 })));
  await page.waitForSelector('[data-step="report"]');
  await page.waitForSelector(body);
  // Another step comes to be in it by typing.
  await page.locator(body).click();
  const longer = {
    ...grown,
    steps: [...grown.steps, step('check', 'linear')],
    edges: [
      ...grown.edges.filter(each => each.from !== 'loadFile'),
      edge('loadFile', 'check'),
      edge('check', 'mergeFiles', 'join'),
    ],
  };
  await host.show(snapshot(flowSubject(longer, { version: 3 })));
  await page.locator(body).getByText('4 steps').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-step="check"]');
  await page.keyboard.press('z');
  await page.waitForSelector(body);
  await host.show(snapshot(flowSubject(trainFlow, { version: 3 })));
  await page.waitForSelector('[data-step="train"]');
  await host.show(snapshot(flowSubject(longer, { version: 3 })));
  await page.waitForSelector(body);
  await page.reload();
  await page.waitForFunction(() => window.sent.some(message => message.type === 'ready'));
  await host.show(snapshot(flowSubject(longer, { version: 3 })));
  await page.waitForSelector(body);
  expect(await page.locator('[data-step="loadFile"]').count()).toBe(0);
  await closed();
});

test('what is looked for is found in it, and seen', async () => {
  const failing = run('WarehouseFlow', 'failed', 0, 10, {
    listFiles: stepRun('done', { done: 2 }, 0, 5),
    loadFile: stepRun('failed', { done: 1, failed: 1 }, 0, 5, { failure: { task: '1', message: 'no file' } }),
    fetchRates: stepRun('done', { done: 1 }, 0, 5),
  });
  const subject = flowSubject(etlFlow, {
    problems: [problem('mergeFiles', 'Nothing sets rows.', 'warning')],
  });
  const { page, host, select, closed } = await opened(snapshot(subject, { run: failing }));
  const folds = async () => {
    await select('listRegions');
    await page.keyboard.press('z');
    await page.waitForSelector(body);
  };
  const seen = async (name: string) => {
    await page.waitForSelector(`[data-step="${name}"][data-selected="true"]`);
    expect(await page.locator(body).count()).toBe(0);
  };
  await folds();
  // It shows through.
  expect(await page.locator(body).getAttribute('data-state')).toBe('failed');
  expect(await page.locator(body).getAttribute('data-problem')).toBe('warning');
  expect(await page.locator(body).textContent()).toContain('3 steps · 1 failed · 1 done');
  await page.keyboard.press('/');
  await page.keyboard.type('is:failed');
  await page.keyboard.press('Enter');
  await seen('loadFile');
  await folds();
  await page.keyboard.press('/');
  await page.keyboard.type('File');
  await page.keyboard.press('Shift+Enter');
  await seen('mergeFiles');
  await folds();
  await page.locator('.problems-line').click();
  await seen('mergeFiles');
  await folds();
  await page.locator(body).click();
  await page.keyboard.press('i');
  await page.locator('.inspector').getByRole('button', { name: 'loadFile', exact: true }).click();
  await seen('loadFile');
  await page.keyboard.press('i');
  await folds();
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  // Only for those who let the picture follow.
  await page.keyboard.press('o');
  await host.show(snapshot(subject, { run: failing, activeStep: 'loadFile' }));
  await page.waitForSelector(`${body}[data-active="true"]`);
  await page.keyboard.press('o');
  await host.show(snapshot(subject, { run: failing, activeStep: 'mergeFiles' }));
  await page.waitForSelector('[data-step="mergeFiles"][data-active="true"]');
  await closed();
});

test('what an edit makes in it is seen', async () => {
  const { page, host, select } = await opened();
  await select('listRegions');
  await page.keyboard.press('z');
  await page.waitForSelector(body);
  await page.locator('[data-edge="listRegions→listFiles"] .edge-reach').click({ force: true });
  await page.keyboard.press('a');
  await page.keyboard.type('sort');
  await page.keyboard.press('Enter');
  const { id, edit } = await host.edit();
  expect(edit).toMatchObject({ after: 'listRegions', before: 'listFiles' });
  await host.reply(id, { ok: true, step: 'sort' });
  const sorted = {
    ...etlFlow,
    steps: [...etlFlow.steps, step('sort', 'fanout')],
    edges: [
      ...etlFlow.edges.filter(({ from, to }) => from !== 'listRegions' && to !== 'loadFile'),
      edge('listRegions', 'sort', 'fanout'),
      edge('sort', 'listFiles'),
      edge('listFiles', 'loadFile', 'fanout'),
    ],
  };
  await host.show(snapshot(flowSubject(sorted, { version: 2 })));
  await page.waitForSelector('[data-step="sort"][data-selected="true"]:not([data-fold])');
  await page.close();
});

test('the first of its steps keeps its place, and the picture is as it was when all is opened', async () => {
  const { page, select, closed } = await opened();
  const places = () =>
    page
      .locator('.step')
      .evaluateAll(all =>
        all.map(each => [each.getAttribute('data-step'), JSON.stringify(each.getBoundingClientRect())]),
      );
  const before = await places();
  const placeOf = async (name: string) => {
    const box = await page.locator(`[data-step="${name}"]`).boundingBox();
    return [Math.round(box?.x ?? 0), Math.round(box?.y ?? 0)];
  };
  await select('checkRates');
  const was = await placeOf('fetchRates');
  await page.keyboard.press('z');
  await page.waitForSelector(loop);
  expect(await placeOf('fetchRates')).toEqual(was);
  await page.keyboard.press('z');
  await gone(page, loop);
  expect(await places()).toEqual(before);
  await closed();
});

test('a line that stands for several is not taken for one of them', async () => {
  const names = Array.from({ length: 12 }, (_, nth) => `b${nth}`);
  const wide = {
    ...trainFlow,
    steps: [
      step('start', 'split', { start: true }),
      ...names.map(name => step(name, 'linear')),
      step('join', 'join'),
      step('end', 'terminal'),
    ],
    edges: [
      ...names.flatMap(name => [edge('start', name, 'split'), edge(name, 'join', 'join')]),
      edge('join', 'end'),
    ],
  };
  const { page, closed } = await opened(snapshot(flowSubject(wide)));
  await page.keyboard.press('Home');
  await page.keyboard.press('z');
  await page.waitForSelector('[data-fold="body"]');
  const line = page.locator('[data-edge="start→b0"]');
  expect(await line.locator('title').textContent()).toContain('and 4 more');
  await line.locator('.edge-reach').click({ force: true });
  expect(await selected(page)).toEqual(['start']);
  expect(await page.locator('[data-edge][data-selected="true"]').count()).toBe(0);
  await page.keyboard.press('e');
  await page.locator('[role="status"].unseen').getByText('start has no outgoing edge.').waitFor();
  await closed();
});

test('everything is folded and opened at once, and a picture shows what is drawn', async () => {
  const { page, host, closed } = await opened();
  const before = await drawn(page);
  const choose = async (name: string) => {
    await page.keyboard.press('.');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await choose('Fold all');
  await page.waitForSelector('[data-fold="body"]');
  expect((await drawn(page)).steps).toEqual([
    'convert',
    'discoverSources',
    'end',
    'listRegions',
    'publish',
    'quarantine',
    'start',
    'validateAndNormalizeRecords',
  ]);
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Save…' }).click();
  const [saved] = await host.sent('save');
  expect(saved?.content).toContain('listRegions …');
  expect(saved?.content).toContain('7 steps');
  expect(saved?.content).not.toContain('loadFile');
  await choose('Open all that');
  await gone(page, '[data-fold]');
  expect(await drawn(page)).toEqual(before);
  await closed();
});

test('what has changed in it shows through, and one goes back and forward over it as a whole', async () => {
  const before = {
    ...etlFlow,
    steps: etlFlow.steps.map(each => (each.name === 'loadFile' ? { ...each, options: { retry: 9 } } : each)),
  };
  const changes = {
    against: 'HEAD',
    diff: diffGraphs({ graph: before, code: {} }, { graph: etlFlow, code: {} }),
  };
  const { page, select, closed } = await opened(snapshot(flowSubject(etlFlow), { changes }));
  await select('listRegions');
  await page.keyboard.press('z');
  await page.waitForSelector(`${body}[data-change="changed"]`);
  expect(await page.locator(`${body} .step-change`).getAttribute('title')).toBe('1 of them changed');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await selected(page)).toEqual(['mergeRegions']);
  await page.keyboard.press('Alt+ArrowLeft');
  expect(await selected(page)).toEqual(['listFiles']);
  await page.keyboard.press('Alt+ArrowRight');
  expect(await selected(page)).toEqual(['mergeRegions']);
  expect(await page.locator(body).count()).toBe(1);
  await page.keyboard.press('/');
  await page.keyboard.type('is:changed');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-step="loadFile"][data-selected="true"]');
  await closed();
});

test('several are gathered with it, and it can be taken out again', async () => {
  const { page, select, closed } = await opened();
  await select('listRegions');
  await page.keyboard.press('z');
  await page.waitForSelector(body);
  await page.locator(body).click({ modifiers: ['Shift'] });
  expect((await selected(page)).toSorted()).toEqual(['listFiles', 'listRegions']);
  await page.keyboard.press('Shift+ArrowDown');
  expect((await selected(page)).toSorted()).toEqual(['listFiles', 'listRegions', 'mergeRegions']);
  await page.locator(body).click({ modifiers: ['Shift'] });
  expect((await selected(page)).toSorted()).toEqual(['listRegions', 'mergeRegions']);
  await page.keyboard.press('Control+a');
  expect(await page.locator('.step[data-selected="false"]').count()).toBe(0);
  expect(await page.locator(body).count()).toBe(1);
  await closed();
});
