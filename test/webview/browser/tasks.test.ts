import { expect, test } from 'vitest';
import { flowSubject, run, snapshot, stepRun, trainFlow } from '../graphs.js';
import { answerTasks } from '../tasks.js';
import { openedView } from './opened.js';

const view = openedView();
const total = 100_000;
const ran = (done: number) =>
  snapshot(flowSubject(trainFlow), {
    run: run('TrainFlow', 'running', 0, null, {
      start: stepRun('done', { done: 1 }, 0, 5),
      train: stepRun('running', { done, failed: 1_000, queued: total - done - 1_000 }, 0, null, {
        failure: { task: '7', message: 'HTTP 503' },
      }),
    }),
  });

async function opened() {
  const { page, host, trouble } = await view.page();
  await host.show(ran(90_000));
  await page.waitForSelector('[data-step="train"]');
  await answerTasks(page, total, '<img src=x onerror=alert(1)>');
  await page.locator('[data-step="train"] .step-many').click();
  await page.waitForSelector('.task-row .task-name');
  return { page, host, trouble };
}

test('of a hundred thousand tasks a screenful is drawn, failed ones first', async () => {
  const { page, host, trouble } = await opened();
  expect(await page.locator('.task-row').count()).toBeLessThan(60);
  expect(await page.locator('.tasks-count').textContent()).toBe('100,000');
  expect(await page.locator('#task-0 .task-name').textContent()).toBe('7');
  expect(await page.locator('#task-0').getAttribute('aria-setsize')).toBe(String(total));
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('#task-99999 .task-name')?.textContent === '99999');
  expect(await page.locator('#task-99999').getAttribute('aria-selected')).toBe('true');
  expect(await page.locator('.task-row').count()).toBeLessThan(60);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await page.waitForSelector('#task-0[aria-selected="true"]');
  // What runs give is text, whatever it looks like.
  expect(await page.locator('.tasks img').count()).toBe(0);
  expect(await page.locator('#task-0 code').textContent()).toContain('<img');
  expect(trouble).toEqual([]);
  expect(await host.sent('error')).toEqual([]);
  await page.close();
});

test('it is searched by state and words, and opens the log of a task', async () => {
  const { page, host } = await opened();
  await page.keyboard.type('is:f');
  await page.keyboard.press('Tab');
  await page.waitForFunction(
    () => document.querySelector('.tasks-count')?.textContent === '1,000 of 100,000',
  );
  expect(await page.locator('.finder-input').inputValue()).toBe('is:failed');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await host.sent('openLog')).toEqual([{ type: 'openLog', step: 'train', task: '107' }]);
  await page.locator('.finder-input').fill('nobody');
  await page.waitForSelector('.tasks .finder-none >> text=No task fits');
  await page.keyboard.press('Escape');
  expect(await page.locator('.tasks').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('canvas');
  // The keyboard opens it too.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  await page.waitForSelector('.tasks');
  await page.close();
});

test('an answer that comes late to what was asked before is dropped', async () => {
  const { page } = await opened();
  await page.locator('.finder-input').fill('slow');
  await page.locator('.finder-input').fill('is:reused');
  await page.waitForFunction(
    () => document.querySelector('.tasks-count')?.textContent === '2,000 of 100,000',
  );
  await page.waitForTimeout(600);
  expect(await page.locator('.tasks-count').textContent()).toBe('2,000 of 100,000');
  await page.close();
});

test('while the run goes on it is asked for anew, what is in sight only', async () => {
  const { page, host } = await opened();
  const before = (await host.sent('tasks')).length;
  for (let i = 1; i <= 20; i++) await host.show(ran(90_000 + i));
  await page.waitForFunction(
    many => window.sent.filter(message => message.type === 'tasks').length > many,
    before,
  );
  const after = await host.sent('tasks');
  expect(after.length - before).toBeLessThanOrEqual(3);
  expect(after.at(-1)).toMatchObject({ step: 'train', query: '', from: 0 });
  await page.close();
});
