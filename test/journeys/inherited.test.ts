import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

const base = `import { Flow, step } from 'stepwell';

/** What every report has in common. */
export abstract class Report extends Flow {
  rows: number[] = [];
  failure?: Error;

  /** Reads what there is. */
  @step() start() {
    this.rows = [1, 2, 3];
    return this.next(this.summarise);
  }

  @step({ timeout: 'soon' }) send() {
    console.log(this.rows.length);
  }

  abstract summarise(): unknown;
}
`;
const heir = `import { step } from 'stepwell';
import { Report } from '@reports/base';

/** Once a night. */
export class Nightly extends Report {
  @step({ catch: 'failure' }) summarise() {
    this.rows = [this.rows.length];
    return this.next(this.send);
  }
}
`;

test('a flow whose steps stand in two files is drawn as one, and each node leads to its own', async ({
  open,
}) => {
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      mkdirSync(path.join(folder, 'lib'));
      writeFileSync(path.join(folder, 'lib/base.ts'), base);
      writeFileSync(path.join(folder, 'nightly.flow.ts'), heir);
      const paths = {
        compilerOptions: { experimentalDecorators: false, paths: { '@reports/*': ['./lib/*'] } },
      };
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(paths));
    },
  });
  await workbench.openFile('nightly.flow.ts');
  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  for (const step of ['start', 'summarise', 'send']) await expect(node(graph, step)).toBeVisible();

  // What keeps it from running is told where the base is named, and at its own place.
  await expect(workbench.editor('nightly.flow.ts').locator('.squiggly-error').first()).toBeVisible();
  await node(graph, 'send').click();
  await expect(workbench.tab('base.ts')).toBeVisible();
  await expect(workbench.editor('base.ts')).toContainText("timeout: 'soon'");
  await expect(workbench.editor('base.ts').locator('.squiggly-error').first()).toBeVisible();
  await workbench.screenshot('test-results/inherited.png');

  // The cursor in the other file lights the node.
  await workbench.focusEditor();
  await workbench.goToText('this.rows = [1, 2, 3]');
  await expect(graph.locator('[data-active="true"]')).toHaveCount(1);
  await expect(
    graph.locator('[data-step="start"][data-active="true"], [data-step="start"] [data-active="true"]'),
  ).toHaveCount(1);

  await workbench.replaceInEditor("timeout: 'soon'", "timeout: '5m'");
  await workbench.save();
  await graph.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(graph.locator('.run-state')).toContainText('Done', { timeout: 60_000 });
  await workbench.screenshot('test-results/inherited-run.png');

  // A name is changed in every file that inherits it, in strings too.
  await workbench.goToText('failure?: Error');
  await workbench.page.keyboard.press('F2');
  const field = workbench.page.locator('.rename-box input');
  await expect(field).toBeVisible();
  await field.fill('trouble');
  await workbench.page.keyboard.press('Enter');
  // It asks TypeScript's service too, which may only be starting.
  await expect(field).toBeHidden({ timeout: 90_000 });
  await workbench.runCommand('File: Save All Files');
  await expect.poll(() => workbench.fileText('lib/base.ts')).toContain('trouble?: Error');
  await expect.poll(() => workbench.fileText('nightly.flow.ts')).toContain("catch: 'trouble'");
});
