import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flowFile, node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('in Restricted Mode flows are drawn and edited, and nothing of the folder is executed', async ({
  open,
}) => {
  const workbench = await open({
    ...penguins,
    restricted: true,
    prepare: folder => {
      // Would be executed by whoever loads the flow to find out what it is.
      const trap =
        "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('executed', import.meta.url), '');\n";
      writeFileSync(path.join(folder, 'penguins.ts'), `${trap}export type Penguin = never;\n`);
    },
  });
  await expect(workbench.statusBar('Restricted Mode')).toBeVisible();
  await workbench.openFile(flowFile);
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();

  await test.step('the graph is drawn and says why nothing runs', async () => {
    await expect(node(graph, 'report')).toBeVisible();
    await expect(graph.getByText('Restricted mode: trust this workspace to run its flows.')).toBeVisible();
    await workbench.screenshot('test-results/restricted.png');
  });

  await test.step('its Run button only says why', async () => {
    const run = graph.getByRole('button', { name: 'Run', exact: true });
    await expect(run).toHaveAttribute('aria-disabled', 'true');
    // Playwright waits for what is disabled to become enabled; a person would click.
    await run.click({ force: true });
    await expect(graph.locator('.refusal')).toContainText(/untrusted|trust/i);
  });

  await test.step('the palette has no command that runs', async () => {
    await workbench.focusEditor();
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().fill('>Stepwell: ');
    await expect(workbench.quickPick('Stepwell: Show Graph')).toBeVisible();
    await expect(workbench.quickPick(/Stepwell: (Run|Resume)/)).toHaveCount(0);
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.quickInput()).toHaveCount(0);
  });

  await test.step('a lens that runs does nothing', async () => {
    await workbench.clickCodeLens('▶ Run');
    await workbench.openSideBar('Stepwell');
    await expect(workbench.sideBar().getByText(/Nothing is run in an untrusted workspace/)).toBeVisible();
    expect(existsSync(path.join(workbench.folder, '.stepwell'))).toBe(false);
    expect(existsSync(path.join(workbench.folder, 'executed'))).toBe(false);
  });

  await test.step('the flow can be edited', async () => {
    await node(graph, 'count').click();
    await workbench.page.keyboard.press('a');
    await workbench.page.keyboard.type('describe');
    await workbench.page.keyboard.press('Enter');
    await expect(node(graph, 'describe')).toBeVisible();
  });
});
