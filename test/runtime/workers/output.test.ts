import { describe, expect, test } from 'vitest';
import { OpenLines } from '../../../runtime/store/open-lines.js';
import { formatRecord, type OutputRecord, parseRecord } from '../../../runtime/store/output-log.js';
import { Heard } from '../../../runtime/workers/heard.js';
import type { Job } from '../../../runtime/workers/job.js';
import { markOf } from '../../../runtime/workers/marks.js';
import type { RawOutput } from '../../../runtime/workers/raw-output.js';
import { Secrets } from '../../../runtime/workers/secrets.js';
import { type Said, Voice } from '../../../runtime/workers/voice.js';
import { random } from '../recordedRun.js';

const words = ['a', 'bc', ' ', 'é', '\r', '\r\n', '\n', '\n\n', 'secret', 'se', 'cret', 'sec', '日', '.'];

/** A text by its lines, but for what ends and redraws them, and empty ones at its end. */
function seen(text: string): string {
  return text.replace(/\r+(?=\n|$)/g, '').replace(/\n+$/, '');
}

/** What a log reader has of what was said: whole lines, and what is open. */
class Log {
  readonly lines: string[] = [];
  readonly open = new OpenLines(1e6);
  text = '';

  add(record: OutputRecord): void {
    const text = formatRecord(record.kind, { ...record.line, voice: record.voice }, record.line.text);
    this.text += text;
    const parsed = parseRecord(text.slice(0, -1));
    expect(parsed).toEqual(record);
    const line = parsed === null ? null : this.open.take(parsed);
    if (line !== null) this.lines.push(line.text);
  }

  said({ lines, isWhole }: Said, piece: string, mask: (text: string) => string): void {
    const line = (text: string) =>
      ({ at: 1, stream: 'out', step: 's', task: '0', attempt: 0, text: mask(text) }) as const;
    for (const [i, text] of lines.entries())
      this.add({ kind: isWhole && i === 0 ? 'whole' : 'line', voice: 'own', line: line(text) });
    if (piece !== '') this.add({ kind: 'piece', voice: 'own', line: line(piece) });
  }

  get all(): string {
    const open = this.open.lines.map(line => line.text);
    return seen([...this.lines, ...open].join('\n'));
  }
}

describe('a voice', () => {
  test('what a reader has is at every moment what was said', () => {
    const next = random(3);
    for (let round = 0; round < 200; round++) {
      const voice = new Voice();
      const log = new Log();
      let said = '';
      for (let n = Math.floor(next() * 20); n > 0; n--) {
        const word = words[Math.floor(next() * words.length)] ?? '';
        said += word;
        const lines = voice.say(next() < 0.5 ? word : Buffer.from(word));
        log.said(lines, next() < 0.7 ? voice.piece(null) : '', text => text);
        log.said({ lines: [], isWhole: false }, voice.piece(null), text => text);
        // A line that nothing was said of yet is not there.
        expect(log.all).toBe(seen(said));
      }
      log.said(voice.end(), '', text => text);
      expect(log.open.lines).toEqual([]);
      expect(seen(log.lines.join('\n'))).toBe(seen(said));
      log.said(voice.end(), voice.piece(null), text => text);
      expect(log.open.lines).toEqual([]);
    }
  });

  test('no secret is told in parts, at any moment, and nothing else is kept back for ever', () => {
    const next = random(5);
    const secrets = new Secrets(new Map([['key', 'secret']]));
    const mask = (text: string) => secrets.masked(text);
    for (let round = 0; round < 400; round++) {
      const voice = new Voice();
      const log = new Log();
      let said = '';
      for (let n = Math.floor(next() * 20); n > 0; n--) {
        const word = words[Math.floor(next() * words.length)] ?? '';
        said += word;
        log.said(voice.say(word), voice.piece(secrets), mask);
        expect(log.all).not.toContain('secret');
        const shown = seen(said.replaceAll('secret', '***'));
        // At most the beginning of a secret is missing.
        expect(shown.startsWith(log.all)).toBe(true);
        expect(shown.slice(log.all.length)).toMatch(/^\s*(s|se|sec|secr|secre)?$/);
      }
      log.said(voice.end(), '', mask);
      expect(seen(log.lines.join('\n'))).toBe(seen(said.replaceAll('secret', '***')));
    }
  });

  test.for([
    ['hex', '616263', 'abc'],
    ['base64', 'YWJj', 'abc'],
    ['latin1', 'é', '\udce9'],
    ['utf16le', 'a', 'a\0'],
    ['utf8', 'é', 'é'],
  ] as const)('text in %s is the bytes that it stands for', ([encoding, given, text]) => {
    const voice = new Voice();
    expect(voice.say(given, encoding).lines).toEqual([]);
    expect(voice.say('\n').lines).toEqual([text]);
  });
});

describe('what comes through the pipes of a worker', () => {
  /** Some of the tasks start processes, and have marks around their output. */
  function heard(jobOf: (id: number) => Job | null) {
    const lines: string[] = [];
    const output = {
      secretsOf: () => null,
      append: ({ id }: Job, stream: string, said: Said) =>
        lines.push(...said.lines.map(line => `${stream} ${id} ${line}`)),
    } as unknown as RawOutput;
    return { lines, heard: new Heard(output, 'word', jobOf) };
  }
  const job = (id: number) => ({ id, run: { id: 'r' } }) as Job;

  test('belongs to the task between whose marks it stands, however it is cut and whenever word of a task comes', () => {
    const next = random(9);
    for (let round = 0; round < 300; round++) {
      const jobs = new Map(Array.from({ length: 5 }, (_, i) => [i, job(i)]));
      const { lines, heard: ears } = heard(id => jobs.get(id) ?? null);
      const tasks = 1 + Math.floor(next() * 5);
      const marked = Array.from({ length: tasks }, () => next() < 0.7);
      const expected: string[] = [];
      let text = '';
      // Only what a mark stands behind can be told for sure.
      for (let i = 0; i < tasks; i++) {
        if (marked[i]) text += markOf('word', i);
        if (marked[i] && next() < 0.8) {
          text += `of ${i}\nhalf ${i}`;
          expected.push(`out ${i} of ${i}`, `out ${i} half ${i}`);
        }
        if (marked[i]) text += markOf('word', null);
      }
      const bytes = Buffer.from(text);
      let at = 0;
      for (let i = 0; i < tasks; i++) {
        ears.begin(job(i));
        // Word of a task comes before what it writes, after, or in between.
        while (at < bytes.length && next() < 0.7) {
          const piece = bytes.subarray(at, at + 1 + Math.floor(next() * 40));
          ears.data('out', Buffer.from(piece));
          at += piece.length;
        }
      }
      ears.data('out', bytes.subarray(at));
      ears.end();
      expect(lines).toEqual(expected);
    }
  });
});
