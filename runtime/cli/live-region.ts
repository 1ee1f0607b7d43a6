import { fitted } from './terminal.js';

/** Lines at the bottom of a terminal that are drawn anew as they change. Draws nothing anywhere else. */
export class LiveRegion {
  readonly isOn = process.stdout.isTTY === true && !process.env.CI;
  #drawn = 0;

  draw(lines: readonly string[]): void {
    if (!this.isOn) return;
    this.clear();
    process.stdout.write(lines.map(line => fitted(line)).join('\n'));
    this.#drawn = lines.length;
  }

  clear(): void {
    if (this.#drawn === 0) return;
    process.stdout.write(`\r\u001b[K${'\u001b[1A\u001b[K'.repeat(this.#drawn - 1)}`);
    this.#drawn = 0;
  }
}
