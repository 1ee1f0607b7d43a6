import { flowFile, node, penguins, runState } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('everything by keyboard: to the graph and back, an edit, a run, an undo', async ({ open }) => {
  const workbench = await open(penguins);
  await workbench.openFile(flowFile);
  const before = workbench.fileText(flowFile);
  const { keyboard } = workbench.page;
  const code = workbench.editor(flowFile).locator('.view-line');

  await workbench.runCommand('Stepwell: Show Graph');
  const graph = workbench.graph();
  await expect(node(graph, 'report')).toBeVisible();

  await test.step('the cursor in the code lights its node up', async () => {
    await workbench.goToText('split() {');
    await expect(node(graph, 'split')).toHaveAttribute('data-active', 'true');
  });

  await test.step('the graph takes the keyboard, and walks', async () => {
    await workbench.focusGraph();
    await keyboard.press('ArrowDown');
    await expect(node(graph, 'split')).toHaveAttribute('data-selected', 'true');
    await keyboard.press('ArrowDown');
    await expect(node(graph, 'train')).toHaveAttribute('data-selected', 'true');
  });

  await test.step('Enter goes to the code', async () => {
    await keyboard.press('Enter');
    await expect(workbench.statusBar(/^Ln 59, /)).toBeVisible();
    await expect(node(graph, 'train')).toHaveAttribute('data-active', 'true');
  });

  await test.step('a step is renamed in the graph', async () => {
    await workbench.focusGraph();
    await keyboard.press('F2');
    await keyboard.press('Control+A');
    await keyboard.type('grow');
    await keyboard.press('Enter');
    // A rename asks TypeScript's service too, which has only begun to start.
    await expect(node(graph, 'grow')).toHaveAttribute('data-selected', 'true', { timeout: 90_000 });
    await expect(code.filter({ hasText: 'async grow(candidate' })).toBeVisible();
  });

  await test.step('Ctrl+S saves the code, which the title shows to be unsaved', async () => {
    await expect(workbench.tab(/^TrainFlow ●/)).toBeVisible();
    await keyboard.press('Control+S');
    await expect.poll(() => workbench.fileText(flowFile)).toContain('async grow(candidate');
    await expect(workbench.tab(/^TrainFlow ●/)).toHaveCount(0);
    await expect(workbench.tab(flowFile)).not.toHaveClass(/dirty/);
  });

  await test.step('while connecting, letters name the target', async () => {
    await keyboard.press('c');
    await keyboard.type('warn');
    await expect(graph.getByRole('combobox')).toHaveValue('warn');
    await workbench.screenshot('test-results/connecting.png');
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    await expect(graph.getByRole('combobox')).toHaveCount(0);
  });

  await test.step('undo from the graph takes the rename back', async () => {
    await keyboard.press('Control+Z');
    await expect(node(graph, 'train')).toBeVisible();
    await expect(node(graph, 'grow')).toHaveCount(0);
    await workbench.focusEditor();
    await workbench.save();
    expect(workbench.fileText(flowFile)).toBe(before);
  });

  await test.step('a run is started and told', async () => {
    await workbench.runCommand('Stepwell: Run Flow');
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
  });
});
