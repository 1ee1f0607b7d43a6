import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { root } from '../../../scripts/toolchain/root.mjs';
import { node } from '../penguins.js';
import { expect, test } from '../workbench/test.js';
import type { Workbench } from '../workbench/workbench.js';

const file = 'hundred.flow.ts';
/** The first ones warm up, and don't count. */
const warm = 6;
const rounds = warm + 60;

declare global {
  interface Window {
    /** When a key was pressed here, and when what it brings about was painted: milliseconds since 1970, in the clock of all pages. */
    pressed: Promise<number> | undefined;
    painted: Promise<number> | undefined;
  }
}

test('from a key in the text, and from one in the picture, to the picture', async ({ open }) => {
  const workbench = await open({
    folder: 'examples/penguins',
    packages: true,
    traced: false,
    prepare: folder => writeFileSync(path.join(folder, file), hundredSteps()),
  });
  await workbench.openFile(file);
  await workbench.clickCodeLens('Show graph');
  await expect(node(workbench.graph(), 'start')).toBeVisible();
  const lines = workbench.editor().locator('.view-lines');
  const bare = await typing(workbench, lines);
  const typed = await typing(workbench, workbench.graph().locator('[data-edge-label="enter8→mend8"]'));
  const edited = await editing(workbench);
  const folder = path.join(root, 'test-results/bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'graph-in-vscode.json'), JSON.stringify({ bare, typed, edited }));
});

/** A digit is put behind a condition and taken away, until what shows the condition says so: the code itself, or its edge. */
async function typing(workbench: Workbench, shown: Locator): Promise<number[]> {
  await workbench.goToText('count8 > 10');
  for (const _ of 'count8 > 10') await workbench.page.keyboard.press('ArrowRight');
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const key = round % 2 === 0 ? '5' : 'Backspace';
    taken.push(await between(workbench, key, workbench.page.locator('body'), shown, '105'));
  }
  return taken.slice(warm);
}

/** A step is duplicated in the picture and deleted again: the text is changed, and its graph is there. */
async function editing(workbench: Workbench): Promise<number[]> {
  const graph = workbench.graph();
  const body = graph.locator('body');
  await workbench.focusGraph();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [step, key] = round % 2 === 0 ? ['left3', 'Control+d'] : ['left3Copy', 'Delete'];
    // A key that is pressed while the keyboard goes into a webview is lost.
    await expect(async () => {
      await workbench.page.keyboard.press('/');
      await expect(graph.getByRole('combobox')).toBeFocused({ timeout: 2_000 });
    }).toPass();
    await workbench.page.keyboard.type(step);
    await workbench.page.keyboard.press('Enter');
    await expect(node(graph, step)).toHaveAttribute('data-selected', 'true');
    taken.push(await between(workbench, key, body, body.locator('.react-flow__nodes'), 'left3Copy'));
  }
  return taken.slice(warm);
}

/** From a key that some page hears until words in a picture have come, or are gone that were there. */
async function between(
  workbench: Workbench,
  key: string,
  heardIn: Locator,
  picture: Locator,
  words: string,
): Promise<number> {
  await picture.evaluate((element, words) => {
    const isThere = () => element.textContent?.includes(words) ?? false;
    const was = isThere();
    window.painted = new Promise(resolve => {
      const watch = new MutationObserver(() => {
        if (isThere() === was) return;
        watch.disconnect();
        // What is asked for in a frame is painted before the next one begins.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
        );
      });
      watch.observe(element, { subtree: true, childList: true, characterData: true });
    });
  }, words);
  await heardIn.evaluate(() => {
    window.pressed = new Promise(resolve => {
      const at = () => resolve(performance.timeOrigin + performance.now());
      window.addEventListener('keydown', at, { capture: true, once: true });
    });
  });
  await workbench.page.keyboard.press(key);
  const painted = await picture.evaluate(() => window.painted ?? 0);
  return painted - (await heardIn.evaluate(() => window.pressed ?? 0));
}

/** Splits and conditions one behind the other. */
function hundredSteps(): string {
  const blocks = Array.from({ length: 26 }, (_, at) => (at % 3 === 2 ? condition(at) : split(at)));
  return `import { Flow, type Inputs, step } from 'stepwell';

export class HundredFlow extends Flow {
${blocks.map((_, at) => `  count${at} = 1;\n`).join('')}
${method('start', goTo('enter0'))}
${blocks.join('\n')}
  @step() ${entry(blocks.length)}() {}
}
`;
}

function split(at: number): string {
  return [
    method(entry(at), `this.count${at} += 1;\n    ${goTo(`left${at}`, `right${at}`)}`),
    method(`left${at}`, goTo(`join${at}`)),
    method(`right${at}`, goTo(`join${at}`)),
    method(`join${at}`, goTo(entry(at + 1)), 'inputs: Inputs<HundredFlow>'),
  ].join('\n');
}

function condition(at: number): string {
  return [
    method(entry(at), `if (this.count${at} > 10) ${goTo(`mend${at}`)}\n    ${goTo(`go${at}`)}`),
    method(`mend${at}`, goTo(`go${at}`)),
    method(`go${at}`, goTo(entry(at + 1))),
  ].join('\n');
}

/** The step that a block begins with. */
function entry(at: number): string {
  return `enter${at}`;
}

function method(name: string, body: string, inputs = ''): string {
  return `  @step() ${name}(${inputs}) {\n    ${body}\n  }\n`;
}

function goTo(...steps: string[]): string {
  return `return this.next(${steps.map(name => `this.${name}`).join(', ')});`;
}
