import { durationText } from '../model/duration-text.js';
import type { RunEvent } from '../model/event.js';
import { paint } from './paint.js';
import { fitted } from './terminal.js';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** One line at the bottom of a terminal that says how far a run is. Draws nothing anywhere else. */
export class Progress {
  readonly #on = process.stdout.isTTY === true && !process.env.CI;
  readonly #total = new Map<string, number>();
  readonly #ended = new Map<string, number>();
  readonly #running = new Map<string, number>();
  #startedAt = Date.now();
  #frame = 0;
  #drawn = false;
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

  /** Writes something above the line. */
  above(write: () => void): void {
    this.clear();
    write();
  }

  draw(): void {
    if (!this.#on || Date.now() - this.#drawnAt < 80) return;
    this.clear();
    const parts = [...this.#running].filter(([, n]) => n > 0).map(([step]) => this.#part(step));
    const time = paint('gray', durationText(Date.now() - this.#startedAt));
    const frame = frames[this.#frame++ % frames.length] ?? '';
    const text = `${paint('cyan', frame)} ${parts.slice(0, 4).join('  ')}${parts.length > 4 ? ' …' : ''}  ${time}`;
    process.stdout.write(fitted(text));
    this.#drawn = true;
    this.#drawnAt = Date.now();
  }

  #part(step: string): string {
    const total = this.#total.get(step) ?? 1;
    return total === 1
      ? paint('bold', step)
      : `${paint('bold', step)} ${this.#ended.get(step) ?? 0}/${total}`;
  }

  clear(): void {
    if (!this.#drawn) return;
    process.stdout.write('\r\u001b[K');
    this.#drawn = false;
  }
}

function add(counts: Map<string, number>, step: string, n: number): void {
  counts.set(step, (counts.get(step) ?? 0) + n);
}
