import { expect, onTestFinished, test, vi } from 'vitest';
import type { CodeLens, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { oneLine, severalLines, withoutMarks } from '../../../runtime/model/plain-text.js';
import { codeMarkdown, docMarkdown, textMarkdown } from '../../../server/features/markdown.js';
import { type FlowResult, resultsNotification } from '../../../server/protocol.js';
import { Client } from '../client.js';

/** What somebody might write into a message, a name or a comment, so that it does something where it is shown. */
const hostile = [
  'see [details](command:workbench.action.quit)',
  '![x](https://example.org/seen.png)',
  '<img src="https://example.org/seen.png" onerror="x()">',
  '`[a](command:x)` \\`[b](command:x)\\` ``` [c](command:x)',
  '[a]: command:x\n\n[a]',
  '<command:x> https://example.org www.example.org a@example.org',
  '$(error) $(loading~spin)',
  'a\r\nb\u2028c\u2029d\u0085e',
  'txt.\u202eexe \u2066a\u2069 \u200f \u061c',
  '\x1b]0;title\x07\x1b[31mred\0',
  '```\n[out](command:x)\n```\n```` \n[out](command:x)',
  'x'.repeat(100_000),
  '['.repeat(100_000),
  '`'.repeat(100_000),
  '\ud83d\ude00'.repeat(50_000),
];

const acts =
  /(?<!\\)\]\(|(?<!\\)!\[|(?<!\\)<\w|\$\(|(?<!\\):\/\/|[\0-\x08\x0b-\x1f\u0085\u2028\u2029\u061c\u200f\u202a-\u202e\u2066-\u2069]/;

/** Markdown without what it draws as code. */
function drawn(markdown: string): string {
  return markdown
    .replace(/^```\w*\n[^`]*\n```$/gm, '')
    .replace(/\\[\s\S]|(?<!`)(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, (whole, fence: string | undefined) =>
      fence ? '' : whole,
    );
}

test.each(hostile)('%.40j is text on every line that shows it', text => {
  for (const most of [1, 80, 200, 4_000]) {
    for (const shown of [withoutMarks(oneLine(text, most)), withoutMarks(severalLines(text, most))]) {
      expect(shown.replaceAll('\n', ' ')).not.toMatch(
        /\]\(|\$\(|[\0-\x1f\u0085\u2028\u2029\u061c\u200f\u202a-\u202e\u2066-\u2069]/,
      );
      expect(shown.length).toBeLessThanOrEqual(most + 200);
      expect(shown.isWellFormed()).toBe(true);
    }
    expect(oneLine(text, most).length).toBeLessThanOrEqual(most);
    expect(oneLine(text, most)).not.toContain('\n');
  }
});

test.each(hostile)('%.40j does nothing in Markdown', text => {
  for (const markdown of [
    textMarkdown(text),
    codeMarkdown(text),
    docMarkdown(text),
    docMarkdown(`See ${text}`),
  ]) {
    expect(drawn(markdown)).not.toMatch(acts);
    expect(markdown.length).toBeLessThan(25_000);
  }
});

test('what is meant to be read stays as it is', () => {
  expect(oneLine('  the well\n  is dry ', 80)).toBe('the well is dry');
  expect(oneLine('größer als 3 € 😀', 80)).toBe('größer als 3 € 😀');
  expect(severalLines('a\r\nb\n\n\n\nc', 80)).toBe('a\nb\n\nc');
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(oneLine('\x1b[31mred\x7f', 80)).toBe('␛[31mred␡');
  expect(textMarkdown('the well is dry: a.b > 1')).toBe('the well is dry: a.b \\> 1');
  expect(docMarkdown('Picks *the best*:\n- `a[0]` of `b`\n- c\n```ts\nx[1] = `;\n```')).toContain(
    '- `a[0]` of `b`',
  );
  expect(docMarkdown('As in\n```ts\nx[1] = y;\n```\nso.')).toBe('As in\n\n```ts\nx[1] = y;\n```\n\nso.');
});

const uri = 'file:///hostile.flow.ts';
const source = (name: string, doc: string) => `import { Flow, step } from 'stepwell';
export class A extends Flow {
  /** The score. ${doc} */
  score = 0;
  /** Begins. ${doc} */
  @step() start() { this.score = 1; return this[${name}] ? this.next(this.end) : this.next(this[${name}]); }
  @step() [${name}]() { return this.next(this.end); }
  @step() end() { console.log(this.score); }
}
`;

test.each(hostile)(
  '%.40j of a source or a run only is read, in hovers, lenses and diagnostics',
  async text => {
    const client = new Client();
    await client.start();
    onTestFinished(() => client.stop());
    const doc = text.replaceAll('*/', '');
    const opened = source(JSON.stringify(text.slice(0, 2_000)), doc);
    await client.open(uri, opened);
    const error = { task: '0', message: text };
    const failed = { status: 'failed', tasks: 1, failed: 1, duration: 5, error } as const;
    const result: FlowResult = {
      flow: 'A',
      file: '/hostile.flow.ts',
      run: '20260314t150926535-7k2m9qxe',
      status: 'failed',
      startedAt: 0,
      endedAt: 1,
      steps: { [text]: failed, start: failed },
    };
    await client.connection.sendNotification(resultsNotification, { results: [result] });
    const lenses = await vi.waitFor(async () => {
      const found: CodeLens[] = await client.lenses(uri);
      expect(found.some(({ command }) => command?.title.includes('✗'))).toBe(true);
      return found;
    });
    for (const { command } of lenses) {
      expect(command?.title).not.toMatch(/\$\(|[\0-\x1f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(command?.title.length).toBeLessThan(120);
    }
    const lines = opened.split('\n');
    for (const word of ['score =', 'start()', 'this.score']) {
      const line = lines.findIndex(one => one.includes(word));
      const position = { line, character: (lines[line] ?? '').indexOf(word) + word.length - 2 };
      const hover = await client.ask<Hover | null>('textDocument/hover', { textDocument: { uri }, position });
      if (hover === null) continue;
      expect(drawn((hover.contents as { value: string }).value)).not.toMatch(acts);
    }
    const messages = client.diagnostics.flatMap(({ diagnostics }): Diagnostic[] => diagnostics);
    for (const { message } of messages) {
      expect(message).not.toMatch(/[\0-\x09\x0b-\x1f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(String(message).length).toBeLessThanOrEqual(4_000);
    }
  },
);
