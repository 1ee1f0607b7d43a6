import { useStore as useFlowStore, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useSession } from '../state/session.js';
import type { Picture } from '../state/view.js';
import { calm } from './calm.js';
import { firstSight, fitted, showing } from './layout/placement.js';

/** Places the canvas: once for each flow, on demand, and again with the panel's size until one has moved it oneself. */
export function usePlacement(picture: Picture, surface: RefObject<HTMLDivElement | null>) {
  const session = useSession();
  const flow = useReactFlow();
  const width = useFlowStore(store => store.width);
  const height = useFlowStore(store => store.height);
  const own = useRef(false);
  const placed = useRef({ place: '', direction: picture.layout.direction, width: 0, height: 0 });
  const { place, layout, graph } = picture;
  const ready = width > 0 && height > 0;

  useLayoutEffect(() => {
    if (!ready) return;
    const start = graph.steps.find(step => step.start) ?? graph.steps[0];
    const first = () => firstSight(layout, start && layout.steps.get(start.name), { width, height });
    const before = placed.current;
    placed.current = { place, direction: layout.direction, width, height };
    const resized = before.width !== width || before.height !== height;
    if (before.place !== place) {
      const remembered = session.placement(place);
      own.current = remembered !== undefined;
      void flow.setViewport(remembered ?? first());
    } else if (before.direction !== layout.direction || (resized && !own.current)) {
      void flow.setViewport(first());
    }
  }, [ready, width, height, place, layout, graph, flow, session]);

  useEffect(() => {
    const move = { duration: calm() ? 0 : 180 };
    session.lens = {
      fit() {
        own.current = false;
        void flow.setViewport(fitted(layout, { width, height }), move);
      },
      zoom(by) {
        own.current = true;
        void flow.zoomTo(flow.getZoom() * by, { duration: calm() ? 0 : 120 });
      },
      show(step) {
        const box = layout.steps.get(step);
        const next = box && showing(box, flow.getViewport(), { width, height });
        if (!next) return;
        own.current = true;
        void flow.setViewport(next, move);
      },
      focus: () => surface.current?.focus({ preventScroll: true }),
    };
    return () => {
      session.lens = null;
    };
  }, [session, flow, layout, width, height, surface]);

  return {
    touched() {
      own.current = true;
    },
  };
}
