import { describe, expect, test } from 'vitest';
import {
  countFrom,
  fileAndFlow,
  parametersFrom,
  refuseTaken,
  tagsFrom,
} from '../../../runtime/cli/arguments.js';
import { CommandLine } from '../../../runtime/cli/line.js';
import { resume } from '../../../runtime/cli/resume.js';
import { run } from '../../../runtime/cli/run.js';
import { sinceFrom } from '../../../runtime/cli/runs.js';
import { step } from '../../../runtime/cli/step.js';
import type { Graph, Parameter } from '../../../runtime/model/graph.js';
import { runOptionNames } from '../../../runtime/model/run-options.js';
import { requireTags } from '../../../runtime/model/tags.js';

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
const line = (...args: string[]) => new CommandLine('run', run, args);
const parameters = (...args: string[]) => parametersFrom(line(...args), graph);

describe('parameters', () => {
  test('a negative number is a value', () => {
    expect(parameters('--maxDepth', '-3')).toEqual({ maxDepth: { text: '-3' } });
  });

  test('kebab and camel, --no- and flags for booleans', () => {
    expect(parameters('--max-depth', '4', '--no-loud')).toEqual({
      maxDepth: { text: '4' },
      loud: { text: 'false' },
    });
    expect(parameters('--loud')).toEqual({ loud: { text: 'true' } });
    expect(parameters('--loud=false', '--title=', '--tag', 't')).toEqual({
      loud: { text: 'false' },
      title: { text: '' },
    });
  });

  test('what is given twice is told, and never with its value', () => {
    expect(() => parameters('--title', 'a', '--title', 'secret')).toThrow(
      /^the parameter title is given twice \(--title\)$/,
    );
    expect(() => parameters('--loud', '--no-loud')).toThrow('the parameter loud is given twice (--no-loud)');
    expect(() => parameters('--max-depth', '1', '--maxDepth', '2')).toThrow(
      'the parameter maxDepth is given twice',
    );
    expect(() => line('--workers', '1', '--workers', '2')).toThrow('--workers is given twice');
  });

  test('one that is called like an option stands behind --; without it, what to do is said', () => {
    const tagged: Graph = {
      ...graph,
      parameters: [{ ...parameter('tag', 'string'), required: true, env: 'TAG' }],
    };
    const given = (args: string[], env = {}) => {
      const read = line('a.flow.ts', ...args);
      refuseTaken(read, tagged, parametersFrom(read, tagged), env);
      return [parametersFrom(read, tagged), read.values('tag')];
    };
    expect(given(['--', '--tag', 'x'])).toEqual([{ tag: { text: 'x' } }, []]);
    expect(given(['--tag', 'a', '--', '--tag', 'x'])).toEqual([{ tag: { text: 'x' } }, ['a']]);
    expect(given(['--tag', 'a'], { TAG: 'x' })).toEqual([{}, ['a']]);
    expect(() => given(['--tag', 'x'])).toThrow(
      '--tag is an option of stepwell run itself, and F needs a parameter tag: give that behind a lone --, as in stepwell run a.flow.ts -- --tag VALUE',
    );
  });

  test('all options of the commands that take parameters are known as such', () => {
    const names = [run, resume, step].flatMap(({ options }) => options.map(({ name }) => name));
    expect([...runOptionNames].toSorted()).toEqual([...new Set([...names, 'help'])].toSorted());
  });

  test('what is unknown or has no value is refused by name', () => {
    expect(() => parameters('--nope', '1')).toThrow(
      'F has no parameter nope; its parameters are --maxDepth, --loud, --title',
    );
    expect(() => parameters('--titel', '1')).toThrow('F has no parameter titel: did you mean --title?');
    expect(() => parameters('--tga', '1')).toThrow('F has no parameter tga: did you mean --tag?');
    expect(() => parameters('--no-title')).toThrow('no parameter no-title');
    expect(() => parameters('--no-loud', 'x')).toThrow('--no-loud takes no value');
    expect(() => parameters('--title')).toThrow('--title needs a value');
  });
});

test('numbers and tags among the options', () => {
  for (const text of ['0', '-1', '1.5', 'x', ''])
    expect(() => countFrom(line(`--workers=${text}`), 'workers', 2)).toThrow('whole number above 0');
  expect(countFrom(line(), 'workers', 2)).toBe(2);
  expect(countFrom(line('--workers', '3'), 'workers', 2)).toBe(3);
  expect(tagsFrom(line('--tag', 'a', '--tag=b'), 'tag')).toEqual(['a', 'b']);
  expect(() => tagsFrom(line('--tag', ' '), 'tag')).toThrow('at least one letter');
});

test('FILE:Flow, though paths may have colons', () => {
  expect(fileAndFlow(line('/x/a.flow.ts:Train'))).toEqual({
    file: expect.stringMatching(/a\.flow\.ts$/),
    flow: 'Train',
  });
  expect(fileAndFlow(line('/x/a.flow.ts')).flow).toBeNull();
  expect(fileAndFlow(line('/x:y/a.ts')).flow).toBeNull();
  expect(fileAndFlow(line('c:/a.ts')).flow).toBeNull();
  expect(() => fileAndFlow(line())).toThrow('which file?');
  // Whether --loud is a flag is known only once the file has been read.
  const here = import.meta.filename;
  expect(() => fileAndFlow(line('--loud', here))).toThrow(
    `which file? ${here} was taken for the value of --loud: write the file first`,
  );
});

test('--since: a date, or how long ago', () => {
  // As dates are shown, which is local.
  expect(sinceFrom('2026-03-14', 0)).toBe(new Date(2026, 2, 14).getTime());
  expect(sinceFrom('2026-03-14 15:30', 0)).toBe(new Date(2026, 2, 14, 15, 30).getTime());
  expect(sinceFrom('2026-03-14T15:30:05', 0)).toBe(new Date(2026, 2, 14, 15, 30, 5).getTime());
  expect(sinceFrom('2026-03-14T15:30Z', 0)).toBe(Date.UTC(2026, 2, 14, 15, 30));
  expect(sinceFrom('2026-03-14T15:30+02:00', 0)).toBe(Date.UTC(2026, 2, 14, 13, 30));
  for (const none of [
    '2026',
    '2026-3-4',
    '03/04/2026',
    '2026-02-30',
    '2026-13-01',
    'March 4',
    '2026-03-14T25:00',
    '5',
  ])
    expect(() => sinceFrom(none, 0), none).toThrow(/^--since is .*: write a date such as/);
  expect(sinceFrom('2h', 10_000_000)).toBe(2_800_000);
  expect(() => sinceFrom('yesterday', 0)).toThrow('--since is yesterday');
});

test('what no list could show is no tag', () => {
  expect(() => requireTags(['nightly', 'a b', '日本'])).not.toThrow();
  expect(() => requireTags(['ok', ' '])).toThrow('a tag has at least one letter');
  expect(() => requireTags(['x'.repeat(1_001)], '--tag')).toThrow('--tag: a tag has at most 1000 characters');
  expect(() => requireTags(Array.from({ length: 1_001 }, (_, i) => `${i}`))).toThrow('at most 1000 tags');
});
