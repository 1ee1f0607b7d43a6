import { useReactFlow } from '@xyflow/react';
import { type MouseEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { selectionAt } from '../state/folds.js';
import { selectionOfSteps, stepsOf } from '../state/selection.js';
import { useSession } from '../state/session.js';
import type { Picture } from '../state/view.js';
import { type Box, meets, type Point } from './layout/geometry.js';

/** A hand that trembles draws no box: a drag is longer than this, in pixels. */
const leastDrag = 4;

/**
 * The box that is drawn over the canvas with the Shift key held: what it touches is selected, beside what was. Escape gives back what was.
 *
 * @returns the box on the screen, from the canvas's corner, and what begins it
 */
export function useBox({ layout, shown }: Picture, surface: RefObject<HTMLDivElement | null>) {
  const session = useSession();
  const flow = useReactFlow();
  const [box, setBox] = useState<Box | null>(null);
  const end = useRef<(() => void) | null>(null);
  useEffect(() => () => end.current?.(), []);

  const begin = (event: MouseEvent) => {
    const isCanvas = event.target instanceof Element && event.target.classList.contains('react-flow__pane');
    if (!event.shiftKey || event.button !== 0 || !isCanvas) return;
    // Neither is the canvas moved, nor is any text selected.
    event.stopPropagation();
    event.preventDefault();
    surface.current?.focus({ preventScroll: true });
    const from = { x: event.clientX, y: event.clientY };
    const before = session.store.getState().selection;
    let drawn = false;
    const move = (moved: globalThis.MouseEvent) => {
      const to = { x: moved.clientX, y: moved.clientY };
      drawn ||= Math.hypot(to.x - from.x, to.y - from.y) > leastDrag;
      if (!drawn) return;
      const corner = surface.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
      setBox(
        between(
          { x: from.x - corner.left, y: from.y - corner.top },
          { x: to.x - corner.left, y: to.y - corner.top },
        ),
      );
      const area = between(flow.screenToFlowPosition(from), flow.screenToFlowPosition(to));
      const met = [...layout.steps]
        .filter(([, place]) => meets(place, area))
        .flatMap(([node]) => stepsOf(selectionAt(shown, node)));
      session.store.setState({ selection: selectionOfSteps([...stepsOf(before), ...met]) });
    };
    const leave = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.preventDefault();
      pressed.stopPropagation();
      session.store.setState({ selection: before });
      drawn = false;
      end.current?.();
    };
    const stop = () => end.current?.();
    end.current = () => {
      end.current = null;
      // One has come to what is selected in the end, and to nothing on the way there.
      if (drawn) {
        const { selection } = session.store.getState();
        session.store.setState({ selection: before });
        session.select(selection);
      }
      window.removeEventListener('mousemove', move);
      window.removeEventListener('mouseup', stop);
      window.removeEventListener('blur', stop);
      window.removeEventListener('keydown', leave, true);
      setBox(null);
    };
    window.addEventListener('mousemove', move);
    window.addEventListener('mouseup', stop);
    window.addEventListener('blur', stop);
    window.addEventListener('keydown', leave, true);
  };
  return { box, begin };
}

function between(one: Point, other: Point): Box {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  };
}
