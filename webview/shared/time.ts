import { durationText } from '../../runtime/model/duration-text.js';

/** Of something that is still going on: whole seconds, so that it ticks evenly. */
export function elapsed(milliseconds: number): string {
  return durationText(Math.max(1000, Math.floor(milliseconds / 1000) * 1000)).replace('.0 s', ' s');
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
