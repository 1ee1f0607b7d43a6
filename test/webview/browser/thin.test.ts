import { expect, test } from 'vitest';
import { pictures } from '../pictures.js';
import { openedView } from './opened.js';

const view = openedView();

/** What a person reads or works with, and what would be lost beyond the border. */
const parts = '.toolbar, .banner, .namer, .help, .menu, .finder, .export, .view-controls, .inspector';
const controls = 'button, input, select, textarea, kbd, [role="menuitem"], [role="option"]';

test.each(pictures.filter(({ name }) => name.startsWith('thin-')))(
  'in a thin panel nothing is cut: $name',
  async picture => {
    const { page, host } = await view.page(picture);
    await host.show(picture.snapshot);
    await page.waitForSelector('.step');
    await picture.act?.(page);
    const beyond = await page.evaluate(
      ([parts, controls]) => {
        const room = document.documentElement.clientWidth;
        const isBeyond = (each: Element): boolean => {
          const { left, right, width } = each.getBoundingClientRect();
          return width > 0 && (left < 0 || right > room + 0.5);
        };
        const within = [...document.querySelectorAll(parts)];
        return within
          .flatMap(part => [part, ...part.querySelectorAll(controls)])
          .filter(isBeyond)
          .map(each => `${each.className} ${each.textContent}`);
      },
      [parts, controls] as const,
    );
    expect(beyond).toEqual([]);
    // What is longer than the panel is high can be scrolled.
    const low = await page.evaluate(
      () =>
        [...document.querySelectorAll('.menu, .help, .finder-list, .export')].filter(
          each => each.getBoundingClientRect().bottom > window.innerHeight,
        ).length,
    );
    expect(low).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(250);
    await page.close();
  },
);
