import elk from 'elkjs/lib/elk.bundled.js';
import { expect, test, vi } from 'vitest';
import type { Graph } from '../../runtime/model/graph.js';
import { keepPicture } from '../../webview/canvas/layout/keeper.js';
import type { Host } from '../../webview/host.js';
import { openSession } from '../../webview/state/session.js';
import { received } from '../../webview/state/view.js';
import { edge, flowSubject, snapshot, step, trainFlow } from './graphs.js';

const measure = { name: (text: string) => text.length * 7, label: (text: string) => text.length * 7 };
const host: Host = {
  send: () => undefined,
  edit: async () => ({ ok: false, reason: 'Nothing is edited here.' }),
  tasks: async () => null,
  listen: () => undefined,
  saved: () => undefined,
  save: () => undefined,
};

/** A view whose layouts are made only when they are let. */
function kept() {
  const session = openSession(host);
  const waiting: (() => void)[] = [];
  keepPicture(
    session,
    async input => {
      await new Promise<void>(resolve => waiting.push(resolve));
      return new elk.default().layout(input);
    },
    measure,
  );
  return {
    show: (graph: Graph, version = 1) =>
      session.store.setState(view => received(view, snapshot(flowSubject(graph, { version })))),
    picture: () => session.store.getState().picture,
    waiting,
    /** Lets the layout be made that is waited for. */
    async laidOut() {
      await vi.waitFor(() => expect(waiting).not.toEqual([]));
      const before = session.store.getState().picture?.layout;
      waiting.shift()?.();
      await vi.waitFor(() => expect(session.store.getState().picture?.layout).not.toBe(before));
    },
  };
}

const said = (condition: string): Graph => ({
  ...trainFlow,
  edges: trainFlow.edges.map(each => (each.condition === null ? each : { ...each, condition })),
});

test('what is said on steps and edges is drawn without waiting for room, and room is made then', async () => {
  const view = kept();
  view.show(said('this.score < 0.8'));
  expect(view.picture()).toBeNull();
  await view.laidOut();
  const first = view.picture()!;
  const longer = said('this.score < 0.8 || this.rows.length === 0');
  view.show(longer, 2);
  await vi.waitFor(() => expect(view.picture()?.graph).toEqual(longer));
  expect(view.picture()!.layout).toBe(first.layout);
  await view.laidOut();
  expect(view.picture()!.graph).toEqual(longer);
});

test('a letter more moves nothing', async () => {
  const view = kept();
  // So wide that one more letter stays within the same step of widths.
  view.show(said('this.ab'));
  await view.laidOut();
  const { layout } = view.picture()!;
  view.show(said('this.abc'), 2);
  await vi.waitFor(() => expect(view.picture()?.graph).toEqual(said('this.abc')));
  expect(view.picture()!.layout).toBe(layout);
  expect(view.waiting).toEqual([]);
});

test('a flow that has another step waits for its layout', async () => {
  const view = kept();
  view.show(trainFlow);
  await view.laidOut();
  const first = view.picture();
  const more = {
    ...trainFlow,
    steps: [...trainFlow.steps, step('more', 'linear')],
    edges: [...trainFlow.edges, edge('more', 'end')],
  };
  view.show(more, 2);
  await vi.waitFor(() => expect(view.waiting).toHaveLength(1));
  expect(view.picture()).toBe(first);
  await view.laidOut();
  expect(view.picture()!.graph).toEqual(more);
  expect(view.picture()!.layout.steps.has('more')).toBe(true);
});
