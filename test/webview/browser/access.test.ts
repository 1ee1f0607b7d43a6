import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, test } from 'vitest';
import { pictures } from '../pictures.js';
import { openedView } from './opened.js';

const view = openedView();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What has colours of its own in every theme; and every other surface once. Of the system's own colours axe does not know. */
const looked = pictures.filter(({ name, forced, theme }) => {
  if (forced || name.startsWith('big')) return false;
  if (/^(?:etl|states|folded|changes|adding|inspector|empty)/.test(name)) return true;
  return (theme ?? 'darkModern') === 'darkModern' && !/^(?:narrow|cancelling|several|newer)/.test(name);
});

test.each(looked)('nothing stands in anybody’s way: $name', async picture => {
  const { page, host } = await view.page(picture);
  await host.show(picture.snapshot);
  await page.waitForSelector('.step, .blank h1');
  await picture.act?.(page);
  // The page's own policy lets no script in; the debugger may.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => [
      id,
      ...nodes.slice(0, 5).map(({ html, any }) => [html.slice(0, 200), any[0]?.message]),
    ]),
  ).toEqual([]);
  await page.close();
});
