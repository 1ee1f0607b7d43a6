import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { encode } from '../../../runtime/store/value.js';
import { HeldSecret, Secrets, secretsOf } from '../../../runtime/workers/secrets.js';
import { random } from '../recordedRun.js';

const secrets = (...values: string[]) => new Secrets(new Map(values.map((value, i) => [`s${i}`, value])));

test('a run without secrets has nothing to be kept out', () => {
  expect(secretsOf({ secrets: [], parameters: { name: 'Ada' } })).toBeNull();
});

describe('masked', () => {
  test('every place of it, the longer of two first', () => {
    expect(secrets('pass', 'password').masked('pass password passwords')).toBe('*** *** ***s');
  });

  test('not one of fewer than four characters, nor one that is blank', () => {
    expect(secrets('abc', '', '      ').masked('abc       d')).toBe('abc       d');
    expect(secrets('abcd').masked('abcde')).toBe('***e');
  });

  test('its lines of eight characters or more, and all of it while it is together', () => {
    const key = 'first line\r\nshort\nlast line!\n';
    expect(secrets(key).masked(`a ${key}b`)).toBe('a ***b');
    expect(secrets(key).masked('a first line')).toBe('a ***');
    expect(secrets(key).masked('a last line!')).toBe('a ***');
    expect(secrets(key).masked('a short')).toBe('a short');
  });

  test('the only line of one that ends with a line break, however short', () => {
    expect(secrets('abcd\n').masked('abcd')).toBe('***');
  });

  test('as JSON, a printed object and an address have it', () => {
    const odd = `a'b"c\`d\u001b\ne`;
    expect(secrets(odd).masked(inspect({ odd }))).toBe(`{ odd: '***' }`);
    expect(secrets('a"b\nc d').masked(JSON.stringify({ k: 'a"b\nc d' }))).toBe('{"k":"***"}');
    expect(secrets('a b/c&d').masked(`?k=${encodeURIComponent('a b/c&d')}`)).toBe('?k=***');
    expect(secrets('lone \ud800 half').masked('lone \ud800 half')).toBe('***');
  });
});

describe('refuse', () => {
  const held = (secret: string, value: unknown) => {
    try {
      secrets(secret).refuse(encode(value));
      return null;
    } catch (error) {
      return error instanceof HeldSecret ? error.parameter : error;
    }
  };

  test('text of either width, bytes, JSON in a text, and what is deep inside', () => {
    for (const secret of ['token-123', 'tökén-123', 'token-→-123', 'a "quoted"\nsecret']) {
      expect(held(secret, `Bearer ${secret}`)).toBe('s0');
      expect(held(secret, `→ ${secret}`)).toBe('s0');
      expect(held(secret, Buffer.from(secret).buffer)).toBe('s0');
      expect(held(secret, new Uint8Array(Buffer.from(`x${secret}`, 'utf16le')))).toBe('s0');
      expect(held(secret, JSON.stringify({ secret }))).toBe('s0');
      expect(held(secret, new Map([['a', [{ [secret]: 1 }]]]))).toBe('s0');
      expect(held(secret, new Error('a', { cause: new Error(secret) }))).toBe('s0');
    }
  });

  test('in a large typed array, which is stored beside the rest', () => {
    const large = new Uint8Array(200_000);
    large.set(Buffer.from('token-123'), 150_001);
    expect(held('token-123', { large })).toBe('s0');
  });

  test('not what is shorter than eight characters, and not another value', () => {
    expect(held('1234567', '1234567')).toBeNull();
    expect(held('token-123', 'token-124')).toBeNull();
  });
});

describe('safeLength', () => {
  /** Told so far of a text that goes on, by what may come of it: the first end behind which no beginning of a secret is, nor any part of one. */
  const byHand = (texts: readonly string[], text: string): number => {
    const isSafe = (end: number) =>
      texts.every(secret => {
        for (let from = Math.max(0, end - secret.length + 1); from < end; from++) {
          const there = text.slice(from, from + secret.length);
          if (secret.startsWith(there)) return false;
        }
        return true;
      });
    let safe = text.length;
    while (safe > 0 && !isSafe(safe)) safe--;
    return safe;
  };

  test('of made-up texts of few letters, with secrets that begin with each other and with themselves', () => {
    const chance = random(7);
    const word = (most: number) =>
      Array.from({ length: Math.floor(chance() * most) }, () => 'ab'[Math.floor(chance() * 2)]).join('');
    let cut = 0;
    for (let round = 0; round < 3_000; round++) {
      const made = [1, 2].map(() => `aba${word(6)}`);
      const text = word(14);
      const safe = secrets(...made).safeLength(text);
      const texts = made.filter(one => one.length >= 4);
      expect([made, text, safe]).toEqual([made, text, byHand(texts, text)]);
      if (safe < text.length) cut++;
    }
    expect(cut).toBeGreaterThan(300);
  });
});
