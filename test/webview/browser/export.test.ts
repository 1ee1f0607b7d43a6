/** The graph saved and copied as a picture. */
import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import type { Graph } from '../../../runtime/model/graph.js';
import { mermaidText } from '../../../runtime/model/mermaid.js';
import type { ExportFormat } from '../../../webview/graph/protocol.js';
import {
  edge,
  endingFlow,
  etlFlow,
  flowSubject,
  generatedFlow,
  run,
  snapshot,
  step,
  stepRun,
  trainFlow,
} from '../graphs.js';
import { openedView } from './opened.js';

const view = openedView();

interface Saved {
  readonly format: ExportFormat;
  readonly content: string;
}

async function saved(
  graph: Graph,
  format: string,
  colours: string | null,
  theme?: 'lightModern',
): Promise<Saved> {
  const { page, host, trouble } = await view.page(theme ? { theme } : {});
  try {
    await host.show(
      snapshot(flowSubject(graph), {
        run: run(graph.flow, 'failed', 0, 1, {
          [graph.steps[0]!.name]: stepRun('done', { done: 1 }, 0, 1),
          [graph.steps[1]!.name]: stepRun('failed', { done: 7, failed: 2 }, 0, 1),
        }),
      }),
    );
    await page.waitForSelector('.step');
    await page.keyboard.press('x');
    const sheet = page.getByRole('dialog', { name: 'Save or copy as a picture' });
    await sheet.getByLabel(format).check();
    if (colours !== null) await sheet.getByLabel(colours).check();
    await sheet.getByRole('button', { name: 'Save…' }).click();
    await expect.poll(async () => (await host.sent('save')).length, { timeout: 10_000 }).toBe(1);
    expect(await sheet.count()).toBe(0);
    expect(trouble).toEqual([]);
    const [{ format: kind, content }] = (await host.sent('save')) as unknown as readonly [Saved];
    return { format: kind, content };
  } finally {
    await page.close();
  }
}

/** What a browser makes of the file: its texts, or why it is no XML. */
async function read(
  svg: string,
): Promise<{ texts: readonly string[]; refused: string | null; scripts: number }> {
  const page: Page = await view.browser.newPage();
  try {
    return await page.evaluate(source => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      return {
        texts: [...parsed.querySelectorAll('text')].map(each => each.textContent ?? ''),
        refused: parsed.querySelector('parsererror')?.textContent ?? null,
        scripts: parsed.querySelectorAll('script, foreignObject, image, use, a').length,
      };
    }, svg);
  } finally {
    await page.close();
  }
}

test('as SVG, all of it, also what is far off the screen', async () => {
  const graph = generatedFlow(150);
  const { format, content } = await saved(graph, 'SVG', 'In the theme');
  expect(format).toBe('svg');
  const { texts, refused } = await read(content);
  expect(refused).toBeNull();
  expect(texts).toEqual(expect.arrayContaining(graph.steps.map(({ name }) => name)));
  // Nothing of the page's is needed to read it.
  expect(content).not.toMatch(/var\(|color-mix|currentColor;|url\((?!#)/);
});

test('loops, conditions, counts and states are in it', async () => {
  const { content } = await saved(etlFlow, 'SVG', 'On white');
  const { texts, refused } = await read(content);
  expect(refused).toBeNull();
  const conditions = etlFlow.edges.flatMap(({ condition }) =>
    condition === null ? [] : [condition.slice(0, 12)],
  );
  for (const condition of conditions) expect(texts.some(text => text.startsWith(condition))).toBe(true);
  expect(texts).toEqual(expect.arrayContaining(['× N', '7 / 9 · 2 failed', '?']));
  expect(content).toContain('fill="#ffffff"');
  expect(content).toContain('stroke-dasharray="5 4"');
});

test('ends that come early are in it, with their conditions', async () => {
  const { content } = await saved(endingFlow, 'SVG', 'On white');
  const { texts } = await read(content);
  expect(texts).toEqual(expect.arrayContaining(['default']));
  expect(texts.some(text => text.startsWith('this.rows.length'))).toBe(true);
  expect(content.match(/<circle[^>]* r="4"/g)).toHaveLength(3);
});

test('whatever steps are called, it is a picture and no program', async () => {
  const hostile = '<script>alert(1)</script>';
  const graph: Graph = {
    ...trainFlow,
    flow: 'A\u0000B',
    steps: [
      step('start', 'start', { doc: `${hostile}\u0007\uD800` }),
      step('a"><image href=x onerror=alert(1)>', 'condition'),
      step('ende\u001b[31m', 'terminal', { doc: '& &amp; ]]>' }),
    ],
    edges: [
      edge('start', 'a"><image href=x onerror=alert(1)>'),
      edge('a"><image href=x onerror=alert(1)>', 'ende\u001b[31m', 'next', `x < "1" && '${hostile}'`),
    ],
  };
  for (const colours of ['In the theme', 'On white', 'No background']) {
    const { refused, scripts, texts } = await read((await saved(graph, 'SVG', colours)).content);
    expect({ colours, refused, scripts }).toEqual({ colours, refused: null, scripts: 0 });
    expect(texts.some(text => text.startsWith('a"><image'))).toBe(true);
  }
});

test('as PNG it has something on it, twice as sharp', async () => {
  const { format, content } = await saved(trainFlow, 'PNG', 'On white', 'lightModern');
  expect(format).toBe('png');
  const page = await view.browser.newPage();
  const seen = await page.evaluate(async base64 => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const ink = canvas.getContext('2d')!;
    ink.drawImage(image, 0, 0);
    const { data } = ink.getImageData(0, 0, image.width, image.height);
    const colours = new Set<string>();
    for (let at = 0; at < data.length; at += 4) colours.add(`${data[at]} ${data[at + 1]} ${data[at + 2]}`);
    return { width: image.width, corner: [...data.slice(0, 4)], colours: colours.size };
  }, content);
  await page.close();
  expect(seen.width).toBeGreaterThan(500);
  expect(seen.corner).toEqual([255, 255, 255, 255]);
  expect(seen.colours).toBeGreaterThan(50);
});

test('as Mermaid, as the command line writes it', async () => {
  expect(await saved(etlFlow, 'Mermaid', null)).toEqual({ format: 'mermaid', content: mermaidText(etlFlow) });
});

test('copied, it goes to the clipboard', async () => {
  const { page, host } = await view.page();
  await host.show(snapshot(flowSubject(trainFlow)));
  await page.waitForSelector('.step');
  await page.keyboard.press('x');
  await page.getByLabel('Mermaid').check();
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect
    .poll(async () => (await host.sent('copy')).map(({ text }) => text))
    .toEqual([mermaidText(trainFlow)]);
  await page.close();
});
