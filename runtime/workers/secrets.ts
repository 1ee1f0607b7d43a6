import { inspect } from 'node:util';
import type { RunContext } from '../engine/pool.js';
import type { TaskError } from '../model/run.js';
import type { Content } from '../store/content.js';
import { Begun } from './begun.js';

/** Shorter secrets than this are not masked: so few characters stand everywhere, and what stood around them would tell them. */
const leastMasked = 4;
/** Shorter secrets, and lines of one, are not looked for in values, nor by themselves in output: they may be there by chance. */
const leastTelling = 8;

const mask = '***';

/** A value that holds a secret, and so is not stored. */
export class HeldSecret extends Error {
  override readonly name = 'HeldSecret';
  constructor(readonly parameter: string) {
    super(`it holds the secret ${parameter}`);
  }
}

/** A run's secrets, kept out of all that is recorded of it. */
export class Secrets {
  /** Longest first: one may be a part of another. */
  readonly #texts: readonly string[];
  readonly #begun: readonly Begun[];
  readonly #needles: readonly (readonly [parameter: string, bytes: Buffer])[];

  constructor(values: ReadonlyMap<string, string>) {
    const texts = new Set([...values.values()].flatMap(maskedTexts));
    this.#texts = [...texts].sort((a, b) => b.length - a.length);
    this.#begun = this.#texts.map(text => new Begun(text));
    this.#needles = [...values].flatMap(([name, value]) =>
      value.length < leastTelling ? [] : bytesOf(value).map(bytes => [name, bytes] as const),
    );
  }

  /** A text with `***` in place of each secret in it. */
  masked(text: string): string {
    let masked = text;
    for (const secret of this.#texts) if (masked.includes(secret)) masked = masked.replaceAll(secret, mask);
    return masked;
  }

  /** How much of a text can be told before it is known how it goes on: what it ends with may be the beginning of a secret. */
  safeLength(text: string): number {
    let safe = text.length;
    for (const begun of this.#begun) safe = Math.min(safe, text.length - begun.lengthAtEnd(text));
    // Nor is one cut in two that stands there whole.
    for (let isCut = safe < text.length; isCut; ) {
      isCut = false;
      for (const secret of this.#texts) {
        const from = Math.max(0, safe - secret.length + 1);
        const at = text.slice(from, safe + secret.length - 1).lastIndexOf(secret);
        if (at < 0) continue;
        safe = from + at;
        isCut = true;
      }
    }
    return safe;
  }

  maskedError(error: TaskError): TaskError {
    return {
      ...error,
      name: this.masked(error.name),
      message: this.masked(error.message),
      stack: this.masked(error.stack),
      ...(error.at === undefined ? {} : { at: { ...error.at, file: this.masked(error.at.file) } }),
    };
  }

  /** @throws HeldSecret when a name has a secret in it */
  refuseText(text: string): void {
    this.refuse([Buffer.from(text)]);
  }

  /** @throws HeldSecret when a value's bytes have a secret in them */
  refuse(content: Content): void {
    for (const piece of content) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      const found = this.#needles.find(([, needle]) => bytes.includes(needle));
      if (found !== undefined) throw new HeldSecret(found[0]);
    }
  }
}

/** Null for a run without secrets, which then costs nothing. */
export function secretsOf({
  secrets,
  parameters,
}: Pick<RunContext, 'secrets' | 'parameters'>): Secrets | null {
  if (secrets.length === 0) return null;
  return new Secrets(new Map(secrets.map(name => [name, String(parameters[name])])));
}

/** The secret as it is, as JSON, printed objects and addresses have it; and its lines, since output is recorded line by line. */
function maskedTexts(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter(line => line.trim() !== '');
  const least = lines.length > 1 ? leastTelling : leastMasked;
  return [secret, ...lines.filter(line => line.length >= least)]
    .filter(text => text.trim().length >= leastMasked)
    .flatMap(text => [
      text,
      inQuotes(text),
      inspect(text, { maxStringLength: Number.POSITIVE_INFINITY }).slice(1, -1),
      encodeURIComponent(text.toWellFormed()),
    ]);
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As v8 writes text, by what characters it has; as text in bytes; and as JSON in a text. */
function bytesOf(secret: string): Buffer[] {
  const texts = new Set([secret, inQuotes(secret)]);
  const encodings = ['latin1', 'utf8', 'utf16le'] as const;
  const all = [...texts].flatMap(text =>
    encodings
      // Where a character has no form in it, the bytes are those of another text.
      .filter(encoding => encoding !== 'latin1' || !/[^\0-\xff]/.test(text))
      .map(encoding => Buffer.from(text, encoding)),
  );
  return [...new Map(all.map(bytes => [bytes.toString('hex'), bytes])).values()];
}
