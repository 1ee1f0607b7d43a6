/** A worker is given at most so many milliseconds of work ahead: one that turns out slow holds up no more than that. */
const most = 4;
const mostTasks = 32;
/** So many tasks of a step are watched before anything is thought of the next ones. */
const enough = 8;

/** How long the tasks of each step take, and so how many of them a worker may be given ahead of its need. */
export class Pace {
  readonly #steps = new Map<string, { count: number; average: number }>();

  /** @param took in milliseconds */
  note(step: string, took: number): void {
    const known = this.#steps.get(step);
    if (known === undefined) {
      this.#steps.set(step, { count: 1, average: took });
      return;
    }
    known.count++;
    // Recent ones count most, and a single slow one at once.
    known.average += (took - known.average) * 0.2;
  }

  /** How many tasks of a step to give a worker besides the one it is at. Long ones are fetched when they are due. */
  ahead(step: string): number {
    const known = this.#steps.get(step);
    if (known === undefined || known.count < enough || known.average > 1) return 0;
    return Math.min(mostTasks, Math.floor(most / known.average));
  }
}
