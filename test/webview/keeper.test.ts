import { expect, test } from 'vitest';
import type { Graph } from '../../runtime/model/graph.js';
import { keepPicture } from '../../webview/graph/canvas/layout/keeper.js';
import type { Host } from '../../webview/graph/host.js';
import { openSession } from '../../webview/graph/state/session.js';
import { received } from '../../webview/graph/state/view.js';
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

function kept() {
  const session = openSession(host);
  keepPicture(session, measure);
  return {
    session,
    show: (graph: Graph, version = 1) => {
      session.store.setState(view => received(view, snapshot(flowSubject(graph, { version }))));
      const { picture } = session.store.getState();
      if (!picture) throw new Error('Nothing is drawn.');
      return picture;
    },
  };
}

const said = (condition: string): Graph => ({
  ...trainFlow,
  edges: trainFlow.edges.map(each => (each.condition === null ? each : { ...each, condition })),
});

test('a letter more moves nothing, and many make room', () => {
  const view = kept();
  // So wide that one more letter stays within the same step of widths.
  const { layout } = view.show(said('this.ab'));
  const next = view.show(said('this.abc'), 2);
  expect(next.graph).toEqual(said('this.abc'));
  expect(next.layout).toBe(layout);
  const longer = view.show(said('this.score < 0.8 || this.rows.length === 0'), 3);
  expect(longer.layout).not.toBe(layout);
  expect(longer.layout.routes.get('pick→alarm')?.label?.width).toBeGreaterThan(
    layout.routes.get('pick→alarm')?.label?.width ?? 0,
  );
});

test('a flow that has another step is drawn with it, and what is selected stays where it is', () => {
  const view = kept();
  const first = view.show(trainFlow);
  view.session.select({ kind: 'step', step: 'end' });
  const more = {
    ...trainFlow,
    steps: [...trainFlow.steps, step('before', 'linear'), step('again', 'linear')],
    edges: [...trainFlow.edges, edge('alarm', 'before'), edge('before', 'again'), edge('again', 'end')],
  };
  const next = view.show(more, 2);
  expect(next.layout.steps.has('again')).toBe(true);
  expect(next.layout.steps.get('end')).toEqual(first.layout.steps.get('end'));
  expect(next.layout.steps.get('start')).not.toEqual(first.layout.steps.get('start'));
});
