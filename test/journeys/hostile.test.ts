import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './workbench/test.js';

const message = 'see [details](command:workbench.action.quit) $(error) <img src=x>';
const text = `import { Flow, step } from 'stepwell';

export class HostileFlow extends Flow {
  /** ![seen](https://example.org/seen.png) [here](command:workbench.action.quit) */
  @step() start() {
    throw new Error(${JSON.stringify(message)});
  }
}
`;

test('what a flow throws is read in a notification, a lens, a hover and the tree, and does nothing there', async ({
  open,
}) => {
  const workbench = await open({
    folder: 'examples/penguins',
    packages: true,
    prepare: folder => writeFileSync(path.join(folder, 'hostile.flow.ts'), text),
  });
  const { page } = workbench;
  await workbench.openFile('hostile.flow.ts');
  await workbench.clickCodeLens('▶ Run');

  const notification = workbench.notification('see [details]');
  await expect(notification).toBeVisible();
  await expect(notification.locator('.notification-list-item-message')).toContainText('$');
  await expect(
    notification.locator('.notification-list-item-message').locator('a, img, .codicon'),
  ).toHaveCount(0);
  await workbench.screenshot('test-results/hostile-notification.png');

  const lens = workbench.codeLens(/✗ see \[details\]/).first();
  await expect(lens).toBeVisible();
  await expect(lens.locator('.codicon, img')).toHaveCount(0);

  await page.locator('.view-line').getByText('start', { exact: true }).first().hover();
  const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'Last run' }).first();
  await expect(hover).toBeVisible();
  await workbench.screenshot('test-results/hostile-hover.png');
  const own = hover.locator('.hover-row').filter({ hasText: 'Last run' });
  await expect(own.locator('img, a[data-href^="command:"]')).toHaveCount(0);

  await workbench.openSideBar('Stepwell');
  const row = workbench.sideBar().getByRole('treeitem').filter({ hasText: 'HostileFlow' }).first();
  await row.hover();
  const tooltip = page.locator('.monaco-hover:visible').filter({ hasText: 'see [details]' }).first();
  await expect(tooltip).toBeVisible();
  await expect(tooltip.locator('a, img, .codicon-error')).toHaveCount(0);
  await workbench.screenshot('test-results/hostile-tooltip.png');
});
