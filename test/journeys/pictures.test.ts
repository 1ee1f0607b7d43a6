import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/toolchain/root.mjs';
import { flowFile, node, penguins, runState } from './penguins.js';
import type { Theme } from './workbench/settings.js';
import { expect, test } from './workbench/test.js';
import type { Workbench } from './workbench/workbench.js';

/** The pictures of the README are taken anew with STEPWELL_PICTURES=1; else they only show what a test saw. */
const folder = path.join(root, process.env.STEPWELL_PICTURES === '1' ? 'docs/images' : 'test-results');

/** Trees grow slowly enough to be watched, and the flow reads as it does in the repository. */
const slowly = `
import { DecisionTreeClassifier } from 'ml-cart';
const { train } = DecisionTreeClassifier.prototype;
DecisionTreeClassifier.prototype.train = function (...given) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  return train.apply(this, given);
};
`;

const themes: readonly Theme[] = ['light', 'dark'];

for (const theme of themes) {
  test(`pictures of a run and of a failure, ${theme}`, async ({ open }) => {
    const workbench = await open({
      ...penguins,
      prepare: copy => appendFileSync(path.join(copy, 'penguins.ts'), slowly),
      theme,
      size: { width: 1440, height: 900 },
      settings: {
        'editor.fontSize': 12,
        'workbench.layoutControl.enabled': false,
        'breadcrumbs.enabled': false,
        'editor.renderWhitespace': 'none',
      },
    });
    await workbench.openFile(flowFile);
    await workbench.clickCodeLens('Show graph');
    await workbench.openSideBar('Stepwell');
    const graph = workbench.graph();
    const run = graph.getByRole('button', { name: 'Run', exact: true });

    await run.click();
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    await expect(workbench.treeItem(/TrainFlow, done/)).toHaveCount(1);

    await workbench.goToText('train(candidate');
    await workbench.page.keyboard.press('Home');
    await run.click();
    await workbench.unfold(/TrainFlow, running/);
    await expect(workbench.codeLens('● running · 8 tasks')).toBeVisible();
    await expect(node(graph, 'train')).toContainText(/[2-5] \/ 8/);
    await expect(workbench.treeItem(/^train .*\/8/)).toBeVisible();
    await take(workbench, `running-${theme}`);
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');

    await workbench.replaceInEditor(
      "if (!first) throw new Error('the grid is empty')",
      "if (!first || first.accuracy < 0.99) throw new Error('no tree is good')",
    );
    await workbench.save();
    await run.click();
    await expect(node(graph, 'pick')).toHaveAttribute('data-state', 'failed');
    await expect(workbench.codeLens('✗ no tree is good')).toBeVisible();
    await workbench.unfold(/TrainFlow, failed/);
    await node(graph, 'pick').getByRole('button', { name: /log/i }).click();
    await expect(workbench.tab(/pick\.log/)).toBeVisible();
    await workbench.runCommand('View: Move Editor into Group Below');
    await workbench.goToText("throw new Error('no tree");
    await workbench.page.keyboard.press('Home');
    await expect(workbench.codeLens('✗ no tree is good')).toBeVisible();
    await workbench.closeNotifications();
    await take(workbench, `failed-${theme}`);
  });
}

/** With the pointer out of the way, and nothing in front. */
async function take(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(720, 4);
  await expect(workbench.page.locator('.notification-toast:visible, .workbench-hover:visible')).toHaveCount(
    0,
  );
  await expect(workbench.page.locator('.squiggly-error')).toHaveCount(0);
  await workbench.screenshot(path.join(folder, `${name}.png`));
}
