/** Where everything stands, in the canvas's own coordinates. */
import { least, most } from '../../../../runtime/model/extremes.js';
import type { Box, Direction, Point, Route } from '../../../../runtime/model/layered/plan.js';

export type { Box, Direction, Point, Route };

export interface Layout extends Box {
  readonly direction: Direction;
  /** In columns beside each other, where it is long. */
  readonly wraps: boolean;
  readonly steps: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, Route>;
  /** By step: the `?` that stands for where it may also go. */
  readonly unknown: ReadonlyMap<string, Stub>;
  /** By step: the mark that stands for the end that the flow comes to there at times. */
  readonly ends: ReadonlyMap<string, Stub>;
}

/** Something at the end of a line that is no step. */
export interface Stub {
  readonly box: Box;
  readonly route: Route;
}

export function centre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The smallest box around all of them; null for none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = least(boxes.map(box => box.x));
  const y = least(boxes.map(box => box.y));
  return {
    x,
    y,
    width: most(boxes.map(box => box.x + box.width)) - x,
    height: most(boxes.map(box => box.y + box.height)) - y,
  };
}

export function meets(one: Box, other: Box): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}
