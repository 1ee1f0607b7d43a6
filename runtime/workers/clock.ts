/**
 * The time as it is. A step may put another clock in its place, as tests do, and timers that only go off when they are told to; what the runtime
 * does is none of that, so it holds on to what was there before any code of a flow was loaded.
 */
export const now = Date.now;
export const elapsed = performance.now.bind(performance);
export const soon = setImmediate;
export const later = setTimeout;
