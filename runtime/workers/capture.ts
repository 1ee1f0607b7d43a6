import { TextDecoder } from 'node:util';
import type { LogLine } from '../model/event.js';
import { formatLine, type OutputLog } from '../store/output-log.js';
import { now } from './clock.js';
import { LineCutter } from './line-cutter.js';
import type { Secrets } from './secrets.js';

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
    process.on('exit', () => this.finishAll(null));
  }

  /** Writes a text into the log of a task that may have ended. */
  note(text: string, speaker: Speaker): void {
    // A secret of several lines is found only while they are together.
    const said = speaker.secrets?.masked(text) ?? text;
    this.#write(speaker, 'err', said.split('\n'));
  }

  /** Writes what is left of a task's output, a last line without an end too. */
  finish(speaker: Speaker): void {
    const voices = this.#voices.get(speaker);
    for (const stream of ['out', 'err'] as const) {
      const rest = voices?.[stream].rest() ?? '';
      if (rest !== '') this.#write(speaker, stream, [rest]);
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
    target.write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      const speaker = this.#whose();
      if (speaker !== null && speaker.log() !== null) {
        const voice = this.#voice(speaker, stream);
        this.#write(speaker, stream, voice.say(chunk, encoding));
      }
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) process.nextTick(callback);
      return true;
    };
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
   */
  #write(
    { step, task, attempt, secrets, log, lost }: Speaker,
    stream: Stream,
    lines: readonly string[],
  ): void {
    if (lines.length === 0) return;
    const at = now();
    let text = '';
    for (const line of lines) {
      const said = secrets?.masked(line) ?? line;
      text += formatLine({
        at,
        stream,
        step,
        task,
        attempt,
        text: said.endsWith('\r') ? said.slice(0, -1) : said,
      });
    }
    try {
      log()?.append(text);
    } catch (error) {
      lost(error);
    }
  }
}

/** One output stream of a task, as text. */
class Voice {
  readonly #lines = new LineCutter();
  #decoder: TextDecoder | null = null;

  say(chunk: string | Uint8Array, encoding: unknown): string[] {
    if (typeof chunk !== 'string') {
      this.#decoder ??= new TextDecoder();
      return this.#lines.cut(this.#decoder.decode(chunk, { stream: true }));
    }
    const inBytes = encoding === 'hex' || encoding === 'base64';
    // What came of a character in bytes stands before the text.
    const torn = this.#decoder?.decode() ?? '';
    return this.#lines.cut(torn + (inBytes ? Buffer.from(chunk, encoding).toString() : chunk));
  }

  /** What has come of a last line, and of a last character. */
  rest(): string {
    const text = this.#lines.rest();
    return this.#decoder === null ? text : text + this.#decoder.decode();
  }
}
