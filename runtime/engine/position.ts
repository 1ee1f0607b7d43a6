/**
 * Where in a run a task stands: the item numbers of the fan-outs around it, outermost first. Written `0` outside
 * fan-outs, `4` for the fifth item, `4.2` inside a nested one, `4.2@3` for the fourth visit in a loop.
 */
export type Position = readonly number[];

export function taskName(position: Position, iteration: number): string {
  const place = position.length === 0 ? '0' : position.join('.');
  return iteration === 0 ? place : `${place}@${iteration}`;
}
