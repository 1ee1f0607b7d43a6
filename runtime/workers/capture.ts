import type { LogLine } from '../model/event.js';
import { formatLine, type OutputLog } from '../store/output-log.js';

/** Whose output is being captured. */
export interface Speaker {
  readonly log: OutputLog;
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  /** Called when a line could not be written, such as on a full disk: what prints must not get to feel it. */
  readonly lost: (error: unknown) => void;
}

/** So many lines of one turn of the event loop are written as they come: a process that is killed right after loses none of them. */
const atOnce = 32;
/** Further ones wait together, at most this long in milliseconds. */
const patience = 2;

/**
 * Takes over what the process writes to its output streams and appends it, line by line and at once, to the
 * log of the run whose task is running. What is written between two tasks belongs to the one before.
 */
export class Capture {
  #speaker: Speaker | null = null;
  #waiting = '';
  #writtenAt = 0;
  #scheduled = false;
  #inTurn = 0;
  readonly #partial = { out: '', err: '' };
  readonly #decoders = { out: new TextDecoder(), err: new TextDecoder() };

  install(): void {
    this.#take('out', process.stdout);
    this.#take('err', process.stderr);
    process.on('exit', () => this.finish());
  }

  begin(speaker: Speaker): void {
    this.finish();
    this.#speaker = speaker;
  }

  /** Writes a text into the log of a task that may have ended. */
  note(text: string, speaker = this.#speaker): void {
    if (speaker === null) return;
    this.#flush();
    const { step, task, attempt } = speaker;
    const at = Date.now();
    const lines = text
      .split('\n')
      .map(line => formatLine({ at, stream: 'err', step, task, attempt, text: line }));
    append(lines.join(''), speaker);
  }

  /** Writes what is left, a last line without an end too. */
  finish(): void {
    for (const stream of ['out', 'err'] as const) {
      if (this.#partial[stream] !== '') this.#line(stream, this.#partial[stream]);
      this.#partial[stream] = '';
    }
    this.#flush();
  }

  #take(stream: 'out' | 'err', target: NodeJS.WriteStream): void {
    const decoder = this.#decoders[stream];
    target.write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      const text =
        typeof chunk === 'string'
          ? encoding === 'hex' || encoding === 'base64'
            ? Buffer.from(chunk, encoding).toString()
            : chunk
          : decoder.decode(chunk, { stream: true });
      this.#write(stream, text);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) process.nextTick(callback);
      return true;
    };
  }

  #write(stream: 'out' | 'err', text: string): void {
    const lines = (this.#partial[stream] + text).split('\n');
    this.#partial[stream] = lines.pop() ?? '';
    for (const line of lines) this.#line(stream, line);
  }

  #line(stream: LogLine['stream'], text: string): void {
    const speaker = this.#speaker;
    if (speaker === null) return;
    const at = Date.now();
    const { step, task, attempt } = speaker;
    this.#waiting += formatLine({
      at,
      stream,
      step,
      task,
      attempt,
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
    });
    const late = at - this.#writtenAt > patience;
    if (++this.#inTurn <= atOnce || late || this.#waiting.length > 64 * 1024) this.#flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#inTurn = 0;
      this.#flush();
    });
  }

  #flush(): void {
    this.#writtenAt = Date.now();
    if (this.#waiting === '' || this.#speaker === null) return;
    const lines = this.#waiting;
    this.#waiting = '';
    append(lines, this.#speaker);
  }
}

function append(lines: string, { log, lost }: Speaker): void {
  try {
    log.append(lines);
  } catch (error) {
    lost(error);
  }
}
