import { flowText } from './flowText.js';

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

seeds.push(`import { Flow, parameter, step, type Inputs } from 'stepwell';

export class F extends Flow {
  static codecs = { model: modelCodec };
  count = parameter.number({ default: 3 });
  rows: number[] = [];
  score!: number;
  model: unknown;
  failure?: Error;
  twice = (n: number) => n * 2;
  @step() start() { this.rows.push(this.count); this.count = 2; return this.foreach(this.rows, this.fit); }
  @step({ catch: 'failure', timeout: '5 parsecs' }) async fit(n: number) {
    const { rows } = this; this.score = rows.length + n; this.model = fetch('a');
    if (this.score > 1) return this.next(this.pick); else if (this.score > 1) return this.next(this.pick);
    return this.next(this.pick);
  }
  @step() pick(inputs: Inputs<this>) {
    const [first, ...rest] = inputs.toSorted((a, b) => a.score - b.score);
    for (const [i, { score }] of inputs.entries()) console.log(i, score, this['score'], rest);
    this.merge(inputs, { include: ['rows'], exclude: ['model'] });
    return first ? this.next(this.end) : this.next(this.ned);
  }
  get best() { return this.helper(this) ?? super.best; }
  helper(flow: this['score']) { return [this.rows, flow] as const; }
  @step() end() { [this.score, ...this.rows] = [1]; ({ a: this.model = 1 } = {}); console.log(this.best, this.failure!.message); }
}
`);

// What can be mended in several ways.
seeds.push(
  flowText(
    'start() { this.score = 0; this.count = 2; return this.next(this.a, this.b); }',
    'a() { this.score = 1; this.rows = [1]; return this.next(this.join); }',
    'b() { this.score = 2; return this.next(this.join); }',
    'join(inputs: Inputs<this>) { console.log(this.score, this.rows, inputs.length); return this.next(this.end); }',
    'end() { console.log(this.count); this.next(this.start); }',
  ).replace(
    'class F extends Flow {',
    'class F extends Flow {\n  score = 0;\n  rows: number[] = [];\n  count = parameter.number({ default: 3 });',
  ),
);

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
  switch (random(9)) {
    case 5:
      return swapped(text, at, random);
    case 6:
      return text.replaceAll('\n', random(2) === 0 ? '\r\n' : '\r');
    case 7:
      return random(2) === 0 ? `\uFEFF${text}` : text.replaceAll('  ', '\t');
    case 8:
      return text.replaceAll(names[random(names.length)]!, names[random(names.length)]!);
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

const names = [
  'this',
  'step',
  'inputs',
  'score',
  'next',
  'start',
  'Flow',
  'end',
  'rows',
  '🐧',
  'Inputs',
  'if',
];

/** Two tokens change places. */
function swapped(text: string, at: number, random: (below: number) => number): string {
  const tokens = [...text.matchAll(/[\p{ID_Continue}$]+|[^\s]/gu)];
  const [one, other] = [tokens[random(tokens.length)], tokens[random(tokens.length)]];
  if (!one || !other || one.index >= other.index) return text.slice(at) + text.slice(0, at);
  return (
    text.slice(0, one.index) +
    other[0] +
    text.slice(one.index + one[0].length, other.index) +
    one[0] +
    text.slice(other.index + other[0].length)
  );
}

/** A source with up to four mutations, and numbers to go on with. */
export function mutatedSource(round: number): { text: string; random: (below: number) => number } {
  const random = numbers(round);
  let text = seeds[round % seeds.length]!;
  for (let times = random(4); times >= 0; times--) text = mutated(text, random);
  return { text, random };
}
