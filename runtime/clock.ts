/**
 * The time as it is. A step may put another clock in its place, as tests do, and timers that only go off when they are told to, and so may a program
 * that starts a run; what the runtime does is none of that, so it holds on to what was there before any such code ran.
 */
export const now = Date.now;
export const elapsed = performance.now.bind(performance);
export const nextTick = process.nextTick.bind(process);
export const soon = setImmediate;
export const later = setTimeout;
export const every = setInterval;
/** Of what `later` and `every` have given. */
export const callOff = clearTimeout;
