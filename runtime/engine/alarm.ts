import { callOff, later } from '../clock.js';

/** The longest a timer of the platform can be set to, some 24 days; a longer one would go off at once. */
const longest = 2 ** 31 - 1;

/** Rings once after so many milliseconds, however many those are. */
export class Alarm {
  #timer: NodeJS.Timeout;

  constructor(after: number, ring: () => void) {
    this.#timer = this.#set(after, ring);
  }

  #set(after: number, ring: () => void): NodeJS.Timeout {
    if (after <= longest) return later(ring, after);
    return later(() => {
      this.#timer = this.#set(after - longest, ring);
    }, longest);
  }

  stop(): void {
    callOff(this.#timer);
  }
}
