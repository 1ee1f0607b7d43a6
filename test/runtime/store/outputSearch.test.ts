/** What is found is what looking through all lines finds, in whatever pieces it is looked for, and as the log grows. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FindText } from '../../../runtime/model/find-text.js';
import { lastState, withoutEscapes } from '../../../runtime/model/output-text.js';
import { formatRecord } from '../../../runtime/store/output-log.js';
import { type OutputFilter, OutputPlaces } from '../../../runtime/store/output-places.js';
import { OutputSearch } from '../../../runtime/store/output-search.js';
import { random } from '../recordedRun.js';

const run = '20260314t150927535-k3x9a1bc';
let store: string;
let file: string;

beforeEach(() => {
  store = mkdtempSync(path.join(tmpdir(), 'stepwell-search-'));
  mkdirSync(path.join(store, 'runs', run), { recursive: true });
  file = path.join(store, 'runs', run, 'output.log');
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

const finds: readonly FindText[] = [
  { text: 'loss', isCase: false, isWord: false },
  { text: 'Loss', isCase: true, isWord: false },
  { text: 'loss', isCase: false, isWord: true },
  { text: 'a.b(c)', isCase: false, isWord: false },
  // Of a record's own, and nobody's text.
  { text: 'out train', isCase: false, isWord: false },
  { text: 'train/1', isCase: false, isWord: false },
  { text: 'größe', isCase: false, isWord: false },
  { text: 'ok here', isCase: false, isWord: false },
  { text: '0', isCase: true, isWord: true },
];
const filters: readonly OutputFilter[] = [{}, { step: 'train' }, { step: 'train', task: '1' }];
const words = [
  'loss',
  'LOSS',
  'lossy',
  'a.b(c)',
  'aXb(c)',
  'Größe',
  '\u001b[31mok\u001b[0m here',
  'first\rlast',
  'loss\rgone',
  'train/1',
  'out train',
  '0',
  '100',
  'x'.repeat(3_000),
];

function isIn(text: string, { text: wanted, isCase, isWord }: FindText): boolean {
  const fold = (of: string) => (isCase ? of : of.toLowerCase());
  const said = fold(withoutEscapes(lastState(text)));
  for (let at = said.indexOf(fold(wanted)); at !== -1; at = said.indexOf(fold(wanted), at + 1)) {
    const isPart = (character: string | undefined) => character !== undefined && /\w/.test(character);
    if (!isWord || !(isPart(said[at - 1]) || isPart(said[at + wanted.length]))) return true;
  }
  return false;
}

test('in logs of every kind', () => {
  const chance = random(23);
  const any = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
  const places = new OutputPlaces(store, run);
  const searches = filters.flatMap(filter => finds.map(find => new OutputSearch(places, filter, find)));
  const all: { step: string; task: string; text: string }[] = [];
  for (let round = 0; round < 6; round++) {
    let text = '';
    // Some rounds have nothing that must be taken apart before it is looked at.
    const own = round % 2 === 0 ? words.filter(word => /^[\x20-\x7e]+$/.test(word)) : words;
    for (let i = 0; i < 1_500; i++) {
      const line = {
        step: any(['train', 'out']),
        task: any(['0', '1', '10']),
        text: Array.from({ length: 3 }, () => any(own)).join(' '),
      };
      all.push(line);
      const saying = {
        voice: 'own',
        at: 1_000_100 + i,
        stream: 'out',
        step: line.step,
        task: line.task,
        attempt: 0,
      } as const;
      text += formatRecord('line', saying, line.text);
      if (chance() < 0.1) text += formatRecord('piece', saying, 'loss loss');
    }
    appendFileSync(file, text);
    places.read();
    for (const search of searches) {
      let turns = 0;
      while (!search.on(0)) turns++;
      expect(turns).toBeLessThan(100);
      const of = all.filter(
        ({ step, task }) =>
          (search.filter.step === undefined || step === search.filter.step) &&
          (search.filter.task === undefined || task === search.filter.task),
      );
      const expected = of.flatMap(({ text }, index) => (isIn(text, search.find) ? [index] : []));
      expect({ ...search.find, ...search.filter, places: search.places }).toEqual({
        ...search.find,
        ...search.filter,
        places: expected,
      });
      expect(search.count).toBe(expected.length);
    }
  }
});
