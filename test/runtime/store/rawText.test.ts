import { expect, test } from 'vitest';
import { plainText, RawDecoder, rawBytes, readableText } from '../../../runtime/store/raw-text.js';
import { random } from '../recordedRun.js';

/** Bytes that look like UTF-8 often enough to be near it. */
function someBytes(next: () => number): Buffer {
  const parts: Buffer[] = [];
  for (let n = Math.floor(next() * 12); n > 0; n--) {
    const kind = next();
    if (kind < 0.3)
      parts.push(
        Buffer.from(['a', 'é', '日', '🦊', '\ufffd', '\n', '\0', '\ufeff'][Math.floor(next() * 8)] ?? ''),
      );
    else if (kind < 0.6) parts.push(Buffer.of(Math.floor(next() * 256)));
    else
      parts.push(
        Buffer.of([0xc3, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf, 0xff][Math.floor(next() * 10)] ?? 0),
      );
  }
  return Buffer.concat(parts);
}

test('any bytes come back, however they are cut, and text that is UTF-8 is what it is', () => {
  const next = random(11);
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let round = 0; round < 20_000; round++) {
    const bytes = someBytes(next);
    const decoder = new RawDecoder();
    let text = '';
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + Math.floor(next() * 4);
      text += decoder.decode(bytes.subarray(at, at + size));
      at += size;
    }
    text += decoder.end();
    expect(rawBytes(text).equals(bytes), bytes.toString('hex')).toBe(true);
    const whole = new RawDecoder();
    expect(whole.decode(bytes) + whole.end()).toBe(text);
    let valid: string | null = null;
    try {
      valid = strict.decode(bytes);
    } catch {
      // Some of it is no text.
    }
    expect(text.isWellFormed(), bytes.toString('hex')).toBe(valid !== null);
    if (valid !== null) expect(text).toBe(valid);
    // What is shown is what was decoded, with marks for bytes.
    const shown = text.replace(/[\udc80-\udcff]/gu, raw => `\\x${(raw.charCodeAt(0) - 0xdc00).toString(16)}`);
    expect(readableText(bytes)).toBe(shown);
  }
});

test('what a program printed as text is never taken for bytes', () => {
  const decoder = new RawDecoder();
  expect(rawBytes(plainText('a\udcffb')).toString('utf8')).toBe('a\ufffdb');
  expect(rawBytes(plainText('🦊')).toString('utf8')).toBe('🦊');
  expect(decoder.end()).toBe('');
});
