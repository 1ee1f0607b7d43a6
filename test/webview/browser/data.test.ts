/** The way of artifacts through the flow, and steps found by it. */
import type { Page } from '@playwright/test';
import { beforeEach, expect, test } from 'vitest';
import { flowSubject, snapshot, trainFlow } from '../graphs.js';
import type { ScriptedHost } from '../page.js';
import { openedView } from './opened.js';

const view = openedView();
let page: Page;
let host: ScriptedHost;

const data = {
  start: { reads: [], writes: ['rows', 'depths'] },
  train: { reads: ['rows'], writes: ['score'] },
  pick: { reads: ['score', 'rows'], writes: ['best'] },
};

beforeEach(async () => {
  await page?.close();
  ({ page, host } = await view.page());
  await host.show(snapshot(flowSubject(trainFlow, { data })));
  await page.waitForSelector('.step');
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const uses = () =>
  page
    .locator('.step')
    .evaluateAll(all =>
      Object.fromEntries(
        all.map(each => [(each as HTMLElement).dataset.step, (each as HTMLElement).dataset.uses]),
      ),
    );

test('an edge that is pointed at says what goes along it', async () => {
  await page.locator('[data-edge="train→pick"] .edge-reach').hover({ force: true });
  await expect.poll(() => page.locator('.edge-carries').textContent()).toBe('rows, score');
  await page.mouse.move(2, 200);
  await page.locator('.edge-carries').waitFor({ state: 'detached' });
});

test('the details of an edge list what it carries; one of that shows its way', async () => {
  await press('ArrowDown', 'ArrowDown', 'e', 'i');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('heading', { name: 'train → pick' }).waitFor();
  await details.getByRole('button', { name: 'score' }).click();
  expect(await uses()).toEqual({ start: 'none', train: 'writes', pick: 'reads', alarm: 'none', end: 'none' });
  expect(await page.locator('.edge[data-lit="true"]').evaluateAll(all => all.length)).toBe(1);
  await page.getByText('score: written by train; read by pick.').first().waitFor();
  await page.locator('.canvas').focus();
  await press('Escape');
  expect((await uses()).train).toBeUndefined();
});

test('steps are found by what they read and are; all of them are selected', async () => {
  await press('/');
  await page.keyboard.type('re');
  await press('Tab');
  const field = page.getByRole('combobox');
  expect(await field.inputValue()).toBe('reads:');
  await page.getByRole('button', { name: 'reads:rows' }).click();
  expect(await field.inputValue()).toBe('reads:rows ');
  expect(await page.getByRole('option').allTextContents()).toEqual([
    expect.stringMatching(/^train/),
    expect.stringMatching(/^pick/),
  ]);
  await press('Shift+Enter');
  const selected = page.locator('.step[data-selected="true"]');
  await expect.poll(() => selected.count()).toBe(2);
});
