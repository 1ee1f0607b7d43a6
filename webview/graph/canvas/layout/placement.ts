/** Where the canvas should stand. */
import type { Placement } from '../../state/view.js';
import { type Box, centre, type Layout } from './geometry.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 40;
export const zoomRange = { least: 0.02, most: 2 };
const readable = 0.6;

/** All of a box, such as the whole flow, never larger than life. */
export function fitted(box: Box, screen: Size): Placement {
  const zoom = Math.max(zoomRange.least, Math.min(1, fitZoom(box, screen)));
  const middle = centre(box);
  return { zoom, x: screen.width / 2 - middle.x * zoom, y: screen.height / 2 - middle.y * zoom };
}

/** The whole flow if it can be read then; otherwise its beginning, large enough to read. */
export function firstSight(layout: Layout, start: Box | undefined, screen: Size): Placement {
  if (!start || fitZoom(layout, screen) >= readable) return fitted(layout, screen);
  const middle = centre(start);
  return layout.direction === 'DOWN'
    ? { zoom: 0.85, x: screen.width / 2 - middle.x * 0.85, y: margin - start.y * 0.85 }
    : { zoom: 0.85, x: margin - start.x * 0.85, y: screen.height / 2 - middle.y * 0.85 };
}

/** The nearest placement from which all of the box is seen; null when it is seen already. */
export function showing(box: Box, now: Placement, screen: Size): Placement | null {
  const room = Math.min(margin, screen.width / 8, screen.height / 8);
  const x = shift(box.x * now.zoom + now.x, box.width * now.zoom, screen.width, room);
  const y = shift(box.y * now.zoom + now.y, box.height * now.zoom, screen.height, room);
  return x === 0 && y === 0 ? null : { zoom: now.zoom, x: now.x + x, y: now.y + y };
}

/** A layout as it is, or was, seen. */
export interface Sight {
  readonly layout: Layout;
  readonly lens: Placement;
  readonly screen: Size;
}

/**
 * Where the canvas stands once the flow or the panel is another: what was seen whole is seen whole again, if it can be read then; otherwise the middle
 * stays the middle, and `kept`, a step that was in sight, does not slide out of it. Null when nothing has to move.
 */
export function carriedOn(before: Sight, layout: Layout, screen: Size, kept: Box | null): Placement | null {
  const { lens } = before;
  if (isInSight(before.layout, lens, before.screen)) {
    const room = { width: screen.width - 2 * margin, height: screen.height - 2 * margin };
    if (layout.width * lens.zoom <= room.width && layout.height * lens.zoom <= room.height)
      return showing(layout, lens, screen);
    if (fitZoom(layout, screen) >= readable) return fitted(layout, screen);
  }
  const moved = {
    zoom: lens.zoom,
    x: lens.x + (screen.width - before.screen.width) / 2,
    y: lens.y + (screen.height - before.screen.height) / 2,
  };
  const held = (kept && showing(kept, moved, screen)) ?? moved;
  const next = {
    zoom: lens.zoom,
    x: seenAcross('x', 'width', before, layout, screen, held),
    y: seenAcross('y', 'height', before, layout, screen, held),
  };
  return next.x === lens.x && next.y === lens.y ? null : next;
}

/** Where the canvas stands along one axis: what was seen whole along it, and has room, is seen whole along it still. */
function seenAcross(
  axis: 'x' | 'y',
  side: 'width' | 'height',
  { layout: old, lens, screen: oldScreen }: Sight,
  layout: Layout,
  screen: Size,
  held: Placement,
): number {
  const isWhole = (from: number, length: number, room: number) => from >= -0.5 && from + length <= room + 0.5;
  const [begin, long] = [layout[axis] * lens.zoom + held[axis], layout[side] * lens.zoom];
  const wasWhole = isWhole(old[axis] * lens.zoom + lens[axis], old[side] * lens.zoom, oldScreen[side]);
  if (!wasWhole || long > screen[side] || isWhole(begin, long, screen[side])) return held[axis];
  const room = Math.min(margin, (screen[side] - long) / 2);
  return held[axis] + shift(begin, long, screen[side], room);
}

/** All of the box is seen. */
export function isInSight(box: Box, { x, y, zoom }: Placement, { width, height }: Size): boolean {
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  // Half a pixel is nothing that one sees.
  return (
    left >= -0.5 &&
    top >= -0.5 &&
    left + box.width * zoom <= width + 0.5 &&
    top + box.height * zoom <= height + 0.5
  );
}

function fitZoom(box: Box, screen: Size): number {
  return Math.min((screen.width - 2 * margin) / box.width, (screen.height - 2 * margin) / box.height);
}

function shift(from: number, length: number, room: number, space: number): number {
  if (from < space) return space - from;
  const over = from + length - (room - space);
  return over > 0 ? -over : 0;
}
