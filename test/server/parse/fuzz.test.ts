import { expect, test } from 'vitest';
import type { Position } from '../../../runtime/model/diagnostics.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { flowText } from '../flowText.js';
import { mutatedSource } from '../mutated.js';

test('broken sources are read without a throw, and every range is inside the text', {
  timeout: 240_000,
}, () => {
  for (let round = 0; round < 10_000; round++) {
    const { text } = mutatedSource(round);
    const parsed = parseFlows(text, 'f.ts');
    const { flows, problems, broken } = parsed;
    const lines = text.split(/\r\n|\r|\n/);
    const isInside = ({ line, character }: Position): boolean =>
      line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!.length + 1;
    const ranges = problems.flatMap(({ range, related = [] }) => [range, ...related.map(one => one.range)]);
    const outside = ranges.find(range => !isInside(range.start) || !isInside(range.end));
    expect(outside, `round ${round}`).toBeUndefined();
    expect(problems.find(({ message }) => /Error: /.test(message))).toBeUndefined();
    expect(broken === null || problems.length > 0).toBe(true);
    for (const { graph, full, name, steps } of flows) {
      const spans = [
        full,
        name,
        ...parsed.places(graph.flow).map(({ span }) => span),
        ...steps.flatMap(step => [step.full, step.nameSpan, step.body, step.decorator]),
      ];
      const wrong = spans.find(({ start, end }) => !(0 <= start && start <= end && end <= text.length));
      expect(wrong, `round ${round}`).toBeUndefined();
      parsed.dataflow(graph.flow);
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
