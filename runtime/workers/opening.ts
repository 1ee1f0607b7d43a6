import type { FlowFacts } from '../engine/pool.js';
import { Refusal } from '../model/refusal.js';

/** This many workers in a row that die while they open the program, after one could, mean that none can any more. */
const stillbirths = 3;

/** Whether the workers can open their program, and what it says of itself. */
export class Opening {
  readonly #facts = Promise.withResolvers<FlowFacts>();
  #refused: unknown = null;
  #succeeded = false;
  #died = 0;

  constructor() {
    this.#facts.promise.catch(() => undefined);
  }

  get facts(): Promise<FlowFacts> {
    return this.#facts.promise;
  }

  /** Nobody knows yet whether they can. */
  get isOpen(): boolean {
    return !this.#succeeded && this.#refused === null;
  }

  /** Why no worker can open it; null as long as one may. */
  get refused(): unknown {
    return this.#refused;
  }

  succeeded(facts: FlowFacts): void {
    this.#succeeded = true;
    this.#died = 0;
    this.#facts.resolve(facts);
  }

  refuse(error: unknown): void {
    this.#refused ??= error;
    this.#facts.reject(error);
  }

  /** A worker died while it opened the program: an accident once another could, unless it goes on. */
  died(words: string): void {
    if (this.#succeeded && ++this.#died < stillbirths) return;
    this.refuse(new Refusal('load-failed', `the flow's code can't be loaded: its process ${words}`));
  }
}
