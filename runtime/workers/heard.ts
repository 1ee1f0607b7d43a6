import { callOff, later } from '../clock.js';
import type { LogLine } from '../model/event.js';
import type { Job } from './job.js';
import { closing, openingOf } from './marks.js';
import type { RawOutput } from './raw-output.js';
import { Voice } from './voice.js';

/** So many bytes that were printed while a file was loaded are kept. */
const mostEarly = 1024 * 1024;

type Stream = LogLine['stream'];

/** Text without an end is recorded when nothing more of its line has come for so long, in milliseconds. */
const patience = 100;

/**
 * What comes through a worker's pipes, and which of its tasks it is of. Most tasks never write there. Those that start processes are told by the
 * marks around their output; anything else is of the task that was the last to begin.
 */
export class Heard {
  readonly #ears: readonly [Ear, Ear];

  /**
   * @param word of the marks
   * @param jobOf a job that the worker was given, by its number
   */
  constructor(output: RawOutput, word: string, jobOf: (id: number) => Job | null) {
    const [out, err] = (['out', 'err'] as const).map(stream => new Ear(stream, output, word, jobOf));
    this.#ears = [out as Ear, err as Ear];
  }

  begin(job: Job): void {
    for (const ear of this.#ears) ear.begin(job);
  }

  data(stream: Stream, bytes: Buffer): void {
    this.#ears[stream === 'out' ? 0 : 1].data(bytes);
  }

  end(): void {
    for (const ear of this.#ears) ear.end();
  }

  /** What was printed before any task began, while the file was loaded: it is of the first task, if there comes one. */
  get early(): string {
    return this.#ears.map(ear => ear.early).join('');
  }

  /** Nothing more of a run is to be recorded. */
  forget(run: string): void {
    for (const ear of this.#ears) ear.forget(run);
  }
}

/** One pipe. */
class Ear {
  readonly #stream: Stream;
  readonly #output: RawOutput;
  readonly #opening: Buffer;
  readonly #jobOf: (id: number) => Job | null;
  readonly #voice = new Voice();
  /** Whose output this is. */
  #job: Job | null = null;
  /** Its beginning was marked: its end will be. */
  #isMarked = false;
  #last: Job | null = null;
  #hasBegun = false;
  #early: Buffer[] = [];
  #earlySize = 0;
  /** What may be the beginning of a mark. */
  #waiting: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | null = null;

  constructor(stream: Stream, output: RawOutput, word: string, jobOf: (id: number) => Job | null) {
    this.#stream = stream;
    this.#output = output;
    this.#opening = Buffer.from(openingOf(word));
    this.#jobOf = jobOf;
  }

  begin(job: Job): void {
    this.#last = job;
    if (!this.#isMarked) this.#be(job);
    this.#hasBegun = true;
    for (const bytes of this.#early.splice(0)) this.#say(bytes);
  }

  data(bytes: Buffer): void {
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    for (let mark = this.#mark(); mark !== null; mark = this.#mark()) {
      this.#say(this.#waiting.subarray(0, mark.at));
      this.#waiting = this.#waiting.subarray(mark.end);
      this.#isMarked = mark.id !== '';
      this.#be(this.#isMarked ? this.#jobOf(Number(mark.id)) : this.#last);
    }
    const kept = begunLength(this.#waiting, this.#opening);
    const said = this.#waiting.subarray(0, this.#waiting.length - kept);
    this.#waiting = this.#waiting.subarray(said.length);
    this.#say(said);
  }

  end(): void {
    const rest = this.#waiting;
    this.#waiting = Buffer.alloc(0);
    this.#say(rest);
    this.#finish();
  }

  forget(run: string): void {
    if (this.#last?.run.id === run) this.#last = null;
    if (this.#job?.run.id === run) this.#be(null);
  }

  #mark(): { readonly at: number; readonly id: string; readonly end: number } | null {
    const at = this.#waiting.indexOf(this.#opening);
    const begin = at + this.#opening.length;
    const end = at < 0 ? -1 : this.#waiting.indexOf(closing, begin);
    if (end < 0) return null;
    return { at, id: this.#waiting.toString('latin1', begin, end), end: end + closing.length };
  }

  #be(job: Job | null): void {
    if (job === this.#job) return;
    this.#finish();
    this.#job = job;
  }

  get early(): string {
    return Buffer.concat(this.#early).toString();
  }

  #say(bytes: Buffer): void {
    const job = this.#job;
    if (bytes.length === 0) return;
    if (job === null) {
      if (this.#hasBegun || this.#earlySize > mostEarly) return;
      this.#early.push(bytes);
      this.#earlySize += bytes.length;
      return;
    }
    this.#record(job, () => this.#output.append(job, this.#stream, this.#voice.say(bytes), ''));
    this.#timer ??= later(() => this.#sayPiece(), patience).unref();
  }

  #sayPiece(): void {
    this.#timer = null;
    const job = this.#job;
    if (job === null) return;
    this.#record(job, () => {
      const piece = this.#voice.piece(this.#output.secretsOf(job));
      if (piece !== '') this.#output.append(job, this.#stream, nothing, piece);
    });
  }

  /** The line under way has its end here. */
  #finish(): void {
    if (this.#timer !== null) callOff(this.#timer);
    this.#timer = null;
    const said = this.#voice.end();
    const job = this.#job;
    if (job === null || said.lines.length === 0) return;
    this.#record(job, () => this.#output.append(job, this.#stream, said, ''));
  }

  #record(job: Job, write: () => void): void {
    try {
      write();
    } catch (error) {
      job.unrecorded ??= error;
    }
  }
}

const nothing = { lines: [], isWhole: false };

/** How many of the last bytes are a mark that is not complete, or may be the beginning of one. */
function begunLength(bytes: Buffer, opening: Buffer): number {
  const at = bytes.lastIndexOf(opening);
  if (at >= 0) return bytes.length - at;
  for (let length = Math.min(opening.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(opening.subarray(0, length))) return length;
  }
  return 0;
}
