import { useStore as useFlowStore, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { headOf } from '../state/selection.js';
import { useSession } from '../state/session.js';
import type { Picture } from '../state/view.js';
import { calm } from './calm.js';
import { around, type Layout } from './layout/geometry.js';
import { carriedOn, firstSight, fitted, isInSight, type Size, showing } from './layout/placement.js';

const glide = { duration: 180 };

interface Awaited {
  readonly steps: readonly string[];
  readonly act: 'show' | 'fit';
}

/** Places the canvas: once for each flow, on demand, and again with the panel's size until one has moved it oneself. */
export function usePlacement(picture: Picture, surface: RefObject<HTMLDivElement | null>) {
  const session = useSession();
  const flow = useReactFlow();
  const width = useFlowStore(store => store.width);
  const height = useFlowStore(store => store.height);
  const own = useRef(false);
  const seen = useRef<{ place: string; layout: Layout; screen: Size } | null>(null);
  const { place, layout, graph, shown } = picture;
  /** What is to be looked at as soon as it is drawn: what it was folded into has been opened. */
  const awaited = useRef<Awaited | null>(null);
  const ready = width > 0 && height > 0;

  useLayoutEffect(() => {
    if (!ready) return;
    const screen = { width, height };
    const start = graph.steps.find(step => step.start) ?? graph.steps[0];
    const first = () => firstSight(layout, start && layout.steps.get(shown.nodeOf(start.name)), screen);
    const before = seen.current;
    seen.current = { place, layout, screen };
    if (before?.place !== place) {
      const remembered = session.placement(place);
      own.current = remembered !== undefined;
      awaited.current = null;
      void flow.setViewport(remembered ?? first());
      return;
    }
    const resized = before.screen.width !== width || before.screen.height !== height;
    const isOther = before.layout.direction !== layout.direction || before.layout.wraps !== layout.wraps;
    if (isOther || (resized && !own.current)) {
      void flow.setViewport(first());
      return;
    }
    if (!resized && before.layout === layout) return;
    const lens = flow.getViewport();
    const { selection } = session.store.getState();
    const name = headOf(selection);
    const was = name === null ? undefined : before.layout.steps.get(name);
    const wasSeen = was !== undefined && isInSight(was, lens, before.screen);
    const kept = wasSeen && name !== null ? (layout.steps.get(name) ?? null) : null;
    const next = carriedOn({ ...before, lens }, layout, screen, kept);
    // The room is taken at once; what an edit moves glides.
    if (next) void flow.setViewport(next, resized || calm() ? undefined : glide);
  }, [ready, width, height, place, layout, graph, shown, flow, session]);

  useEffect(() => {
    const move = calm() ? undefined : glide;
    const boxOf = (step: string) => layout.steps.get(shown.nodeOf(step));
    const isHidden = (steps: readonly string[]) => steps.some(step => !layout.steps.has(step));
    session.lens = {
      fit(steps) {
        if (steps && isHidden(steps)) awaited.current = { steps, act: 'fit' };
        const part = steps && around(steps.flatMap(step => boxOf(step) ?? []));
        own.current = part != null;
        void flow.setViewport(fitted(part ?? layout, { width, height }), move);
      },
      zoom(by) {
        own.current = true;
        void flow.zoomTo(flow.getZoom() * by, { duration: calm() ? 0 : 120 });
      },
      show(step) {
        if (isHidden([step])) awaited.current = { steps: [step], act: 'show' };
        const box = boxOf(step);
        const next = box && showing(box, flow.getViewport(), { width, height });
        if (!next) return;
        own.current = true;
        void flow.setViewport(next, move);
      },
      focus: () => surface.current?.focus({ preventScroll: true }),
    };
    const late = awaited.current;
    if (late && !isHidden(late.steps)) {
      awaited.current = null;
      const [step] = late.steps;
      if (late.act === 'fit') session.lens.fit(late.steps);
      else if (step !== undefined) session.lens.show(step);
    }
    return () => {
      session.lens = null;
    };
  }, [session, flow, layout, shown, width, height, surface]);

  return {
    touched() {
      own.current = true;
    },
  };
}
