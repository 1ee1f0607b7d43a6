import { describe, expect, test } from 'vitest';
import { fitted, harmless, lastState, widthOf, wrapped } from '../../../runtime/cli/terminal.js';

describe('what reaches a terminal', () => {
  test('colours stay, or go when they are not wanted', () => {
    const text = 'a \u001b[1;38:5:12mb\u001b[0m\u001b[m c';
    expect(harmless(text)).toBe(text);
    expect(harmless(text, false)).toBe('a b c');
  });

  test.each([
    ['a title', '\u001b]0;TITLE\u0007x'],
    ['the clipboard', '\u001b]52;c;aGVsbG8=\u001b\\x'],
    ['a link', '\u001b]8;;https://example.com\u001b\\x\u001b]8;;\u001b\\'],
    ['the cursor up', '\u001b[2Ax'],
    ['a cleared screen', '\u001b[2J\u001b[Hx'],
    ['another screen', '\u001b[?1049hx'],
    ['a reset', '\u001bcx'],
    ['a character set', '\u001b(0x'],
    ['a device string', '\u001bPq#0;2\u001b\\x'],
    ['eight-bit forms', '\u009b2J\u009d0;T\u009cx'],
    ['a bell and backspaces', '\u0007x\b\u007f'],
    ['a torn sequence', 'x\u001b['],
    ['a lone escape', 'x\u001b'],
    ['a colour that is none', '\u001b[31;2Kx'],
  ])('not %s', (_what, text) => {
    expect(harmless(text)).toBe('x');
  });

  test('a text without an end for its sequence is shown, and takes nothing that follows with it', () => {
    expect(harmless('\u001b]0;never ended\nnext\u0007')).toBe('0;never ended\nnext');
  });

  test('tabs and line ends stay', () => {
    expect(harmless('a\tb\nc')).toBe('a\tb\nc');
  });

  test('no byte but colours is left that could do anything', () => {
    const rest = Array.from({ length: 0xa0 }, (_, code) => String.fromCodePoint(code)).join('');
    const said = harmless(`${rest}\u001b[31m\u001b${rest}`).replaceAll('\u001b[31m', '');
    expect(said).not.toMatch(/[^\t\n -~]/);
  });
});

test('a line that redraws itself, as it stands at last', () => {
  expect(lastState('10 %\r50 %\r100 %')).toBe('100 %');
  expect(lastState('10 %\r')).toBe('10 %');
  expect(lastState('\r')).toBe('');
  expect(lastState('plain')).toBe('plain');
});

test('widths: colours and marks take no column, wide letters two', () => {
  expect(widthOf('\u001b[31mred\u001b[39m')).toBe(3);
  expect(widthOf('日本')).toBe(4);
  expect(widthOf('e\u0301')).toBe(1);
  expect(widthOf('🎉!')).toBe(3);
});

test('a line that fits, with its colours ending', () => {
  expect(fitted('short', 10)).toBe('short');
  expect(fitted('a long line', 6)).toBe('a lon…');
  expect(fitted('\u001b[31ma long\u001b[39m line', 4)).toBe('\u001b[31ma l\u001b[39m…');
  expect(fitted('日本語', 5)).toBe('日本…');
  expect(fitted('a\u001b[2J long line', 6)).toBe('a lon…');
  expect(fitted('anything', null)).toBe('anything');
});

test('wrapping', () => {
  expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapped('extraordinarily long', 5)).toEqual(['extraordinarily', 'long']);
  expect(wrapped('', 5)).toEqual(['']);
});
