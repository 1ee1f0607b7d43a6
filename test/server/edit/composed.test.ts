/** Two changes made as one give what they give one after the other, and no more of the text is written anew. */
import { expect, test } from 'vitest';
import { composed } from '../../../server/edit/composed.js';
import { applied, insertion, type Replacement } from '../../../server/edit/draft.js';
import { random } from '../../runtime/recordedRun.js';

test('any two changes', () => {
  for (let seed = 1; seed <= 20_000; seed++) {
    const next = random(seed);
    const below = (limit: number) => Math.floor(next() * limit);
    const text = letters(below(30), 'a');
    const first = someOf(text, 'A');
    const between = applied(text, first);
    const second = someOf(between, '1');
    const whole = composed(text, first, second);
    expect({ seed, text: applied(text, whole) }).toEqual({ seed, text: applied(between, second) });
    // What neither touches is not written again.
    const taken = (all: readonly Replacement[]) =>
      all.reduce((sum, { span }) => sum + span.end - span.start, 0);
    expect({ seed, more: taken(whole) <= taken(first) + taken(second) }).toEqual({ seed, more: true });
    expect(whole.length).toBeLessThanOrEqual(first.length + second.length);

    function someOf(of: string, sign: string): Replacement[] {
      const all: Replacement[] = [];
      for (let at = below(6); at <= of.length; at += 1 + below(6)) {
        const length = Math.min(below(4), of.length - at);
        all.push({ span: { start: at, end: at + length }, text: letters(below(3), sign) });
        at += length;
      }
      return all;
    }
  }
});

test('what stands apart stays apart', () => {
  const text = 'one two three four';
  const first = [{ span: { start: 4, end: 7 }, text: '2' }];
  expect(composed(text, first, [insertion(15, '!')])).toEqual([...first, insertion(17, '!')]);
});

function letters(count: number, first: string): string {
  const from = first.charCodeAt(0);
  return Array.from({ length: count }, (_, n) => String.fromCharCode(from + (n % 26))).join('');
}
