import { describe, expect, test } from 'vitest';
import type { Command } from '../../../runtime/cli/command.js';
import { CommandLine } from '../../../runtime/cli/line.js';

const declared: Pick<Command, 'options' | 'most'> = {
  most: 2,
  options: [
    { name: 'json', what: '' },
    { name: 'follow', letter: 'f', what: '' },
    { name: 'tag', value: 'T', many: true, what: '' },
    { name: 'grep', letter: 'g', value: 'TEXT', what: '' },
  ],
};
const read = (...args: string[]) => new CommandLine('logs', declared, args);
const run = (...args: string[]) => new CommandLine('run', { ...declared, takesParameters: true }, args);

describe('own options', () => {
  test('flags and values, before and behind arguments, short and long', () => {
    const line = read('a', '--json', 'b', '--tag', 'x', '--tag=y=z', '-f', '-g', 'text');
    expect(line.positionals).toEqual(['a', 'b']);
    expect([line.flag('json'), line.flag('follow'), line.flag('tag')]).toEqual([true, true, true]);
    expect(line.values('tag')).toEqual(['x', 'y=z']);
    expect(line.value('grep')).toBe('text');
    expect(read('--tag=').values('tag')).toEqual(['']);
    expect(read('-gx').value('grep')).toBe('x');
    expect(read().value('grep')).toBeNull();
    expect(read('--json', '--json').flag('json')).toBe(true);
    expect(() => read('--grep', 'a', '-g', 'b')).toThrow('-g is given twice. See stepwell logs --help');
  });

  test('what begins with one dash can be a value, and is an argument where it is no option', () => {
    expect(read('--grep', '-h').value('grep')).toBe('-h');
    expect(read('--grep', '-3').value('grep')).toBe('-3');
    expect(read('-3').positionals).toEqual(['-3']);
    expect(read('-').positionals).toEqual(['-']);
    expect(read('--', '--json', '-f').positionals).toEqual(['--json', '-f']);
  });

  test('what the command does not take is refused in words', () => {
    expect(() => read('--jsn')).toThrow(
      'logs has no option --jsn: did you mean --json? See stepwell logs --help',
    );
    expect(() => read('--elephant')).toThrow('logs has no option --elephant. See');
    expect(() => read('-x')).toThrow('logs has no option -x. See');
    expect(() => read('--tag')).toThrow('--tag needs a value');
    expect(() => read('--tag', '--json')).toThrow('--tag needs a value');
    expect(() => read('--json=1')).toThrow('--json takes no value');
    expect(() => read('a', 'b', 'c')).toThrow('what is "c" meant to be?');
  });

  test('help is asked for, but not by a value', () => {
    expect(read('--help').help).toBe(true);
    expect(read('a', '-h', 'b', 'c').help).toBe(true);
    expect(read('--json', '-h').help).toBe(true);
    expect(read('--grep', '--help').help, 'a value that begins with two dashes needs a =').toBe(true);
    expect(read('--grep', '-h').help).toBe(false);
    expect(read('--', '--help').help).toBe(false);
    expect(run('--name', '-h').help).toBe(false);
    expect(run('--name=--help').help).toBe(false);
  });

  test('one that the command does not declare is a slip of ours', () => {
    expect(() => read().flag('nope')).toThrow('logs declares no option nope');
  });
});

describe('parameters of a flow', () => {
  test('stand among own options, in their order', () => {
    const line = run('a.ts', '--n', '1', '--json', '--m=x=y', '--empty=', '--loud', '--last');
    expect(line.positionals).toEqual(['a.ts']);
    expect(line.flag('json')).toBe(true);
    expect(line.parameters).toEqual([
      { name: 'n', value: '1' },
      { name: 'm', value: 'x=y' },
      { name: 'empty', value: '' },
      { name: 'loud', value: null },
      { name: 'last', value: null },
    ]);
  });

  test('behind a lone -- even those that are called like an own option', () => {
    const line = run('a.ts', '--tag', 'own', '--', '--tag', 'theirs', '--json', '--help', '-h');
    expect(line.values('tag')).toEqual(['own']);
    expect(line.flag('json')).toBe(false);
    expect(line.help).toBe(false);
    expect(line.parameters).toEqual([
      { name: 'tag', value: 'theirs' },
      { name: 'json', value: null },
      { name: 'help', value: '-h' },
    ]);
  });
});
