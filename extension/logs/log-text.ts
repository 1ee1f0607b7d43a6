import type { LogLine } from '../../runtime/model/event.js';
import { narrow } from '../../runtime/store/bounds.js';
import { OutputReader } from '../../runtime/store/run-reader.js';
import type { LogPlace } from '../../server/protocol.js';

/** Lines of one document; beyond these only the newest are shown. */
const mostLines = 50_000;

/** From so many lines on, the text is large enough to be spared. */
const manyLines = 5_000;

/** So long it reads at a time, in milliseconds: the editor waits meanwhile. */
const turn = 20;

/** The text of one log, read on as it grows. */
export class LogText {
  readonly #output: OutputReader;
  readonly #lines: string[] = [];

  constructor(
    store: string,
    readonly place: LogPlace,
  ) {
    this.#output = new OutputReader(store, place.run, 0, narrow);
  }

  /** Takes in what was printed since the last call, or as much as there is time for; true when that was something. */
  refresh(): boolean {
    let grown = false;
    for (const line of this.#output.read(performance.now() + turn)) {
      if (!belongs(line, this.place)) continue;
      grown = true;
      this.#lines.push(lineText(line, this.place));
      if (this.#lines.length > mostLines * 2) this.#lines.splice(0, mostLines);
    }
    return grown;
  }

  get isLong(): boolean {
    return this.#lines.length > manyLines;
  }

  /** Empty when nothing was printed. */
  get text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.slice(-mostLines).join('\n')}\n`;
  }
}

function belongs(line: LogLine, { step, task }: LogPlace): boolean {
  return (step === undefined || line.step === step) && (task === undefined || line.task === task);
}

function lineText(line: LogLine, place: LogPlace): string {
  const time = new Date(line.at).toISOString().slice(11, 23);
  const name = place.task === undefined ? `${line.step}/${line.task} ` : '';
  return `${time} ${name}${line.text}`;
}
