import { describe, expect, test } from 'vitest';
import type { ViewSnapshot } from '../../../webview/graph/protocol.js';
import {
  edge,
  endingFlow,
  etlFlow,
  flowSubject,
  generatedFlow,
  problem,
  run,
  snapshot,
  standsStill,
  step,
  stepRun,
  trainFlow,
} from '../graphs.js';
import type { PageOptions } from '../page.js';
import { openedView } from './opened.js';

const view = openedView();

async function show(first: ViewSnapshot, options: PageOptions = {}) {
  const opened = await view.page(options);
  await opened.host.show(first);
  await opened.page.waitForSelector('.step, .blank h1');
  return opened;
}

describe('the graph', () => {
  test('shows every kind of step and edge, under the policy of a webview', async () => {
    const { page, host, trouble } = await show(snapshot(flowSubject(etlFlow)), { width: 1000, height: 1600 });
    const kinds = await page
      .locator('.step')
      .evaluateAll(all => all.map(each => each.getAttribute('data-kind')));
    expect(new Set(kinds)).toEqual(
      new Set(['start', 'linear', 'split', 'fanout', 'condition', 'join', 'terminal']),
    );
    expect(kinds).toHaveLength(etlFlow.steps.length);
    const edges = await page
      .locator('.edge')
      .evaluateAll(all => all.map(each => each.getAttribute('data-kind')));
    expect(new Set(edges)).toEqual(new Set(['next', 'split', 'fanout', 'join', 'unknown']));
    await expectText(page.locator('[data-edge-label="checkRates→fetchRates"]'), 'this.rates.length === 0');
    expect(await page.locator('.edge[data-loop="true"]').count()).toBe(1);
    expect(await page.locator('[data-stacked="true"]').count()).toBe(3);
    await expectText(page.locator('.unknown'), '?');
    expect(trouble).toEqual([]);
    expect(await host.sent('error')).toEqual([]);
    await page.close();
  });

  test('shows where the flow ends early, and when', async () => {
    const { page, host, trouble } = await show(snapshot(flowSubject(endingFlow)), { height: 900 });
    const ends = page.locator('.flow-end');
    expect(await ends.evaluateAll(all => all.map(each => each.getAttribute('title')))).toEqual([
      'start ends otherwise.',
      'check ends when this.rows.length === 0 or this.isDuplicate.',
      'enrich may end.',
    ]);
    await expectText(page.locator('[data-end-label="start"]'), 'default');
    expect(await page.locator('[data-end-label="enrich"]').count()).toBe(0);
    await ends.nth(1).click();
    await page.waitForSelector('[data-step="check"][data-selected="true"]');
    await page.locator('[data-end-label="start"] button').click();
    await page.waitForSelector('[data-step="start"][data-selected="true"]');
    expect(trouble).toEqual([]);
    expect(await host.sent('error')).toEqual([]);
    await page.close();
  });

  test('shows a way that is not reached, and says so', async () => {
    const [first, ...rest] = trainFlow.edges;
    const graph = { ...trainFlow, edges: [{ ...first!, unreached: true } as const, ...rest] };
    const { page, trouble } = await show(snapshot(flowSubject(graph)));
    const ways = page.locator('.edge[data-unreached="true"]');
    expect(await ways.count()).toBe(1);
    expect(await ways.locator('title').textContent()).toContain('not reached');
    await expectText(page.locator('.edge-label[data-unreached="true"] .edge-text'), 'not reached');
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('turns to the right and stays so when it is born again', async () => {
    const { page, host } = await show(snapshot(flowSubject(trainFlow)));
    await page.keyboard.press('d');
    await page.waitForSelector('.step[data-direction="RIGHT"]');
    await page.reload();
    await page.waitForFunction(() => window.sent.some(message => message.type === 'ready'));
    await host.show(snapshot(flowSubject(trainFlow)));
    await page.waitForSelector('.step[data-direction="RIGHT"]');
    await page.close();
  });

  test('keeps its place, its selection and the keyboard when the flow changes', async () => {
    const { page, host } = await show(snapshot(flowSubject(trainFlow)));
    await page.locator('[data-step="pick"]').click();
    // So near that it is not seen whole, up and down or across: otherwise it would be again, where there is room.
    for (let times = 0; times < 3; times++) await page.keyboard.press('+');
    await page.waitForTimeout(400);
    const where = () => page.locator('[data-step="pick"]').boundingBox();
    const before = await where();
    const grown = {
      ...trainFlow,
      steps: [...trainFlow.steps, step('report', 'linear')],
      edges: [...trainFlow.edges, edge('pick', 'report', 'next', 'wide'), edge('report', 'end')],
    };
    await host.show(snapshot(flowSubject(grown, { version: 2 })));
    await page.waitForSelector('[data-step="report"]');
    expect(await where()).toEqual(before);
    expect(await page.locator('[data-selected="true"][data-step]').getAttribute('data-step')).toBe('pick');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('[data-selected="true"][data-step]').getAttribute('data-step')).toBe('train');
    await page.close();
  });

  test('shows the step the cursor is in, and comes to it when it is out of sight', async () => {
    const flow = flowSubject(generatedFlow(80));
    const { page, host } = await show(snapshot(flow));
    expect(await page.locator('[data-step="end"]').count()).toBe(0);
    await page.evaluate(() => {
      document.hasFocus = () => false;
    });
    await host.show(snapshot(flow, { activeStep: 'end' }));
    await page.waitForSelector('[data-step="end"][data-active="true"]');
    // It stays where it is for those who don't want to be led.
    await page.keyboard.press('o');
    await page.locator('[role="status"].unseen').getByText('Stays where it is.').waitFor();
    const place = await page.locator('.react-flow__viewport').getAttribute('style');
    await host.show(snapshot(flow, { activeStep: 'start' }));
    await page.waitForFunction(() => !document.querySelector('[data-active="true"]'));
    await page.waitForTimeout(50);
    expect(await page.locator('.react-flow__viewport').getAttribute('style')).toBe(place);
    await page.keyboard.press('o');
    await host.show(snapshot(flow, { activeStep: 'end' }));
    await host.show(snapshot(flow, { activeStep: 'start' }));
    await page.waitForSelector('[data-step="start"][data-active="true"]');
    await page.close();
  });

  test('glides to its new layout when motion is welcome', async () => {
    const { page, host, trouble } = await show(snapshot(flowSubject(trainFlow)), { calm: false });
    const grown = {
      ...trainFlow,
      steps: [...trainFlow.steps, step('report', 'linear')],
      edges: [...trainFlow.edges, edge('alarm', 'report', 'next', 'wide'), edge('report', 'end')],
    };
    await host.show(snapshot(flowSubject(grown, { version: 2 })));
    await page.waitForSelector('.canvas[data-moving="true"]');
    await page.waitForSelector('.canvas[data-moving="false"]');
    await page.waitForSelector('[data-step="report"]');
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('of 500 steps is drawn, is not all in the page, and answers the keyboard', async () => {
    const { page, trouble } = await show(snapshot(flowSubject(generatedFlow(500))));
    const drawn = await page.locator('.step').count();
    expect(drawn).toBeGreaterThan(3);
    expect(drawn).toBeLessThan(60);
    await page.keyboard.press('End');
    await page.waitForSelector('[data-step="end"][data-selected="true"]');
    await page.keyboard.press('Home');
    await page.waitForSelector('[data-step="start"][data-selected="true"]');
    // The middle one of many: a busy machine makes any single one late.
    const usual = await page.evaluate(async () => {
      const times: number[] = [];
      for (let at = 0; at < 40; at++) {
        const before = performance.now();
        document
          .querySelector('.canvas')
          ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - before);
      }
      return times.sort((a, b) => a - b)[20] ?? 0;
    });
    expect(usual).toBeLessThan(150);
    expect(trouble).toEqual([]);
    await page.close();
  });
});

describe('a run', () => {
  test('is shown live, by words as well as colours', async () => {
    const flow = flowSubject(trainFlow);
    const at = Date.now();
    const { page, host } = await show(snapshot(flow));
    const train = page.locator('[data-step="train"]');
    const begun = {
      start: stepRun('done', { done: 1 }, at, 40, { next: { train: 1 } }),
      train: stepRun('running', { running: 4, queued: 996 }, at, null),
    };
    await host.show(snapshot(flow, { run: run('TrainFlow', 'running', at, null, begun) }));
    await page.waitForSelector('[data-step="train"][data-state="running"]');
    await expectText(train, '0 / 1,000');
    await expectText(page.locator('.edge-count'), '× 1,000');
    await expectText(page.locator('.run-state'), 'Running');
    expect(await page.locator('[data-edge="start→train"]').getAttribute('data-taken')).toBe('true');
    expect(await page.locator('[data-edge="train→pick"]').getAttribute('data-taken')).toBe('false');

    const on = { ...begun, train: stepRun('running', { done: 312, failed: 2, queued: 686 }, at, null) };
    await host.show(snapshot(flow, { run: run('TrainFlow', 'running', at, null, on) }));
    await expectText(train, '312 / 1,000 · 2 failed');
    expect(await page.locator('.step-bar [data-state="failed"]').count()).toBe(1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await host.sent('cancel')).toHaveLength(1);

    const failure = { task: '4', message: 'RangeError: no' };
    const over = { ...on, train: stepRun('failed', { done: 998, failed: 2 }, at, 900, { failure }) };
    await host.show(snapshot(flow, { run: run('TrainFlow', 'failed', at, 1000, over) }));
    await page.waitForSelector('[data-step="pick"][data-state="unreached"]');
    await train.getByText('Log').click();
    expect(await host.sent('openLog')).toEqual([{ type: 'openLog', step: 'train', task: '4' }]);
    await page.getByRole('button', { name: 'Resume' }).click();
    expect(await host.sent('resume')).toHaveLength(1);
    await page.getByRole('button', { name: 'Stop showing this run' }).click();
    expect(await host.sent('dismissRun')).toHaveLength(1);
    await page.close();
  });

  test('that is asked to stop says so, and how to end it at once', async () => {
    const at = Date.now();
    const flow = flowSubject(trainFlow);
    const live = run('TrainFlow', 'running', at, null, {});
    const asked = (what: 'cancel' | 'end' | null) =>
      snapshot(flow, { run: live, standing: { ...standsStill, asked: what } });
    const { page, host } = await show(asked(null));
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.click();
    await host.show(asked('cancel'));
    await expectText(page.locator('.run-state'), 'Cancelling … press again to end it now');
    await expectText(page.locator('[role="status"].unseen'), 'Cancelling … press again to end it now');
    await cancel.click();
    expect(await host.sent('cancel')).toHaveLength(2);
    await host.show(asked('end'));
    await expectText(page.locator('.run-state'), 'Ending it now …');
    await cancel.click({ force: true });
    expect(await host.sent('cancel')).toHaveLength(2);
    await page.close();
  });

  test('is told against the flow that ran', async () => {
    const at = Date.now();
    const ran = { start: stepRun('done', { done: 1 }, at, 5), fit: stepRun('done', { done: 3 }, at, 5) };
    const { page, host } = await show(
      snapshot(flowSubject(trainFlow), {
        run: run('TrainFlow', 'failed', at, 20, ran),
        standing: { asked: null, absent: ['train'], gone: ['fit'], changed: 'graph' },
      }),
    );
    await expectText(page.locator('[data-step="train"]'), 'Not in this run');
    await expectText(page.locator('[data-step="pick"]'), 'Not reached');
    expect(await page.locator('[data-step="train"]').getAttribute('aria-label')).toMatch(/not in this run/);
    await expectText(page.locator('.banner'), 'The code has changed since this run.');
    await page.getByRole('button', { name: 'Graph of then' }).click();
    expect(await host.sent('showRunGraph')).toHaveLength(1);
    await page.getByRole('button', { name: 'Details (I)' }).click();
    await expectText(page.locator('.inspector'), 'In the run, not in the code any more');
    await page.getByRole('button', { name: 'fit', exact: true }).click();
    expect(await host.sent('openLog')).toEqual([{ type: 'openLog', step: 'fit', task: null }]);
    await page.locator('[data-step="train"]').click();
    await expectText(page.locator('.inspector-run'), 'Not in this run');
    await page.close();
  });

  test('ticks while it goes on', async () => {
    const at = Date.now();
    const { page } = await show(
      snapshot(flowSubject(trainFlow), { run: run('TrainFlow', 'running', at, null, {}) }),
    );
    const before = await page.locator('.run-time').textContent();
    await page.waitForFunction(text => document.querySelector('.run-time')?.textContent !== text, before);
    expect(before).toMatch(/^\d+ s$/);
    await page.close();
  });

  test('of the past is read-only and says so', async () => {
    const past = { kind: 'pastRun', fileName: 'train.flow.ts', graph: trainFlow } as const;
    const { page, host } = await show(snapshot(past, { run: run('TrainFlow', 'done', 0, 900, {}) }));
    await expectText(page.locator('.banner'), 'Read-only');
    await page.locator('[data-step="pick"]').click();
    await page.keyboard.press('a');
    await expectText(page.locator('.refusal'), 'past run');
    await page.getByRole('button', { name: 'Back to the flow' }).click();
    expect(await host.sent('dismissRun')).toHaveLength(1);
    await page.close();
  });
});

describe('states of the whole', () => {
  test('no flow', async () => {
    const nothing = { kind: 'empty', message: 'There is no flow in notes.ts' } as const;
    const { page, host } = await show(snapshot({ ...nothing, canBegin: true }));
    await expectText(page.locator('h1'), 'There is no flow in notes.ts');
    await expectText(page.locator('pre'), 'extends Flow');
    await page.getByRole('button', { name: 'New flow' }).click();
    expect(await host.sent('newFlow')).toHaveLength(1);
    await host.show(snapshot({ ...nothing, canBegin: false }));
    await page.getByRole('button', { name: 'New flow' }).waitFor({ state: 'detached' });
    await page.close();
  });

  test('broken text, problems and restricted mode are said, and nothing is run', async () => {
    const flow = flowSubject(trainFlow, {
      broken: "line 14: ')' expected",
      problems: [problem('pick', 'There is no step finish.'), problem('alarm', 'Unreachable.', 'warning')],
    });
    const { page, host } = await show(snapshot(flow, { canRun: false }));
    await expectText(page.locator('.banner').first(), 'last graph that could be read');
    await expectText(page.locator('.banner').nth(1), 'trust this workspace');
    await expectText(page.locator('.problems'), '1 error');
    expect(await page.locator('[data-step="pick"] .step-problem').getAttribute('title')).toBe(
      'There is no step finish.',
    );
    await page.locator('.problems-line').click();
    await page.getByRole('button', { name: /Unreachable/ }).click();
    expect(await host.sent('reveal')).toEqual([{ type: 'reveal', step: 'alarm', focus: false }]);
    await page.getByRole('button', { name: 'Run', exact: true }).click({ force: true });
    expect(await host.sent('run')).toEqual([]);
    await page.close();
  });

  test('several flows are picked from', async () => {
    const { page, host } = await show(
      snapshot(flowSubject(trainFlow, { flows: ['TrainFlow', 'OtherFlow'] })),
    );
    await page.getByLabel('Flow in this file').selectOption('OtherFlow');
    expect(await host.sent('pickFlow')).toEqual([{ type: 'pickFlow', flow: 'OtherFlow' }]);
    await page.close();
  });
});

async function expectText(
  at: ReturnType<import('@playwright/test').Page['locator']>,
  text: string,
): Promise<void> {
  await at.filter({ hasText: text }).first().waitFor({ timeout: 5000 });
}
