import type { Page } from '@playwright/test';
import type { TaskPage, TaskRow } from '../../runtime/model/task-page.js';

/** Has the page's host tell of so many tasks of a fan-out over customers, every hundredth of which has failed; answers to `slow` come late. */
export async function answerTasks(page: Page, total: number, region = 'north'): Promise<void> {
  await page.evaluate(
    ([total, region]) => {
      const rowOf = (index: number): TaskRow => {
        const hasFailed = index % 100 === 7;
        return {
          task: String(index),
          state: hasFailed ? 'failed' : index % 50 === 3 ? 'reused' : 'done',
          queuedAt: 0,
          startedAt: 0,
          endedAt: 20 + ((index * 7_919) % 400),
          time: 20 + ((index * 7_919) % 400),
          attempts: Array.from({ length: index % 40 === 1 ? 3 : 1 }, (_, attempt) => ({
            attempt,
            startedAt: 0,
            endedAt: null,
            failed: false,
          })),
          item: `{ customer: 'customer ${index}', region: '${region}' }`,
          message: hasFailed ? `HTTP 503: customer ${index} is locked` : null,
        };
      };
      const all = Array.from({ length: total }, (_, index) => rowOf(index));
      const order = [
        ...all.filter(row => row.state === 'failed'),
        ...all.filter(row => row.state !== 'failed'),
      ];
      const pageOf = ({ query, from, count }: { query: string; from: number; count: number }): TaskPage => {
        const words = query.split(' ').filter(Boolean);
        const fits = (row: TaskRow) =>
          words.every(word =>
            word.startsWith('is:')
              ? row.state.startsWith(word.slice(3))
              : word === 'slow' || (row.item ?? '').includes(word),
          );
        const found = order.filter(fits);
        return { total, found: found.length, from, rows: found.slice(from, from + count) };
      };
      let answered = 0;
      setInterval(() => {
        const asked = window.sent.filter(message => message.type === 'tasks').slice(answered);
        answered += asked.length;
        for (const question of asked) {
          const answer = { type: 'tasks', id: question.id, page: pageOf(question) };
          setTimeout(() => window.postMessage(answer, '*'), question.query === 'slow' ? 400 : 0);
        }
      }, 5);
    },
    [total, region] as const,
  );
}
