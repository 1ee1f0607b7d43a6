/** Several steps selected at once: by mouse, by keyboard, and what is done to them. */
import type { Page } from '@playwright/test';
import { beforeEach, expect, test } from 'vitest';
import { flowSubject, snapshot, step, trainFlow } from '../graphs.js';
import type { ScriptedHost } from '../page.js';
import { openedView } from './opened.js';

const view = openedView();
let page: Page;
let host: ScriptedHost;

beforeEach(async () => {
  await page?.close();
  ({ page, host } = await view.page());
  await host.show(snapshot(flowSubject(trainFlow, { version: 7 })));
  await page.waitForSelector('.step');
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const node = (step: string) => page.locator(`.step[data-step="${step}"]`);
const selected = () =>
  page
    .locator('.step[data-selected="true"]')
    .evaluateAll(all => all.map(each => (each as HTMLElement).dataset.step).sort());
const boxOf = async (step: string) => {
  const box = await node(step).boundingBox();
  if (!box) throw new Error(`${step} is not on the screen.`);
  return box;
};

test('Shift and a click take a step in, and out again', async () => {
  await node('train').click();
  await node('pick').click({ modifiers: ['Shift'] });
  await node('end').click({ modifiers: ['ControlOrMeta'] });
  expect(await selected()).toEqual(['end', 'pick', 'train']);
  await node('pick').click({ modifiers: ['Shift'] });
  expect(await selected()).toEqual(['end', 'train']);
  // The code follows what one looks at, not what is gathered.
  expect(await host.sent('reveal')).toEqual([{ type: 'reveal', step: 'train', focus: false }]);
  await node('end').click({ modifiers: ['Shift'] });
  await press('F2');
  expect(await page.locator('.step input').count()).toBe(1);
});

test('arrows with Shift gather steps; without it the walk goes on from the last', async () => {
  await press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
  const gathered = await selected();
  expect(gathered).toHaveLength(3);
  expect(gathered).toEqual(expect.arrayContaining(['train', 'pick']));
  expect(await page.locator('[role="status"].unseen').textContent()).toMatch(/^3 steps selected/);
  expect(await page.locator('.canvas').getAttribute('aria-activedescendant')).toMatch(/^step-(alarm|end)$/);
  await press('ArrowUp');
  expect(await selected()).toEqual(['pick']);
});

test('Ctrl+A selects all steps and no text; all that come after, all that come before', async () => {
  await page.locator('.canvas').click({ position: { x: 5, y: 5 } });
  await press('ControlOrMeta+a');
  expect(await selected()).toHaveLength(5);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
  await press('Escape');
  expect(await selected()).toEqual([]);
  await node('pick').click();
  await press('>');
  expect(await selected()).toEqual(['alarm', 'end', 'pick']);
  await node('pick').click();
  await press('<');
  expect(await selected()).toEqual(['pick', 'start', 'train']);
});

test('a box selects what it touches; Escape gives back what was; the canvas stays', async () => {
  const [pick, end, alarm] = [await boxOf('pick'), await boxOf('end'), await boxOf('alarm')];
  const left = Math.min(pick.x, end.x, alarm.x) - 30;
  await page.keyboard.down('Shift');
  await page.mouse.move(left, pick.y + 4);
  await page.mouse.down();
  await page.mouse.move(left + 30, pick.y + 30, { steps: 3 });
  await page.mouse.move(pick.x + pick.width / 2, end.y + end.height + 30, { steps: 5 });
  await page.locator('.canvas-box').waitFor();
  expect(await selected()).toEqual(expect.arrayContaining(['pick']));
  await press('Escape');
  expect(await selected()).toEqual([]);
  expect(await page.locator('.canvas-box').count()).toBe(0);
  await page.mouse.up();

  await page.mouse.move(left, pick.y + 4);
  await page.mouse.down();
  await page.mouse.move(pick.x + pick.width + 200, Math.max(end.y, alarm.y) + 60, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  expect(await selected()).toEqual(['alarm', 'end', 'pick']);
  expect(await boxOf('pick')).toEqual(pick);
});

test('what is selected together is copied, duplicated and deleted together', async () => {
  await node('train').click();
  await node('pick').click({ modifiers: ['Shift'] });
  for (const [keys, kind] of [
    ['ControlOrMeta+c', 'copySteps'],
    ['ControlOrMeta+d', 'duplicateSteps'],
    ['Delete', 'deleteSteps'],
  ] as const) {
    await press(keys);
    await expect.poll(async () => (await host.sent('edit')).at(-1)?.edit.kind).toBe(kind);
    const { id, edit } = (await host.sent('edit')).at(-1)!;
    expect(edit).toEqual({ kind, steps: ['train', 'pick'] });
    await host.reply(id, { ok: false, reason: `No ${kind} today.` });
    await page
      .getByRole('alert')
      .filter({ hasText: `No ${kind} today.` })
      .waitFor();
    expect(await selected()).toEqual(['pick', 'train']);
  }
});

test('all that is pasted is selected', async () => {
  await node('train').click();
  await press('ControlOrMeta+v');
  const { id } = await host.edit();
  await host.reply(id, { ok: true, step: 'pickCopy' });
  const copies = ['pickCopy', 'alarmCopy'].map(name => step(name, 'linear'));
  await host.show(
    snapshot(flowSubject({ ...trainFlow, steps: [...trainFlow.steps, ...copies] }, { version: 8 })),
  );
  await expect.poll(selected).toEqual(['alarmCopy', 'pickCopy']);
});

test('a menu on one of them is about all, one on another step about that', async () => {
  await node('train').click();
  await node('pick').click({ modifiers: ['Shift'] });
  await node('train').click({ button: 'right' });
  const menu = page.getByRole('menu');
  expect(await menu.getAttribute('aria-label')).toBe('2 steps');
  expect(await menu.getByRole('menuitem').allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Copy/), expect.stringMatching(/^Delete/)]),
  );
  await press('Escape');
  await node('alarm').click({ button: 'right' });
  expect(await menu.getAttribute('aria-label')).toBe('alarm');
});

test('what is selected fits the canvas, and is listed in the details', async () => {
  await node('alarm').click();
  await node('end').click({ modifiers: ['Shift'] });
  await press('i', '1');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('heading', { name: '2 steps' }).waitFor();
  await details.getByRole('button', { name: 'end', exact: true }).click();
  expect(await selected()).toEqual(['end']);
});

test('steps that the flow has no more are none of the selection', async () => {
  await node('alarm').click();
  await node('end').click({ modifiers: ['Shift'] });
  await host.show(
    snapshot(
      flowSubject(
        {
          ...trainFlow,
          steps: trainFlow.steps.filter(({ name }) => name !== 'alarm'),
          edges: trainFlow.edges.filter(({ from, to }) => from !== 'alarm' && to !== 'alarm'),
        },
        { version: 8 },
      ),
    ),
  );
  await node('alarm').waitFor({ state: 'detached' });
  expect(await selected()).toEqual(['end']);
});
