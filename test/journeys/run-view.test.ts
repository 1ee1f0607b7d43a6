import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

const hello = `import { Flow, step } from 'stepwell';

export class Hello extends Flow {
  @step() start() { console.log('Hello from a step'); }
}
`;

const many = `import { Flow, type Inputs, step } from 'stepwell';

export class Many extends Flow {
  @step() start() {
    return this.foreach(Array.from({ length: 200 }, (_, n) => \`item-\${n}\`), this.each);
  }

  @step() each(item: string) {
    console.log(\`\\u001b[32mworking\\u001b[0m on \${item}\`);
    if (item === 'item-137') throw new Error('HTTP 503: the customer is locked');
    return this.next(this.all);
  }

  @step() all(inputs: Inputs<this>) {
    console.log(inputs.length);
  }
}
`;

test('a run is looked into: what it printed, which of its tasks failed, and one selection for graph and run', async ({
  open,
}) => {
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      writeFileSync(path.join(folder, 'hello.flow.ts'), hello);
      writeFileSync(path.join(folder, 'many.flow.ts'), many);
    },
  });
  const { keyboard } = workbench.page;
  const run = workbench.runView();
  const row = (name: RegExp) => run.getByRole('treeitem', { name });

  await test.step('a first run shows what it printed, and leaves the keyboard where it was', async () => {
    await workbench.openFile('hello.flow.ts');
    await workbench.clickCodeLens('Run');
    await expect(run.locator('.line-text')).toHaveText(['Hello from a step']);
    await expect(run.locator('.head')).toContainText('Done');
    await keyboard.type('// typed\n');
    await expect(workbench.editor('hello.flow.ts').locator('.view-line').first()).toContainText('// typed');
    await workbench.undo();
    await workbench.screenshot('test-results/run-first.png');
  });

  await test.step('of 200 tasks the one that failed is two clicks away', async () => {
    await workbench.openFile('many.flow.ts');
    await workbench.clickCodeLens('Show graph');
    await expect(node(workbench.graph(), 'each')).toBeVisible();
    await workbench.graph().getByRole('button', { name: 'Run', exact: true }).click();
    await expect(run.locator('.head')).toContainText('Failed');
    await run.getByRole('button', { name: 'Show the tasks of each' }).click();
    await row(/^137 · /).click();
    await expect(run.locator('.line-text')).toContainText(['working on item-137', 'Error: HTTP 503']);
    await expect(run.locator('.line-text').first().locator('span').first()).toHaveCSS(
      'color',
      /rgb\(13, 188, 121\)|rgb\(\d+, 1[0-9]{2}, \d+\)/,
    );
    await workbench.screenshot('test-results/run-failed-task.png');
  });

  await test.step('a step that is selected in one is selected in the other', async () => {
    await expect(node(workbench.graph(), 'each')).toHaveAttribute('data-selected', 'true');
    await node(workbench.graph(), 'start').click();
    await expect(row(/^start · /)).toHaveAttribute('aria-selected', 'true');
    await expect(run.locator('.output-none')).toHaveText('Nothing was printed.');
    await run.getByRole('tree').press('ArrowDown');
    await expect(node(workbench.graph(), 'each')).toHaveAttribute('data-selected', 'true');
    await expect(run.locator('.output-of')).toHaveText('each');
  });

  await test.step('the failure above leads to its task, and its log opens as a document', async () => {
    await run.getByRole('button', { name: 'each/137' }).first().click();
    await expect(run.locator('.output-of')).toHaveText('each/137');
    await run.getByRole('button', { name: 'Open as document' }).click();
    await expect(workbench.tab(/^each-137\.log/)).toBeVisible();
  });

  await test.step('an older run is chosen, and the newest followed again', async () => {
    await workbench.openFile('many.flow.ts');
    await workbench.stepwell('run', 'many.flow.ts').catch(() => undefined);
    await expect(run.locator('.head-run option')).toHaveCount(2);
    await run.getByRole('combobox', { name: 'Run' }).selectOption({ index: 1 });
    await expect(run.getByRole('button', { name: 'Follow latest' })).toBeVisible();
    await run.getByRole('button', { name: 'Follow latest' }).click();
    await expect(run.locator('.head-run option').first()).toHaveJSProperty('selected', true);
    await workbench.screenshot('test-results/run-latest.png');
  });
});
