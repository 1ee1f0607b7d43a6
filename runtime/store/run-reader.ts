import { join, sep } from 'node:path';
import { RunFold } from '../model/fold.js';
import type { LogLine, Run, RunEvent } from '../model/index.js';
import { eventFile, LineTail, parseEvent } from './event-log.js';
import { isClaimed } from './liveness.js';
import { outputFile, parseLine } from './output-log.js';

/** Reads one run's files, and reads on as they grow, whichever process writes them. */
export class RunReader {
  readonly #folder: string;
  readonly #events: LineTail;
  readonly #fold = new RunFold();
  #alive = true;

  constructor(
    store: string,
    readonly id: string,
    readonly onEvent?: (event: RunEvent) => void,
  ) {
    this.#folder = runFolder(store, id);
    this.#events = new LineTail(join(this.#folder, eventFile));
  }

  /** Reads what came since the last call; true when anything about the run has changed. */
  refresh(): boolean {
    if (this.#fold.ended && !this.#alive) return this.#read();
    // First whether the writer lives, then what it wrote: one that ends in between has written its end.
    const alive = isClaimed(this.#folder);
    const changed = this.#read();
    const died = this.#alive && !alive;
    this.#alive = alive;
    return changed || died;
  }

  #read(): boolean {
    let changed = false;
    for (let lines = this.#events.read(); lines.length > 0; lines = this.#events.read()) {
      for (const line of lines) {
        const event = parseEvent(line);
        if (event === null) continue;
        this.#fold.apply(event);
        this.onEvent?.(event);
        changed = true;
      }
    }
    return changed;
  }

  /** The run as of the last `refresh`; null while nothing of it has been written. */
  get run(): Run | null {
    return this.#fold.run(!this.#alive);
  }

  /** Nothing more will come, but for tags. */
  get over(): boolean {
    return this.#fold.ended || !this.#alive;
  }
}

/** A run read once, as it stands. */
export function readRun(store: string, id: string): Run | null {
  const reader = new RunReader(store, id);
  reader.refresh();
  return reader.run;
}

export function runFolder(store: string, id: string): string {
  return join(store, 'runs', id);
}

/** One of a run's files. Put together by hand: a look at ten thousand runs spends less on its paths so. */
export function runFile(store: string, id: string, name: string): string {
  return `${store}${sep}runs${sep}${id}${sep}${name}`;
}

/** A run's lines of output, in the order they were written; calling `read` again gives what came since. */
export class OutputReader {
  readonly #lines: LineTail;

  constructor(store: string, id: string, offset = 0) {
    this.#lines = new LineTail(join(runFolder(store, id), outputFile), offset);
  }

  get offset(): number {
    return this.#lines.offset;
  }

  *read(): Generator<LogLine> {
    for (let lines = this.#lines.read(); lines.length > 0; lines = this.#lines.read()) {
      for (const text of lines) {
        const line = parseLine(text);
        if (line !== null) yield line;
      }
    }
  }
}
