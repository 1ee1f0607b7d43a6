import { ViewportPortal } from '@xyflow/react';
import { originOf } from '../state/selection.js';
import { useView } from '../state/session.js';
import type { Picture } from '../state/view.js';

import { type Box, centre, type Direction, type Point } from './layout/geometry.js';

/** From the step that an edit begins at to the one that is aimed at. */
export function ConnectLine({ picture: { layout, shown } }: { picture: Picture }) {
  const mode = useView(view => view.mode);
  if (mode.kind !== 'aim' || mode.to === null) return null;
  const boxOf = (step: string) => layout.steps.get(shown.nodeOf(step));
  const [from, to] = [boxOf(originOf(mode.asking.site) ?? ''), boxOf(mode.to)];
  if (!from || !to) return null;
  return (
    <ViewportPortal>
      <svg className="connect-line" aria-hidden="true">
        <path d={curve(from, to, layout.direction)} markerEnd="url(#arrow)" />
      </svg>
    </ViewportPortal>
  );
}

function curve(from: Box, to: Box, direction: Direction): string {
  const start = side(from, direction, 1);
  const end = side(to, direction, -1);
  const bend = Math.max(32, Math.hypot(end.x - start.x, end.y - start.y) / 3);
  const out = bulge(from, to, direction);
  const [dx, dy] = direction === 'DOWN' ? [0, bend] : [bend, 0];
  const [ox, oy] = direction === 'DOWN' ? [out, 0] : [0, out];
  return `M ${start.x} ${start.y} C ${start.x + dx + ox} ${start.y + dy + oy} ${end.x - dx + ox} ${end.y - dy + oy} ${end.x} ${end.y}`;
}

/** Between nodes in one column the line swings out, round what stands between them. */
function bulge(from: Box, to: Box, direction: Direction): number {
  const [a, b] = [centre(from), centre(to)];
  const [off, width, gap] =
    direction === 'DOWN'
      ? [Math.abs(a.x - b.x), from.width, b.y - a.y - from.height]
      : [Math.abs(a.y - b.y), from.height, b.x - a.x - from.width];
  return off < width && (gap < 0 || gap > 120) ? width * 1.1 : 0;
}

function side(box: Box, direction: Direction, sign: 1 | -1): Point {
  const { x, y } = centre(box);
  return direction === 'DOWN' ? { x, y: y + (sign * box.height) / 2 } : { x: x + (sign * box.width) / 2, y };
}
