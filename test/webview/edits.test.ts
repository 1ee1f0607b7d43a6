/** The table of edits: every one can be reached, asked for and made, and is told of in the documentation. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editFrom } from '../../runtime/model/edit.js';
import { edits, type Site } from '../../runtime/model/edits.js';
import { commands } from '../../webview/graph/state/commands.js';
import { trainFlow } from './graphs.js';

const sites: Readonly<Record<Site['kind'], Site>> = {
  flow: { kind: 'flow' },
  step: { kind: 'step', step: 'train' },
  steps: { kind: 'steps', steps: ['train', 'pick'] },
  edge: { kind: 'edge', from: 'train', to: 'pick' },
  field: { kind: 'field', name: trainFlow.parameters[0]!.name },
};

test.each(edits)('$id: what the site and the answers give is an edit', ({ kind, on, given, asks }) => {
  const site = sites[on];
  const answers = asks(site, trainFlow, {}).map(({ field }) => [field, 'x'] as const);
  const edit = { kind, ...given(site), ...Object.fromEntries(answers) };
  expect(editFrom(edit)).toEqual(edit);
  const needed = asks(site, trainFlow, {}).filter(ask => !ask.optional);
  expect(
    editFrom({
      kind,
      ...given(site),
      ...Object.fromEntries(needed.map(({ field }) => [field, 'x'])),
    }),
  ).not.toBeNull();
});

test.each(edits)('$id: what is chosen in the picture is asked for first', ({ on, asks }) => {
  const ways = asks(sites[on], trainFlow, {}).map(({ by }) => by === 'step');
  expect(ways).toEqual(ways.toSorted((one, other) => Number(other) - Number(one)));
});

test('an edit that lacks a field, or is none, is none', () => {
  for (const value of [null, 7, 'addStep', {}, { kind: 'toString' }, { kind: 'connect', from: 'a' }])
    expect(editFrom(value)).toBeNull();
  expect(editFrom({ kind: 'connect', from: 'a', to: '' })).toBeNull();
  expect(editFrom({ kind: 'connect', from: 'a', to: ['b'] })).toBeNull();
  for (const steps of [[], 'a', ['a', 'a'], ['a', ''], ['a', 7]])
    expect(editFrom({ kind: 'deleteSteps', steps })).toBeNull();
  expect(editFrom({ kind: 'connect', from: 'a', to: 'b', more: 1 })).toEqual({
    kind: 'connect',
    from: 'a',
    to: 'b',
  });
});

test('a key means one thing at a time', () => {
  for (const kind of Object.keys(sites) as Site['kind'][]) {
    const keys = commands
      .filter(({ on, group }) => on.includes(kind) || group === 'view')
      .flatMap(command => command.keys);
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
  }
});

/** The table in docs/graph.md, as `npx vitest run test/webview/edits.test.ts` prints it when it is another. */
function documented(): string {
  return edits
    .map(({ title, keys, says }) => {
      const [key] = keys;
      const shown =
        key === undefined
          ? ''
          : `\`${key.replace(/^Mod\+(.)$/, (_, letter) => `Ctrl+${letter.toUpperCase()}`).replace(/^[A-Z]$/, 'Shift+$&')}\``;
      return `| ${title.replace('…', '')} | ${shown} | ${says} |`;
    })
    .join('\n');
}

test('the documentation has every edit, with its key and its sentence', () => {
  const page = readFileSync(new URL('../../docs/graph.md', import.meta.url), 'utf8');
  const table = /\| edit \| key \| what it does \|\n\|---\|---\|---\|\n([\s\S]*?)\n\n/.exec(page)?.[1];
  expect(table).toBe(documented());
});
