/** What has become another since what the flow is compared with. */
import type { Page } from '@playwright/test';
import { beforeEach, expect, test } from 'vitest';
import type { Graph } from '../../../runtime/model/graph.js';
import { diffGraphs } from '../../../runtime/model/graph-diff.js';
import { edge, flowSubject, snapshot, step, trainFlow } from '../graphs.js';
import type { ScriptedHost } from '../page.js';
import { openedView } from './opened.js';

const view = openedView();
let page: Page;
let host: ScriptedHost;

/** Without the alarm, with another step in its place. */
const before: Graph = {
  ...trainFlow,
  steps: [...trainFlow.steps.filter(({ name }) => name !== 'alarm'), step('retrain', 'linear')],
  edges: [
    ...trainFlow.edges.filter(({ from, to }) => from !== 'alarm' && to !== 'alarm'),
    edge('pick', 'retrain', 'next', 'this.best.score < 0.5'),
    edge('retrain', 'end'),
  ],
};
const changes = {
  against: 'HEAD',
  diff: diffGraphs({ graph: before, code: { pick: 'a' } }, { graph: trainFlow, code: { pick: 'b' } }),
};
const compared = snapshot(flowSubject(trainFlow), { changes });

beforeEach(async () => {
  await page?.close();
  ({ page, host } = await view.page());
  await host.show(compared);
  await page.waitForSelector('.step');
});

const kindOf = (name: string) => page.locator(`.step[data-step="${name}"]`).getAttribute('data-change');

test('what is new, gone and changed is marked, and what is not is not', async () => {
  expect(await kindOf('alarm')).toBe('added');
  expect(await kindOf('retrain')).toBe('removed');
  expect(await kindOf('pick')).toBe('changed');
  expect(await kindOf('train')).toBeNull();
  expect(
    await page
      .locator('.edge[data-change]')
      .evaluateAll(all => all.map(each => (each as SVGElement).dataset.edge).sort()),
  ).toEqual(['alarm→end', 'pick→alarm', 'pick→retrain', 'retrain→end']);
  expect(await page.locator('.step[data-step="pick"]').getAttribute('aria-label')).toMatch(
    /Changed: .*other code$/,
  );
  await page
    .getByText('Compared with HEAD: steps: 1 added, 1 removed, 1 changed; edges: 2 added, 2 removed.')
    .waitFor();
});

test('what is gone can be looked at, and nothing can be done to it', async () => {
  await page.locator('.step[data-step="retrain"]').click();
  for (const key of ['a', 'F2', 'Delete', 'r', 'c']) await page.keyboard.press(key);
  expect(await page.locator('.namer, .step input').count()).toBe(0);
  expect([...(await host.sent('edit')), ...(await host.sent('runStep'))]).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('.step[data-step="retrain"]').click({ button: 'right' });
  expect(await page.getByRole('menuitem', { name: /^(Rename|Delete|Run this step)/ }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('Removed', { exact: true }).waitFor();
});

test('changed steps are found, and lead to the change in the code', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('is:changed');
  expect(await page.getByRole('option').allTextContents()).toEqual([
    expect.stringMatching(/^pick/),
    expect.stringMatching(/^alarm/),
    expect.stringMatching(/^retrain/),
  ]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('h');
  expect(await host.sent('showChange')).toEqual([{ type: 'showChange', step: 'pick' }]);
  await page.getByRole('button', { name: 'In the code' }).click();
  expect((await host.sent('showChange')).at(-1)).toEqual({ type: 'showChange', step: null });
});

test('it is asked for by a key, and ends', async () => {
  await page.keyboard.press('g');
  expect(await host.sent('compare')).toEqual([{ type: 'compare', with: 'something' }]);
  await page.getByRole('button', { name: 'Compare no more' }).click();
  expect((await host.sent('compare')).at(-1)).toEqual({ type: 'compare', with: 'nothing' });
  await host.show(snapshot(flowSubject(trainFlow)));
  await page.locator('.step[data-step="retrain"]').waitFor({ state: 'detached' });
  expect(await page.locator('[data-change]').count()).toBe(0);
});
