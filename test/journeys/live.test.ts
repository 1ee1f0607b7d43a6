import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { flowFile, node, penguins, runState } from './penguins.js';
import { expect, test } from './workbench/test.js';

/** Long enough to be cancelled, whatever the machine. */
const endless = {
  ...penguins,
  prepare: (folder: string): void => {
    const file = path.join(folder, flowFile);
    const text = readFileSync(file, 'utf8');
    const quick = ') train(candidate: Candidate) {\n';
    writeFileSync(
      file,
      text
        .replace("timeout: '1m'", "timeout: '1h'")
        .replace(
          quick,
          `) async train(candidate: Candidate) {\n    await new Promise(done => setTimeout(done, 3_000_000));\n`,
        ),
    );
  },
};

/** Gives all that has been written in a part of a page since. */
async function gathered(part: Locator): Promise<() => Promise<string>> {
  await part.evaluate(element => {
    const texts = new Set<string>();
    const look = () => {
      texts.add(element.textContent ?? '');
      element.setAttribute('data-gathered', [...texts].join('\n'));
    };
    new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true });
  });
  return async () => (await part.getAttribute('data-gathered')) ?? '';
}

test('a long run is cancelled from the graph', async ({ open }) => {
  const workbench = await open(endless);
  await workbench.openFile(flowFile);
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  await graph.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(node(graph, 'train')).toHaveAttribute('data-state', 'running');
  await expect(workbench.codeLens('● running').first()).toBeVisible();
  await workbench.openSideBar('Stepwell');
  // Tasks are given a few seconds to end, so what is said meanwhile is gathered as it comes.
  const inGraph = await gathered(graph.locator('body'));
  const outside = await gathered(workbench.page.locator('body'));
  await graph.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(inGraph).toContain('Cancelling … press again to end it now');
  await workbench.screenshot('test-results/cancelling.png');
  await expect.poll(outside).toContain('TrainFlow: cancelling … press again to end it now');
  await expect.poll(outside).toMatch(/TrainFlow ?cancelling … press again to end it now/);
  await expect(runState(graph)).toHaveAttribute('data-state', 'cancelled');
  await expect(node(graph, 'train')).toHaveAttribute('data-state', 'cancelled');
  await expect(node(graph, 'split')).toHaveAttribute('data-state', 'done');
  await expect(workbench.codeLens('⊘ cancelled').first()).toBeVisible();
  await expect(graph.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(workbench.treeItem(/TrainFlow, cancelled/)).toHaveCount(1);
  await workbench.screenshot('test-results/cancelled.png');
});

test('a run that a terminal starts is shown live, and past runs are looked at with the graph of then', async ({
  open,
}) => {
  const workbench = await open(penguins);
  await workbench.openFile(flowFile);
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  await workbench.openSideBar('Stepwell');
  await expect(node(graph, 'report')).toBeVisible();

  await test.step('live on the graph and in the side bar', async () => {
    const terminal = workbench.stepwell('run', flowFile, '--tag', 'from-terminal');
    await expect(node(graph, 'train')).toHaveAttribute('data-state', 'running');
    await expect(workbench.treeItem(/TrainFlow, running, .*#from-terminal/)).toHaveCount(1);
    await terminal;
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    await expect(workbench.treeItem(/TrainFlow, done, .*#from-terminal/)).toHaveCount(1);
    await expect(workbench.codeLens(/✓ done/)).toBeVisible();
  });

  await test.step('the flow goes on: another step, another run', async () => {
    await node(graph, 'count').click();
    await workbench.page.keyboard.press('a');
    await workbench.page.keyboard.type('describe');
    await workbench.page.keyboard.press('Enter');
    await expect(node(graph, 'describe')).toBeVisible();
    // The run that is drawn knows nothing of it.
    await expect(node(graph, 'describe')).toContainText('Not in this run');
    await expect(graph.getByText('The code has changed since this run.')).toBeVisible();
    await workbench.screenshot('test-results/newer-code.png');
    await graph.getByRole('button', { name: 'Graph of then' }).click();
    await expect(node(graph, 'describe')).toHaveCount(0);
    await graph.getByRole('button', { name: 'Back to the flow' }).click();
    await graph.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(node(graph, 'describe')).toHaveAttribute('data-state', 'done');
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    await expect(graph.getByText('The code has changed since this run.')).toHaveCount(0);
    await expect(workbench.treeItem(/TrainFlow, done/)).toHaveCount(2);
  });

  await test.step('a click on the first run shows the graph of then, to be read only', async () => {
    await workbench.treeItem(/#from-terminal/).click();
    await expect(graph.getByText(/with the flow as it was then\. Read-only\./)).toBeVisible();
    await expect(node(graph, 'describe')).toHaveCount(0);
    await expect(node(graph, 'train')).toContainText('8 / 8');
    await expect(graph.getByRole('button', { name: 'Run', exact: true })).toHaveCount(0);
    await workbench.screenshot('test-results/past-run.png');
  });

  await test.step('and there is a way back', async () => {
    await graph.getByRole('button', { name: 'Back to the flow' }).click();
    await expect(node(graph, 'describe')).toHaveAttribute('data-state', 'done');
    await expect(graph.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  });

  await test.step('a reload of the window brings the panel back, with its graph and the run', async () => {
    await workbench.focusEditor();
    await workbench.save();
    await workbench.reload();
    await expect(workbench.tab(/^TrainFlow/)).toBeVisible();
    await expect(node(workbench.graph(), 'describe')).toHaveAttribute('data-state', 'done');
    await expect(runState(workbench.graph())).toHaveAttribute('data-state', 'done');
    await workbench.screenshot('test-results/reloaded.png');
  });

  await test.step('also when its code is not open', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('View: Close All Editors in Group');
    await expect(workbench.tab(flowFile)).toHaveCount(0);
    await workbench.reload();
    await expect(node(workbench.graph(), 'describe')).toHaveAttribute('data-state', 'done');
  });
});
