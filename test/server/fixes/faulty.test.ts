import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';
import { offeredFor } from './offered.js';
import { expectTyped } from './sound.js';
import { Typed } from './typed.js';

/** How many flows are given a fault, and from which seed on: `STEPWELL_FLOWS=2000 STEPWELL_SEED=7 npx vitest run faulty`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 40);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

const root = path.resolve(import.meta.dirname, '../../..');
const texts = globSync('test/fixtures/trades/**/*.flow.ts', { cwd: root })
  .toSorted()
  .map(name => readFileSync(path.join(root, name), 'utf8'));
const typed = [new Typed(false), new Typed(true)];

/** What people get wrong: what is written, and what stands there instead. */
const faults: readonly (readonly [written: RegExp, instead: string])[] = [
  [/return (this\.(?:next|foreach)\()/g, '$1'],
  [/\((\w+): Inputs<this>\)/g, '()'],
  [/this\.next\(this\.(\w+)\)/g, 'this.next(this.$1x)'],
  [/@step\(\) (?=\w)/g, ''],
  [/@step\(\)/g, '@step'],
  [/@step\(\) (async )?(\w+)\(\)/g, '@step() $1$2(item: number)'],
  [/= await /g, '= '],
  [/return this\.next\(this\.\w+\);/g, ''],
  [/return this\.next\(this\.\w+\);/g, 'if (Date.now() > 3) return;'],
  [/^( {2}\w+)(: [\w[\]<>, |]+) = [^\n;]+;$/gm, '$1!$2;'],
  [/this\.next\((this\.\w+)\)/g, 'this.next($1())'],
  [/this\.next\((this\.\w+)\)/g, 'this.next($1.bind(this))'],
  [/this\.foreach\([^,\n]+, (this\.\w+)\)/g, 'this.next($1)'],
];

/** A text with one fault at one place; null where there is no place for it. */
function faulty(text: string, seed: number): string | null {
  const next = random(seed);
  const below = (most: number): number => Math.floor(next() * most);
  const [written, instead] = faults[below(faults.length)]!;
  const places = [...text.matchAll(written)];
  const place = places[below(places.length)];
  if (!place) return null;
  const end = place.index + place[0].length;
  const made = place[0].replace(new RegExp(written.source, written.flags.replace('g', '')), instead);
  const changed = text.slice(0, place.index) + made + text.slice(end);
  return next() < 0.3 ? changed.replaceAll(/;$/gm, '') : changed;
}

test('a fault in a flow of somebody who writes well is mended as well as the rest is written', {
  timeout: 3_600_000,
}, () => {
  expect(texts.length).toBeGreaterThan(40);
  const made = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const text = faulty(texts[seed % texts.length]!, seed);
    if (text === null || parseFlows(text, 'f.ts').broken !== null) continue;
    for (const { code, title, after } of offeredFor(text)) {
      made.add(code);
      expectTyped(typed[seed % 2]!, text, after, `seed ${seed}, ${title}:\n${after}`);
    }
  }
  expect(made.size).toBeGreaterThanOrEqual(5);
});
