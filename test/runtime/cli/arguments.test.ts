import { describe, expect, test } from 'vitest';
import {
  fileAndFlow,
  optionValue,
  parametersFrom,
  splitArguments,
  workersFrom,
} from '../../../runtime/cli/arguments.js';
import { sinceFrom } from '../../../runtime/cli/runs.js';
import type { Graph, Parameter } from '../../../runtime/model/graph.js';

const flags = new Set(['json']);
const parameter = (name: string, type: Parameter['type']): Parameter => ({
  name,
  type,
  required: false,
  doc: '',
});
const graph: Graph = {
  flow: 'F',
  doc: '',
  parameters: [parameter('maxDepth', 'number'), parameter('loud', 'boolean'), parameter('title', 'string')],
  steps: [],
  edges: [],
};
const own = new Set(['json', 'tag']);
const parameters = (...args: string[]) => parametersFrom(splitArguments(args, flags).options, own, graph);

describe('a command line', () => {
  test('positionals among options, values behind = or a space, flags without', () => {
    expect(
      splitArguments(['a.ts', '--n', '1', '--json', 'b', '--m=x=y', '--empty=', '--flag', '--last'], flags),
    ).toEqual({
      positionals: ['a.ts', 'b'],
      options: [
        { name: 'n', value: '1' },
        { name: 'json', value: null },
        { name: 'm', value: 'x=y' },
        { name: 'empty', value: '' },
        { name: 'flag', value: null },
        { name: 'last', value: null },
      ],
    });
  });

  test('a negative number is a value', () => {
    expect(parameters('--maxDepth', '-3')).toEqual({ maxDepth: { text: '-3' } });
  });

  test('kebab and camel, --no- and flags for booleans, the last one counts', () => {
    expect(parameters('--max-depth', '4', '--no-loud')).toEqual({
      maxDepth: { text: '4' },
      loud: { text: 'false' },
    });
    expect(parameters('--loud')).toEqual({ loud: { text: 'true' } });
    expect(parameters('--loud=false', '--title=', '--tag', 't')).toEqual({
      loud: { text: 'false' },
      title: { text: '' },
    });
    expect(parameters('--title', 'a', '--title', 'b')).toEqual({ title: { text: 'b' } });
  });

  test('a flag for a boolean does not swallow what follows it', () => {
    expect(splitArguments(['--loud', 'a.ts'], new Set(['loud'])).positionals).toEqual(['a.ts']);
  });

  test('what is unknown or has no value is refused by name', () => {
    expect(() => parameters('--nope', '1')).toThrow(
      'F has no parameter nope; its parameters are --maxDepth, --loud, --title',
    );
    expect(() => parameters('--no-title')).toThrow('no parameter no-title');
    expect(() => parameters('--title')).toThrow('--title needs a value');
    expect(() => optionValue([{ name: 'workers', value: null }], 'workers')).toThrow(
      '--workers needs a value',
    );
    for (const text of ['0', '-1', '1.5', 'x', ''])
      expect(() => workersFrom([{ name: 'workers', value: text }], 2)).toThrow('whole number above 0');
    expect(workersFrom([], 2)).toBe(2);
  });

  test('FILE:Flow, though paths may have colons', () => {
    expect(fileAndFlow('/x/a.flow.ts:Train', 'run')).toEqual({
      file: expect.stringMatching(/a\.flow\.ts$/),
      flow: 'Train',
    });
    expect(fileAndFlow('/x/a.flow.ts', 'run').flow).toBeNull();
    expect(fileAndFlow('/x:y/a.ts', 'run').flow).toBeNull();
    expect(fileAndFlow('c:/a.ts', 'run').flow).toBeNull();
    expect(() => fileAndFlow(undefined, 'run')).toThrow('which file?');
  });

  test('--since: a date, or how long ago', () => {
    expect(sinceFrom('2026-03-14', 0)).toBe(Date.parse('2026-03-14'));
    expect(sinceFrom('2h', 10_000_000)).toBe(2_800_000);
    expect(() => sinceFrom('yesterday', 0)).toThrow('--since is yesterday');
  });
});
