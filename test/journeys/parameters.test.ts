import { flowFile, node, penguins, runState } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('a flow is run with parameters that a person changes in the form', async ({ open }) => {
  const workbench = await open(penguins);
  await workbench.openFile(flowFile);
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  await expect(node(graph, 'report')).toBeVisible();

  await test.step('the form lists every parameter with its value and its help', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Stepwell: Run Flow with Parameters…', { stays: true });
    await expect(workbench.quickPick(/holdout.*0\.3.*Share of the penguins/)).toBeVisible();
    await expect(workbench.quickPick(/seed.*7/)).toBeVisible();
  });

  await test.step('a value that can’t be is not taken, and it says why', async () => {
    await workbench.quickPick(/holdout/).click();
    await expect(workbench.quickInput()).toHaveValue('0.3');
    const message = workbench.page.locator('.quick-input-widget:visible .quick-input-message');
    await workbench.quickInput().fill('2');
    await expect(message).toContainText('At most 0.9.');
    await workbench.quickInput().fill('many');
    await expect(message).toContainText('A number is needed here.');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickInput()).toHaveValue('many');
  });

  await test.step('a good one is, and the run uses it', async () => {
    await workbench.quickInput().fill('0.25');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickPick(/holdout.*0\.25/)).toBeVisible();
    await workbench.screenshot('test-results/parameters.png');
    await workbench.quickPick(/with these values/).click();
    await expect(runState(graph)).toHaveAttribute('data-state', 'done');
    const run = JSON.parse(await workbench.stepwell('status', 'latest', '--json'));
    expect(run.parameters).toEqual({ holdout: 0.25, goal: 0.9, seed: 7 });
  });

  await test.step('the tooltip of the run says so too', async () => {
    await workbench.openSideBar('Stepwell');
    await workbench.treeItem(/TrainFlow, done/).hover();
    await expect(workbench.page.locator('.workbench-hover:visible')).toContainText('holdout = 0.25');
  });

  await test.step('the next run begins with what was chosen last', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Stepwell: Run Flow with Parameters…', { stays: true });
    await expect(workbench.quickPick(/holdout.*0\.25/)).toBeVisible();
    await workbench.quickPick(/Back to the defaults/).click();
    await expect(workbench.quickPick(/holdout.*0\.3/)).toBeVisible();
    await workbench.page.keyboard.press('Escape');
    await expect(workbench.quickInput()).toHaveCount(0);
  });
});
