import { taskId } from '../model/index.js';
import { type Position, taskName } from './position.js';

/** One visit of a step at a position: which task that is. */
export interface Visit {
  readonly id: string;
  readonly task: string;
  readonly iteration: number;
}

/** Counts the visits of each step at each position. */
export class Visits {
  readonly #counts = new Map<string, number>();

  next(step: string, position: Position): Visit {
    const name = taskName(position, 0);
    const place = taskId(step, name);
    const iteration = this.#counts.get(place) ?? 0;
    this.#counts.set(place, iteration + 1);
    if (iteration === 0) return { id: place, task: name, iteration };
    const task = taskName(position, iteration);
    return { id: taskId(step, task), task, iteration };
  }
}
