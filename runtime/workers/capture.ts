import { nextTick, now } from '../clock.js';
import type { LogLine } from '../model/event.js';
import { formatRecord, type OutputLog, type RecordKind } from '../store/output-log.js';
import { plainText } from '../store/raw-text.js';
import { takeDirectWrites } from './direct-writes.js';
import type { Secrets } from './secrets.js';
import { type Said, Voice } from './voice.js';

/** Whose output is being captured. */
export interface Speaker {
  readonly run: string;
  /** The log of its run; null once nothing more of the run is to be written. */
  readonly log: () => OutputLog | null;
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  /** What must not be heard of it; null where there is none. */
  readonly secrets: Secrets | null;
  /** Called when a line could not be written, such as on a full disk: what prints must not get to feel it. */
  readonly lost: (error: unknown) => void;
}

type Stream = LogLine['stream'];

/**
 * Takes over what the process writes to its output streams and appends it at once, line by line, to the log of
 * the run whose task it is from. What a task left behind in the process is still heard as that task's.
 */
export class Capture {
  readonly #whose: () => Speaker | null;
  readonly #voices = new Map<Speaker, Record<Stream, Voice>>();

  /** @param whose tells whose code is running at this moment */
  constructor(whose: () => Speaker | null) {
    this.#whose = whose;
  }

  install(): void {
    this.#take('out', process.stdout);
    this.#take('err', process.stderr);
    takeDirectWrites((stream, chunk, encoding) => this.#hear(stream, chunk, encoding));
    process.on('exit', () => this.finishAll(null));
  }

  /** Writes a text into the log of a task that may have ended. */
  note(text: string, speaker: Speaker): void {
    // A secret of several lines is found only while they are together.
    const said = speaker.secrets?.masked(text) ?? text;
    this.#write(speaker, 'err', { lines: plainText(said).split('\n'), isWhole: false }, '');
  }

  /** Writes what is left of a task's output: a last line without an end is one now. */
  finish(speaker: Speaker): void {
    const voices = this.#voices.get(speaker);
    for (const stream of ['out', 'err'] as const) {
      if (voices !== undefined) this.#write(speaker, stream, voices[stream].end(), '');
    }
    this.#voices.delete(speaker);
  }

  /** Writes what is left of a run's output, or of all. */
  finishAll(run: string | null): void {
    for (const speaker of [...this.#voices.keys()]) {
      if (run === null || speaker.run === run) this.finish(speaker);
    }
  }

  #take(stream: Stream, target: NodeJS.WriteStream): void {
    this.#keepOpen(target);
    const write = target.write.bind(target);
    target.write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      // What the file prints while it is loaded goes by the pipe: it is not known yet for whose sake it is.
      if (this.#whose() === null) return write(chunk, encoding as BufferEncoding, done);
      this.#hear(stream, chunk, encoding);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) nextTick(callback);
      return true;
    };
  }

  /** A stream of this process is the next task's as well, and that of what it starts: who ends it has only said all that they have to say. */
  #keepOpen(target: NodeJS.WriteStream): void {
    const end = (...given: unknown[]) => {
      const [chunk, encoding] = given;
      const done = given.findLast(one => typeof one === 'function');
      if (typeof chunk === 'string' || chunk instanceof Uint8Array)
        target.write(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
      if (typeof done === 'function') nextTick(done);
      return target;
    };
    target.end = end as typeof target.end;
    target.destroy = () => target;
  }

  /** False when nobody is known whose output this could be. What comes of a run that is over is nobody else's: it goes nowhere. */
  #hear(stream: Stream, chunk: string | Uint8Array, encoding: unknown): boolean {
    const speaker = this.#whose();
    if (speaker === null) return false;
    if (speaker.log() === null) return true;
    const voice = this.#voice(speaker, stream);
    const said = voice.say(chunk, encoding);
    this.#write(speaker, stream, said, voice.piece(speaker.secrets));
    return true;
  }

  #voice(speaker: Speaker, stream: Stream): Voice {
    let voices = this.#voices.get(speaker);
    if (voices === undefined) {
      voices = { out: new Voice(), err: new Voice() };
      this.#voices.set(speaker, voices);
    }
    return voices[stream];
  }

  /**
   * What one call prints is in the log when it returns, as in a file that a program's output goes to: a process that is killed right after loses
   * nothing of it, nor one that never comes back to its event loop.
   *
   * @param piece of a line that has no end yet
   */
  #write(
    { step, task, attempt, secrets, log, lost }: Speaker,
    stream: Stream,
    { lines, isWhole }: Said,
    piece: string,
  ): void {
    if (lines.length === 0 && piece === '') return;
    // Millions of lines come this way: the beginning that they share is made once a call.
    const place = { voice: 'own', at: now(), stream, step, task, attempt } as const;
    let records = '';
    let kind: RecordKind = isWhole ? 'whole' : 'line';
    for (const line of lines) {
      records += formatRecord(kind, place, secrets?.masked(line) ?? line);
      kind = 'line';
    }
    if (piece !== '') records += formatRecord('piece', place, secrets?.masked(piece) ?? piece);
    try {
      log()?.append(records);
    } catch (error) {
      lost(error);
    }
  }
}
