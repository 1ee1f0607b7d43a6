import { expect, test } from 'vitest';
import type { Position } from '../../../runtime/model/diagnostics.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { flowText } from '../flowText.js';

const seeds = [
  flowText(
    'start() { if (this.x) return this.next(this.a, this.b); return this.foreach([1], this.c); }',
    'a() { switch (this.k) { case 1: return this.next(this.j); default: return this.x ? this.next(this.j) : this.next(this.a); } }',
    'b() { try { return this.next(this.j) } catch { return this.next(this.j) } }',
    'async c(item: number) { for (const x of this.xs) if (x) return await this.next(this.j); return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.next(this.end) }',
    'end() {}',
  ),
  `import * as sw from 'stepwell';\r\nexport default class extends sw.Flow {\r\n\t@sw.step({ retry: { times: 2 }, env: { A: 'b' } }) start() { const self = this; return self.next(self['end']) }\r\n\t/** 🐧 {@link x} */ n = sw.parameter.choice(['a', 'b'], { default: 'a' });\r\n\t@sw.step() end() {}\r\n}\r\n`,
];

/** The same numbers in every run, so that a finding can be repeated. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const scraps = [
  '{',
  '}',
  '(',
  ')',
  "'",
  '`',
  '@',
  '\0',
  '\uD83D',
  '\r',
  '/*',
  '//',
  ' return ',
  'this.',
  '=>',
  '<',
  'class ',
];

function mutated(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  const length = random(12);
  switch (random(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + length);
    case 3:
      return text.slice(0, at) + scraps[random(scraps.length)] + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(random(text.length), at + length) + text.slice(at);
  }
}

test('broken sources are read without a throw, and every range is inside the text', {
  timeout: 60_000,
}, () => {
  for (let round = 0; round < 600; round++) {
    const random = numbers(round);
    let text = seeds[round % seeds.length]!;
    for (let times = random(4); times >= 0; times--) text = mutated(text, random);
    const { flows, problems, broken } = parseFlows(text, 'f.ts');
    const lines = text.split(/\r\n|\r|\n/);
    const isInside = ({ line, character }: Position): boolean =>
      line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!.length + 1;
    for (const { range, message } of problems) {
      expect(isInside(range.start) && isInside(range.end), `round ${round}`).toBe(true);
      expect(message).not.toMatch(/Error: /);
    }
    expect(broken === null || problems.length > 0).toBe(true);
    for (const { full, name, steps } of flows) {
      const spans = [
        full,
        name,
        ...steps.flatMap(step => [step.full, step.nameSpan, step.body, step.decorator]),
      ];
      for (const { start, end } of spans) {
        expect(0 <= start && start <= end && end <= text.length, `round ${round}`).toBe(true);
      }
    }
  }
});

test('very deep, very long and odd texts', { timeout: 60_000 }, () => {
  const deep = flowText(`start() { return ${'('.repeat(20_000)}1${')'.repeat(20_000)}; }`);
  expect(parseFlows(deep, 'f.ts').problems.length).toBeLessThan(2);
  const chain = flowText(`start() { const x = ${'1 + '.repeat(20_000)}1; }`);
  expect(parseFlows(chain, 'f.ts')).toMatchObject({ broken: null, problems: [] });
  const elses = flowText(`start() { ${'if (x) { y() } else '.repeat(2_000)} return; }`);
  expect(parseFlows(elses, 'f.ts').flows.length).toBeLessThan(2);
  const line = flowText(
    `start() { const s = '${'x'.repeat(1_000_000)}'; return this.next(this.end); }`,
    'end() {}',
  );
  expect(parseFlows(line, 'f.ts')).toMatchObject({ broken: null, problems: [] });
  for (const text of ['', '\uFEFF', '\0', '🐧'.repeat(100), "import 'stepwell'"]) {
    expect(parseFlows(text, 'f.ts').flows).toEqual([]);
  }
});
