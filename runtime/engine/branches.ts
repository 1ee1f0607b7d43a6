import type { ItemChunk } from '../model/run.js';
import type { TaskNode } from './node.js';
import type { Position } from './position.js';
import type { Visit } from './visits.js';

/** What all branches of a fan-out begin with. */
export type CommonBranch = Omit<TaskNode, keyof Visit | 'position' | 'branch' | 'item'>;

/**
 * The first tasks of a fan-out's branches, each made only when it is to run: until then a hundred thousand of them
 * are hardly more than their names.
 */
export class Branches {
  #next = 0;
  #chunk = 0;
  /** How many items stand in the chunks before that one. */
  #before = 0;

  /** @param visits of the step at each branch's position */
  constructor(
    readonly common: CommonBranch,
    readonly visits: readonly Visit[],
    readonly chunks: readonly ItemChunk[],
  ) {}

  get left(): number {
    return this.visits.length - this.#next;
  }

  /** The next branch's task, or null when all have been made. */
  next(): TaskNode | null {
    const branch = this.#next;
    const visit = this.visits[branch];
    if (visit === undefined) return null;
    this.#next++;
    const position: Position = [...this.common.scope.position, branch];
    return { ...this.common, ...visit, position, branch, item: this.#placeOf(branch) };
  }

  #placeOf(branch: number): TaskNode['item'] {
    let chunk = this.chunks[this.#chunk];
    while (chunk !== undefined && branch >= this.#before + chunk.count) {
      this.#before += chunk.count;
      chunk = this.chunks[++this.#chunk];
    }
    return chunk === undefined ? null : { chunk, at: branch - this.#before };
  }
}
