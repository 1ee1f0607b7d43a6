import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from '@playwright/test';

export const flowFile = 'train.flow.ts';

/** The example, copied; its packages are the repository's. */
export const penguins = {
  folder: 'examples/penguins',
  packages: true,
  prepare: (folder: string): void => slowDown(path.join(folder, flowFile)),
};

/** Each tree takes a while, as real ones do, so that there is something to watch. */
function slowDown(file: string): void {
  const text = readFileSync(file, 'utf8');
  const quick = ') train(candidate: Candidate) {\n';
  if (!text.includes(quick)) throw new Error(`The step train is no longer declared as this journey expects`);
  const slow =
    ') async train(candidate: Candidate) {\n    await new Promise(done => setTimeout(done, 500));\n';
  writeFileSync(file, text.replace(quick, slow));
}

/** A step's node in the graph. */
export function node(graph: FrameLocator, step: string): Locator {
  return graph.locator(`[data-step="${step}"]`);
}

/** How the run that the graph shows stands. */
export function runState(graph: FrameLocator): Locator {
  return graph.locator('.run-state');
}

/** Clicks the edge between two nodes of which one stands below the other, off its middle where the insert button is. */
export async function clickEdge(page: Page, from: Locator, to: Locator): Promise<void> {
  const [above, below] = [await from.boundingBox(), await to.boundingBox()];
  if (above === null || below === null) throw new Error('The nodes of that edge are not to be seen.');
  const top = above.y + above.height;
  await page.mouse.click(above.x + above.width / 2, top + (below.y - top) * 0.8);
}
