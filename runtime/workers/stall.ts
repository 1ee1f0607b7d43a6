/**
 * Notices that a piece of work can never end: it waits for a promise, and nothing is left in this process that could settle it.
 * A program of its own would end there, but a worker always has its parent to listen to; so while there is work, the parent
 * does not count, and the event loop says when it has run dry.
 */
export class Stall {
  #told: (() => void) | null = null;

  constructor() {
    process.on('beforeExit', () => {
      const told = this.#told;
      this.end();
      told?.();
    });
  }

  begin(told: () => void): void {
    this.#told = told;
    process.channel?.unref();
  }

  end(): void {
    this.#told = null;
    process.channel?.ref();
  }
}
