import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inDocs, pictures } from './pictures.js';

const docs = new URL('../../docs/', import.meta.url);

test('docs/graph.md shows the pictures that the gallery takes for it, and no others', () => {
  const page = readFileSync(new URL('graph.md', docs), 'utf8');
  const shown = [...page.matchAll(/!\[[^\]]+\]\(images\/([\w-]+)\.png\)/g)].map(([, name]) => name);
  expect(shown.toSorted()).toEqual(Object.values(inDocs).toSorted());
  for (const name of Object.keys(inDocs))
    expect(
      pictures.some(each => each.name === name),
      name,
    ).toBe(true);
  for (const name of Object.values(inDocs))
    expect(existsSync(new URL(`images/${name}.png`, docs)), name).toBe(true);
  const taken = readdirSync(new URL('images/', docs)).filter(name => name.startsWith('graph-'));
  expect(taken.toSorted()).toEqual(
    Object.values(inDocs)
      .map(name => `${name}.png`)
      .toSorted(),
  );
});
