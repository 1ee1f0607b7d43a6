import { expect, test } from 'vitest';
import type { TaskRequest } from '../../../runtime/engine/pool.js';
import type { Ended } from '../../../runtime/workers/protocol.js';
import { TaskQueue } from '../../../runtime/workers/task-queue.js';

/** A queue whose tasks end when they are told to. */
function queue() {
  const began: number[] = [];
  const ended: Ended[] = [];
  const ends = new Map<number, () => void>();
  const orders = new TaskQueue(
    ({ id }) => {
      began.push(id);
      return new Promise(resolve => {
        const outcome = { kind: 'done', set: {}, unset: [], reads: [], transition: { kind: 'end' } } as const;
        ends.set(id, () =>
          resolve({ type: 'ended', id, outcome, underWay: false, isTalking: false, leaves: false }),
        );
      });
    },
    message => ended.push(message),
  );
  const add = (...ids: number[]) => orders.add(ids.map(id => ({ id, run: 'r', request: {} as TaskRequest })));
  const end = async (id: number) => {
    ends.get(id)?.();
    await Promise.resolve().then(() => undefined);
  };
  return { orders, add, end, began, ended };
}

const turn = () => new Promise(setImmediate);

test('one after the other; those that have not begun are given back', async () => {
  const { orders, add, end, began, ended } = queue();
  add(1, 2, 3);
  add(4);
  expect(began).toEqual([1]);
  await end(1);
  await turn();
  await turn();
  expect(began).toEqual([1, 2]);
  expect(orders.giveBack()).toEqual([3, 4]);
  await end(2);
  await turn();
  expect(began).toEqual([1, 2]);
  expect(ended.map(({ id }) => id)).toEqual([1, 2]);
  add(5);
  expect(began).toEqual([1, 2, 5]);
});

test('the next one counts as begun as soon as the one before has ended', async () => {
  const { orders, add, end, began, ended } = queue();
  add(1, 2, 3);
  void end(1);
  while (ended.length === 0) await Promise.resolve();
  expect(began).toEqual([1]);
  expect(orders.giveBack()).toEqual([3]);
  await turn();
  await turn();
  expect(began).toEqual([1, 2]);
});

test('one that is aborted while it waits ends in its turn, without having begun', async () => {
  const { orders, add, end, began, ended } = queue();
  add(1, 2, 3);
  orders.abort(2, 'the run was cancelled');
  await end(1);
  await turn();
  await turn();
  await turn();
  expect(began).toEqual([1, 3]);
  expect(ended[1]).toMatchObject({
    id: 2,
    outcome: { kind: 'failed', error: { name: 'AbortError', message: 'the run was cancelled' } },
  });
});
