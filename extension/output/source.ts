import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FindText } from '../../runtime/model/find-text.js';
import type { Found, OutputPage } from '../../webview/run/protocol.js';
import type { FromReader, OutputOf, ToReader } from './protocol.js';

export type Grown = Omit<Extract<FromReader, { type: 'grown' }>, 'type' | 'watch'>;

/** Output of runs, read in a thread of its own that is there as long as somebody looks at some. */
export class OutputSource {
  #worker: Worker | null = null;
  readonly #asked = new Map<number, (page: OutputPage | null) => void>();
  #last = 0;
  #watch: {
    readonly number: number;
    readonly of: OutputOf;
    readonly onGrown: (grown: Grown) => void;
  } | null = null;

  #onFound: ((found: Found) => void) | null = null;

  constructor(
    /** The folder with the extension's files. */
    readonly folder: string,
    readonly complain: (error: Error) => void,
  ) {}

  dispose(): void {
    void this.#worker?.terminate();
    this.#left();
  }

  /** Tells how much there is, now and as it grows; of one at a time. */
  watch(of: OutputOf, onGrown: (grown: Grown) => void): void {
    const number = ++this.#last;
    this.#watch = { number, of, onGrown };
    this.#send({ type: 'watch', watch: number, of });
  }

  /** Looks for something in what is watched, or a part of it, until something else is. */
  find(id: number, of: OutputOf, wanted: FindText, onFound: (found: Found) => void): void {
    this.#onFound = onFound;
    this.#send({ type: 'find', id, of, wanted });
  }

  findNoMore(): void {
    this.#onFound = null;
    if (this.#worker !== null) this.#send({ type: 'findNoMore' });
  }

  /** Nobody looks at it any more. */
  rest(): void {
    this.#watch = null;
    if (this.#worker !== null) this.#send({ type: 'rest' });
  }

  /** Null where it can't be told. */
  lines(of: OutputOf, from: number, count: number): Promise<OutputPage | null> {
    const id = ++this.#last;
    return new Promise(resolve => {
      this.#asked.set(id, page => resolve(page && { ...page, from }));
      this.#send({ type: 'lines', id, of, from, count });
    });
  }

  #send(message: ToReader): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage(message);
  }

  #started(): Worker {
    const worker = new Worker(join(this.folder, 'dist', 'output-reader.cjs'), { name: 'stepwell output' });
    worker.on('message', (message: FromReader) => this.#receive(message));
    worker.on('error', error => {
      this.complain(error);
      if (this.#worker === worker) this.#left();
    });
    worker.unref();
    return worker;
  }

  #receive(message: FromReader): void {
    if (message.type === 'grown') {
      if (message.watch === this.#watch?.number) this.#watch.onGrown(message);
      return;
    }
    if (message.type === 'found') {
      this.#onFound?.(message.found);
      return;
    }
    const { id, total, lines } = message;
    this.#asked.get(id)?.({ total, found: total, from: 0, rows: lines });
    this.#asked.delete(id);
  }

  /** It is gone: whoever waits for it waits no longer, and the next question starts another. */
  #left(): void {
    this.#worker = null;
    for (const answer of this.#asked.values()) answer(null);
    this.#asked.clear();
  }
}
