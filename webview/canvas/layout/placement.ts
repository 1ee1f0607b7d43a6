/** Where the canvas should stand. */
import type { Placement } from '../../state/view.js';
import { type Box, centre, type Layout } from './geometry.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 40;
export const zoomRange = { least: 0.02, most: 2 };
const readable = 0.6;

/** The whole flow, never larger than life. */
export function fitted(layout: Layout, screen: Size): Placement {
  const zoom = Math.max(zoomRange.least, Math.min(1, fitZoom(layout, screen)));
  const middle = centre(layout);
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

function fitZoom(layout: Layout, screen: Size): number {
  return Math.min((screen.width - 2 * margin) / layout.width, (screen.height - 2 * margin) / layout.height);
}

function shift(from: number, length: number, room: number, space: number): number {
  if (from < space) return space - from;
  const over = from + length - (room - space);
  return over > 0 ? -over : 0;
}
