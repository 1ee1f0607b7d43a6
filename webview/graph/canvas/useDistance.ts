import { useOnViewportChange, useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useLayoutEffect } from 'react';

/** Below each of these a name in its own size can't be read: it takes the room of what is said beside it, and more of it the farther away one is. */
const distances = [0.5, 0.36, 0.24] as const;

/** How far away one looks at a picture that is drawn in a size: 0 where everything on it can be read. */
export function distanceAt(zoom: number): number {
  return distances.filter(distance => zoom < distance).length;
}

/** Tells the styles how far away one is, only where that changes: they are asked for by the hundred, and the canvas moves sixty times a second. */
export function useDistance(surface: RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const tell = useCallback(
    (zoom: number) => {
      const distance = String(distanceAt(zoom));
      const element = surface.current;
      if (element && element.dataset.distance !== distance) element.dataset.distance = distance;
    },
    [surface],
  );
  useLayoutEffect(() => tell(flow.getZoom()), [flow, tell]);
  useOnViewportChange({ onChange: ({ zoom }) => tell(zoom) });
}
