import { clickEdge, flowFile, node, penguins, runState } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('run, fail, read the log, mend, run the step alone, resume', async ({ open }) => {
  const workbench = await open(penguins);
  await workbench.openFile(flowFile);

  await test.step('the graph stands beside the code', async () => {
    await workbench.clickCodeLens('Show graph');
    for (const step of ['start', 'count', 'split', 'train', 'pick', 'warn', 'report']) {
      await expect(node(workbench.graph(), step)).toBeVisible();
    }
  });
  const graph = workbench.graph();

  await test.step('a click runs the flow, and its nodes follow', async () => {
    await graph.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(node(graph, 'train')).toHaveAttribute('data-state', 'running');
    await expect(runState(graph)).toHaveAttribute('data-state', 'running');
    await workbench.screenshot('test-results/running.png');
    await expect(node(graph, 'train')).toHaveAttribute('data-state', 'done');
    await expect(node(graph, 'train')).toContainText('8 / 8');
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    await expect(node(graph, 'report')).toHaveAttribute('data-state', 'done');
  });

  await test.step('the run is in the side bar', async () => {
    await workbench.openSideBar('Stepwell');
    await expect(workbench.treeItem(/TrainFlow, done/)).toHaveCount(1);
    await workbench
      .treeItem(/TrainFlow, done/)
      .locator('.monaco-tl-twistie')
      .click();
    await expect(workbench.treeItem(/train.*8\/8/)).toBeVisible();
  });

  await test.step('a broken step fails, on the graph and in a notification', async () => {
    await workbench.replaceInEditor('if (!first) throw', 'if (first) throw');
    await workbench.save();
    await graph.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(node(graph, 'pick')).toHaveAttribute('data-state', 'failed');
    await expect(workbench.notification(/failed in pick: the grid is empty/)).toBeVisible();
    await expect(workbench.treeItem(/TrainFlow, failed/)).toHaveCount(1);
    await expect(workbench.codeLens('✗ the grid is empty')).toBeVisible();
    await workbench.screenshot('test-results/failed.png');
  });

  await test.step('the failed node leads to its log, at the line', async () => {
    await node(graph, 'pick').getByRole('button', { name: /log/i }).click();
    await expect(workbench.tab(/^pick\.log/)).toBeVisible();
    await expect(workbench.statusBar(/selected/)).toBeVisible();
    await expect(
      workbench.editor().locator('.view-line').filter({ hasText: 'Error: the grid is empty' }),
    ).toBeVisible();
    await workbench.screenshot('test-results/log.png');
  });

  await test.step('the step is mended and run alone on the inputs it had', async () => {
    await workbench.openFile(flowFile);
    await workbench.replaceInEditor('if (first) throw', 'if (!first) throw');
    await workbench.save();
    // Lenses that are out of sight are not there.
    await workbench.goToText('class TrainFlow');
    await expect(workbench.codeLens(/✗ failed in pick/)).toBeVisible();
    await workbench.goToText('train(candidate');
    await expect(workbench.codeLens(/^✓ 8 tasks · /)).toBeVisible();
    await workbench.goToText('pick(inputs');
    await workbench.runCommand("Stepwell: Run Step on a Past Run's Inputs…", { stays: true });
    await workbench
      .quickPick(/pick failed/)
      .first()
      .click();
    await expect(workbench.treeItem(/TrainFlow, done, .*step/)).toHaveCount(1);
    await expect(node(graph, 'pick')).toHaveAttribute('data-state', 'done');
  });

  await test.step('the failed run is resumed, and takes over what was finished', async () => {
    await workbench.treeItem(/TrainFlow, failed/).click({ button: 'right' });
    await workbench.chooseMenuItem('Resume Run');
    await expect(workbench.treeItem(/TrainFlow, done, .*resumed/)).toHaveCount(1);
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    await expect(node(graph, 'train')).toContainText(/reused/);
    await expect(node(graph, 'report')).toHaveAttribute('data-state', 'done');
    await workbench.screenshot('test-results/resumed.png');
  });
});

test('a step is added and connected in the graph, and undone byte for byte', async ({ open }) => {
  const workbench = await open(penguins);
  await workbench.openFile(flowFile);
  const before = workbench.fileText(flowFile);
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  const code = workbench.editor(flowFile).locator('.view-line');

  await test.step('add a step after count', async () => {
    await node(graph, 'count').click();
    await workbench.page.keyboard.press('a');
    await workbench.page.keyboard.type('describe');
    await workbench.page.keyboard.press('Enter');
    await expect(node(graph, 'describe')).toBeVisible();
    await expect(code.filter({ hasText: 'describe()' })).toBeVisible();
  });

  await test.step('take its edge away, and connect it again', async () => {
    await clickEdge(workbench.page, node(graph, 'count'), node(graph, 'describe'));
    await workbench.page.keyboard.press('Delete');
    await expect(code.filter({ hasText: 'this.next(this.describe)' })).toHaveCount(0);
    await expect(graph.getByText(/problem|warning|error/i).first()).toBeVisible();
    await node(graph, 'count').click();
    await workbench.page.keyboard.press('c');
    await workbench.page.keyboard.press('/');
    await workbench.page.keyboard.type('describe');
    await workbench.page.keyboard.press('Enter');
    await expect(code.filter({ hasText: 'this.next(this.describe)' })).toBeVisible();
    await workbench.screenshot('test-results/connected.png');
  });

  await test.step('what would break the flow is refused, with the reason', async () => {
    await node(graph, 'start').click();
    await workbench.page.keyboard.press('c');
    await workbench.page.keyboard.press('/');
    await workbench.page.keyboard.type('warn');
    await workbench.page.keyboard.press('Enter');
    await expect(graph.locator('.refusal')).toContainText(/warn/);
    await workbench.screenshot('test-results/refused.png');
  });

  await test.step('three undos bring every byte back', async () => {
    await workbench.focusEditor();
    await workbench.save();
    expect(workbench.fileText(flowFile)).not.toBe(before);
    for (let edits = 3; edits > 0; edits--) await workbench.undo();
    await workbench.save();
    expect(workbench.fileText(flowFile)).toBe(before);
    await expect(node(graph, 'describe')).toHaveCount(0);
  });
});
