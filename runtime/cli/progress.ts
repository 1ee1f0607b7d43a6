import { durationText } from '../model/duration-text.js';
import type { RunEvent } from '../model/event.js';
import { LiveRegion } from './live-region.js';
import { paint } from './paint.js';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** So many lines that have no end yet are shown at once: the newest. */
const mostOpen = 4;

/** Below a run's output on a terminal: what has been printed of lines that have no end yet, and a line that says how far the run is. */
export class Progress {
  readonly #region = new LiveRegion();
  readonly #total = new Map<string, number>();
  readonly #ended = new Map<string, number>();
  readonly #running = new Map<string, number>();
  #startedAt = Date.now();
  #frame = 0;
  #drawnAt = 0;

  event(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        this.#startedAt = event.at;
        return;
      case 'task.queued':
        add(this.#total, event.step, 1);
        return;
      case 'tasks.queued':
        add(this.#total, event.step, event.tasks.length);
        return;
      case 'task.started':
        add(this.#running, event.step, 1);
        return;
      case 'task.reused':
        add(this.#ended, event.step, 1);
        return;
      case 'task.ended':
        add(this.#running, event.step, -1);
        if (event.status !== 'retrying') add(this.#ended, event.step, 1);
        return;
      default:
        return;
    }
  }

  /** Writes something above it. */
  above(write: () => void): void {
    this.clear();
    write();
  }

  /** @param open lines without an end */
  draw(open: () => readonly string[]): void {
    if (!this.#region.isOn || Date.now() - this.#drawnAt < 80) return;
    const parts = [...this.#running].filter(([, n]) => n > 0).map(([step]) => this.#part(step));
    const time = paint('gray', durationText(Date.now() - this.#startedAt));
    const frame = frames[this.#frame++ % frames.length] ?? '';
    const text = `${paint('cyan', frame)} ${parts.slice(0, 4).join('  ')}${parts.length > 4 ? ' …' : ''}  ${time}`;
    this.#region.draw([...open().slice(-mostOpen), text]);
    this.#drawnAt = Date.now();
  }

  #part(step: string): string {
    const total = this.#total.get(step) ?? 1;
    return total === 1
      ? paint('bold', step)
      : `${paint('bold', step)} ${this.#ended.get(step) ?? 0}/${total}`;
  }

  clear(): void {
    this.#region.clear();
  }
}

function add(counts: Map<string, number>, step: string, n: number): void {
  counts.set(step, (counts.get(step) ?? 0) + n);
}
