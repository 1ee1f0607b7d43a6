/** What the run view draws, worked out without a page: time, bars, rows, and what a line of output looks like. */
import { describe, expect, test } from 'vitest';
import { lastState } from '../../runtime/model/output-text.js';
import type { TaskRow } from '../../runtime/model/task-page.js';
import { piecesOf } from '../../webview/run/ansi.js';
import { between, panned, placeOf, type Range, ticksOf, zoomed } from '../../webview/run/axis.js';
import { barsOfStep, barsOfTask, spanOf } from '../../webview/run/bars.js';
import { marked } from '../../webview/run/marked.js';
import { rowsOf } from '../../webview/run/rows.js';
import { random } from '../runtime/recordedRun.js';
import { stepLine, taskRow } from './runs.js';

describe('time', () => {
  test('ticks are round times since the beginning, in order, and far enough from each other', () => {
    const chance = random(3);
    for (let i = 0; i < 2_000; i++) {
      const begin = 1_770_000_000_000 + Math.floor(chance() * 1e9);
      const span = Math.max(1, Math.round(10 ** (chance() * 10)));
      const from = begin + Math.floor(chance() * span);
      const range = { from, to: from + span };
      const width = 100 + Math.floor(chance() * 1_500);
      const ticks = ticksOf(range, begin, width);
      expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
      const gaps = ticks.slice(1).map(({ at }, index) => (at - ticks[index]!.at) * width);
      expect(gaps.every(gap => gap > 60)).toBe(true);
      // None says the same as another.
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
    }
  });

  test('says what people say', () => {
    const texts = (span: number) => ticksOf({ from: 0, to: span }, 0, 400).map(({ text }) => text);
    expect(texts(1_000)).toEqual(['0', '500 ms', '1.0 s']);
    expect(texts(8_000)).toEqual(['0', '2 s', '4 s', '6 s', '8 s']);
    expect(texts(300_000)).toEqual(['0', '2m', '4m']);
    expect(texts(7_200_000)).toEqual(['0', '30m', '1h 00m', '1h 30m', '2h 00m']);
  });

  test('what the pointer is at stays there, whatever one zooms; and nothing beyond the run is shown', () => {
    const chance = random(5);
    const whole: Range = { from: 1_000, to: 101_000 };
    let range = whole;
    for (let i = 0; i < 3_000; i++) {
      const at = range.from + chance() * (range.to - range.from);
      const before = placeOf(at, range);
      const next = zoomed(range, whole, at, chance() < 0.5 ? 0.8 : 1.25) ?? whole;
      expect(next.from).toBeGreaterThanOrEqual(whole.from - 1e-6);
      expect(next.to).toBeLessThanOrEqual(whole.to + 1e-6);
      const isFree = next.from > whole.from + 1 && next.to < whole.to - 1;
      if (isFree) expect(placeOf(at, next)).toBeCloseTo(before, 5);
      range = chance() < 0.2 ? panned(next, whole, chance() - 0.5) : next;
      expect(range.to - range.from).toBeCloseTo(next.to - next.from, 5);
    }
    expect(zoomed(whole, whole, 5_000, 1.25)).toBeNull();
  });

  test('a stretch is one whichever way it is drawn, and a click is none', () => {
    const whole = { from: 0, to: 100 };
    expect([
      between(20, 60, whole),
      between(60, 20, whole),
      between(-5, 400, whole),
      between(7, 7, whole),
    ]).toEqual([{ from: 20, to: 60 }, { from: 20, to: 60 }, whole, null]);
  });
});

describe('bars', () => {
  const spans = (task: TaskRow, now = 1_000) =>
    barsOfTask(task, now).map(({ kind, from, to, isOpen, attempt }) => [kind, from, to, isOpen, attempt]);

  test('waiting stands apart from working, and what was tried in vain from both', () => {
    const attempts = [
      { attempt: 0, startedAt: 10, endedAt: 20, failed: true },
      { attempt: 1, startedAt: 50, endedAt: 90, failed: false },
    ];
    expect(spans(taskRow('0', { queuedAt: 0, startedAt: 10, endedAt: 90, attempts }))).toEqual([
      ['waiting', 0, 10, false, null],
      ['tried', 10, 20, false, 0],
      ['waiting', 20, 50, false, null],
      ['working', 50, 90, false, 1],
    ]);
  });

  test('what goes on reaches to now, and what was taken over has none', () => {
    expect(
      spans(taskRow('0', { state: 'queued', queuedAt: 7, startedAt: null, endedAt: null, attempts: [] })),
    ).toEqual([['waiting', 7, 1_000, true, null]]);
    const attempts = [{ attempt: 0, startedAt: 7, endedAt: null, failed: false }];
    const running = taskRow('0', { state: 'running', queuedAt: 7, startedAt: 7, endedAt: null, attempts });
    expect(spans(running)).toEqual([['working', 7, 1_000, true, null]]);
    expect(spans(taskRow('0', { state: 'reused' }))).toEqual([]);
  });

  test('of many tasks there is one bar, from the first to the last', () => {
    const step = stepLine('train', { total: 3, startedAt: 20, endedAt: 80 }, { queuedAt: 5, task: null });
    expect(barsOfStep(step, 1_000).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['waiting', 5, 20],
      ['working', 20, 80],
    ]);
  });

  test('is drawn as far as it is in sight', () => {
    const bar = { kind: 'working', from: 20, to: 60, isOpen: false, attempt: null } as const;
    expect(spanOf(bar, { from: 0, to: 100 })).toEqual({ left: 20, width: 40 });
    expect(spanOf(bar, { from: 40, to: 50 })).toEqual({ left: 0, width: 100 });
    expect(spanOf(bar, { from: 60.5, to: 99 })).toBeNull();
    expect(spanOf(bar, { from: 0, to: 19 })).toBeNull();
  });
});

test('rows: steps, and below those that are opened their tasks, however many', () => {
  const steps = [
    stepLine('start', { total: 1 }),
    stepLine('train', { total: 100_000 }, { task: null }),
    stepLine('pick', { total: 2 }, { task: null }),
    stepLine('end', { total: 1 }),
  ];
  const words = (opened: string[], ...at: number[]) => {
    const rows = rowsOf(steps, new Set(opened));
    return at.map(place => {
      const row = rows.row(place);
      return row && (row.kind === 'step' ? `${row.step.name} ${row.isOpen}` : `${row.step.name}/${row.at}`);
    });
  };
  expect(words([], -1, 0, 1, 2, 3, 4)).toEqual([
    null,
    'start null',
    'train false',
    'pick false',
    'end null',
    null,
  ]);
  expect(words(['train', 'start'], 1, 2, 100_001, 100_002, 100_003, 100_004)).toEqual([
    'train true',
    'train/0',
    'train/99999',
    'pick false',
    'end null',
    null,
  ]);
  const rows = rowsOf(steps, new Set(['train', 'pick']));
  for (const { name } of steps)
    expect(rows.row(rows.placeOf(name)!)).toMatchObject({ kind: 'step', step: { name } });
  expect([rows.count, rows.placeOf('nobody')]).toEqual([100_006, null]);
});

describe('a line of output', () => {
  const looks = (text: string) =>
    piecesOf(text).map(({ text: said, color, background, isBold }) =>
      [said, color, background, isBold ? 'bold' : null].filter(each => each !== null).join(' | '),
    );

  test('has the colours that it says, those of the editor’s terminal where they have names', () => {
    expect(looks('plain')).toEqual(['plain']);
    expect(
      looks('\u001b[31mred\u001b[0m, \u001b[1;38;5;208morange\u001b[0m and \u001b[38;2;1;2;3mtrue'),
    ).toEqual([
      'red | var(--vscode-terminal-ansiRed)',
      ', ',
      'orange | rgb(255, 135, 0) | bold',
      ' and ',
      'true | rgb(1, 2, 3)',
    ]);
    expect(looks('\u001b[92mok\u001b[39m \u001b[48;5;244mgrey')).toEqual([
      'ok | var(--vscode-terminal-ansiBrightGreen)',
      ' ',
      'grey | rgb(128, 128, 128)',
    ]);
  });

  test('says its last state where it has drawn itself anew', () => {
    expect(lastState('10 %\r50 %\r100 %')).toBe('100 %');
    expect(lastState('100 %\r')).toBe('100 %');
    expect(lastState('\r')).toBe('');
  });

  test('does nothing: what moves a cursor is gone, what turns text around or is not seen is written out', () => {
    expect(looks('\u001b[2J\u001b[1;1Hhome\u001b]0;title\u0007!')).toEqual(['home!']);
    expect(looks('a\u202eb\u0000c\u2028d')).toEqual(['a\\u202eb\\x00c\\u2028d']);
    expect(looks('\u001b[31ma\u202eb\u001b[0m')).toEqual(['a\\u202eb | var(--vscode-terminal-ansiRed)']);
    expect(looks('<img src=x onerror=alert(1)>')).toEqual(['<img src=x onerror=alert(1)>']);
    // A path is no tab.
    expect(looks('C:\\temp\tand a tab')).toEqual(['C:\\temp\tand a tab']);
  });

  test('what is looked for is marked, also where its colours change in the middle of it', () => {
    const marks = (text: string, wanted: string, isWord = false) =>
      marked(piecesOf(text), { text: wanted, isCase: false, isWord }, []).map(
        ({ text: said, isFound, color }) =>
          [said, isFound ? 'found' : null, color].filter(each => each !== null).join(' | '),
      );
    expect(marks('Loss and glossy loss', 'loss', true)).toEqual([
      'Loss | found',
      ' and glossy ',
      'loss | found',
    ]);
    expect(marks('a\u001b[31mb\u001b[0mc abc', 'abc')).toEqual([
      'a | found',
      'b | found | var(--vscode-terminal-ansiRed)',
      'c | found',
      ' ',
      'abc | found',
    ]);
    expect(marks('nothing', 'else')).toEqual(['nothing']);
  });

  test('what it names leads there, whatever colours it has', () => {
    const place = { start: 7, end: 19, file: '/work/a.ts', line: 3, column: 5 };
    const links = (text: string) =>
      marked(piecesOf(text), null, [place]).map(({ text: said, place }) =>
        place === null ? said : `<${said}>`,
      );
    expect(links('at run /work/a.ts:3)')).toEqual(['at run ', '</work/a.ts:3>', ')']);
    expect(links('at run /work\u001b[31m/a.ts:\u001b[0m3!')).toEqual([
      'at run ',
      '</work>',
      '</a.ts:>',
      '<3>',
      '!',
    ]);
    expect(links('short')).toEqual(['short']);
  });

  test('whatever bytes it holds', () => {
    const chance = random(11);
    for (let i = 0; i < 3_000; i++) {
      const text = Array.from({ length: 30 }, () => {
        const kind = chance();
        if (kind < 0.3) return '\u001b';
        if (kind < 0.6) return '[;0123456789m?HJK'[Math.floor(chance() * 17)];
        return String.fromCharCode(Math.floor(chance() * 300));
      }).join('');
      const said = piecesOf(text)
        .map(piece => piece.text)
        .join('');
      expect(said).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
