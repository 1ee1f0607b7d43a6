import type { LogLine } from '../../runtime/model/event.js';
import { narrow } from '../../runtime/store/bounds.js';
import { OutputReader } from '../../runtime/store/run-reader.js';
import type { LogPlace } from '../../server/protocol.js';

/** Lines of one document, and characters; beyond these only the newest are shown. */
const mostLines = 50_000;
const mostCharacters = 8 * 1024 * 1024;

/** From so many lines on, the text is large enough to be spared, and the more so from so many. */
const manyLines = 5_000;
const veryManyLines = 20_000;

/** So long it reads at a time, in milliseconds: the editor waits meanwhile. */
const turn = 20;

/** The text of one log, read on as it grows. */
export class LogText {
  readonly #output: OutputReader;
  readonly #lines: string[] = [];
  /** Of the lines that are kept. */
  #characters = 0;
  #dropped = 0;
  #openChanges = 0;

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
      const text = lineText(line, this.place);
      this.#lines.push(text);
      this.#characters += text.length + 1;
      // Twice as much is kept, so that it is not moved with every line.
      if (this.#lines.length > mostLines * 2 || this.#characters > mostCharacters * 2) this.#drop();
    }
    const { openChanges } = this.#output;
    const changed = grown || openChanges !== this.#openChanges;
    this.#openChanges = openChanges;
    return changed;
  }

  #drop(): void {
    const first = this.#firstShown();
    this.#lines.splice(0, first);
    this.#dropped += first;
    this.#characters = this.#lines.reduce((sum, line) => sum + line.length + 1, 0);
  }

  #firstShown(): number {
    const least = Math.max(0, this.#lines.length - mostLines);
    let room = mostCharacters;
    for (let i = this.#lines.length - 1; i >= least; i--) {
      room -= (this.#lines[i]?.length ?? 0) + 1;
      if (room < 0) return i + 1;
    }
    return least;
  }

  /** Every so many turns it may be handed over, for it is so as a whole. */
  get turns(): 1 | 2 | 4 {
    return this.#lines.length > veryManyLines ? 4 : this.#lines.length > manyLines ? 2 : 1;
  }

  /** Empty when nothing was printed. One that is not whole begins with a line that says so. Lines that have no end yet come last. */
  get text(): string {
    const open = this.#output.open.filter(line => belongs(line, this.place));
    if (this.#lines.length + open.length === 0) return '';
    const first = this.#firstShown();
    const hidden = this.#dropped + first;
    const { run, step, task } = this.place;
    const all = [run, step, task].filter(part => part !== undefined).join('/');
    const head =
      hidden === 0
        ? ''
        : `… ${hidden} earlier lines are not shown here, nor found by Find: stepwell logs ${all} shows all\n`;
    const lines = [...this.#lines.slice(first), ...open.map(line => lineText(line, this.place))];
    return `${head}${lines.join('\n')}\n`;
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
