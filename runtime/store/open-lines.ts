import type { LogLine } from '../model/event.js';
import type { OutputRecord } from './output-log.js';

/** So many lines are followed at once: beyond that, those that began first are only seen when they are whole. */
const mostOpen = 1_000;

interface Open {
  /** Its first piece. */
  readonly line: LogLine;
  text: string;
}

/** Puts pieces of lines together, as the records of an output log come. */
export class OpenLines {
  readonly #open = new Map<string, Open>();
  /** Characters of all that is open. */
  #held = 0;
  #changes = 0;

  /** @param most characters of a line, and a few times that of all; what is more is left out until the line is whole */
  constructor(readonly most: number) {}

  /** The line that is whole with this record. */
  take({ kind, voice, line }: OutputRecord): LogLine | null {
    if (kind === 'line') return line;
    const key = `${line.stream} ${voice} ${line.step}/${line.task} ${line.attempt}`;
    const open = this.#open.get(key);
    this.#changes++;
    if (kind === 'whole') {
      if (open !== undefined) this.#close(key, open);
      return line;
    }
    if (open !== undefined) {
      this.#add(open, line.text);
      return null;
    }
    const oldest = this.#open.size < mostOpen ? undefined : this.#open.entries().next().value;
    if (oldest !== undefined) this.#close(...oldest);
    const begun: Open = { line, text: '' };
    this.#add(begun, line.text);
    this.#open.set(key, begun);
    return null;
  }

  /** Counts what has happened to `lines`. */
  get changes(): number {
    return this.#changes;
  }

  /** The lines that have no end yet, in the order they began, as far as they have come. */
  get lines(): readonly LogLine[] {
    return [...this.#open.values()].map(asLine);
  }

  #add(open: Open, text: string): void {
    if (open.text.length + text.length > this.most || this.#held + text.length > 4 * this.most) return;
    open.text += text;
    this.#held += text.length;
  }

  #close(key: string, open: Open): void {
    this.#open.delete(key);
    this.#held -= open.text.length;
  }
}

function asLine({ line, text }: Open): LogLine {
  return { ...line, text: text.replace(/\r$/, '') };
}
