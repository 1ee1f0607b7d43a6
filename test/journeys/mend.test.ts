import { flowFile, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('a slip is marked, mended by its quick fix, and a name is changed everywhere', async ({ open }) => {
  const workbench = await open(penguins);
  const { page } = workbench;
  await workbench.openFile(flowFile);
  // The first file that is opened waits for the extension host, TypeScript's service and this server to start.
  await expect(workbench.codeLens('Show graph')).toBeVisible({ timeout: 90_000 });
  await workbench.replaceInEditor('this.next(this.count, this.split)', 'this.next(this.count, this.spilt)');
  await expect(page.locator('.squiggly-error').first()).toBeVisible();

  await workbench.goToText('spilt');
  await expect(page.locator('.lightBulbWidget, .codicon-light-bulb').first()).toBeVisible();
  await page.keyboard.press('Control+.');
  const menu = page.locator('.action-widget').first();
  // TypeScript knows the name too once it has the package's types, and then it alone offers it.
  const mend = /Change (spelling )?to 'split'/;
  await expect(menu.getByText(mend)).toHaveCount(1);
  await workbench.screenshot('test-results/quick-fix.png');
  await menu.getByText(mend).click();
  await expect(page.locator('.squiggly-error')).toHaveCount(0);

  await workbench.goToText('accuracy!: number');
  await page.keyboard.press('F2');
  const field = page.locator('.rename-box input');
  await expect(field).toBeVisible();
  await field.fill('rightness');
  await page.keyboard.press('Enter');
  // It asks TypeScript's service too, which may only be starting.
  await expect(field).toBeHidden({ timeout: 90_000 });
  await expect(workbench.editor()).toContainText('rightness!: number');
  await workbench.save();
  const text = workbench.fileText(flowFile);
  expect(text).toContain('b.rightness - a.rightness');
  expect(text).toContain('this.rightness = right.length');
  expect(text).not.toMatch(/this\.accuracy/);

  await workbench.goToText('this.penguins = raw');
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const hover = page.locator('.monaco-hover:visible');
  await expect(hover).toContainText('artifact of TrainFlow');
  await workbench.screenshot('test-results/hover.png');
});
