import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clickEdge, flowFile, node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

/** A flow of its own, from which another one inherits. */
const report = `import { Flow, step } from 'stepwell';

export class Report extends Flow {
  rows: number[] = [];

  @step() start() {
    this.rows = [1, 2, 3];
    return this.next(this.send);
  }

  @step() send() {
    console.log(this.rows.length);
  }
}
`;
const weekly = `import { step } from 'stepwell';
import { Report } from './lib/report';

export class Weekly extends Report {
  @step() override start() {
    this.rows = [1];
    return this.next(this.check);
  }

  @step() check() {
    return this.next(this.send);
  }
}
`;

/** In the same file a flow and one that inherits from it. */
const yearly = `import { Flow, step } from 'stepwell';

export class Monthly extends Flow {
  @step() start() {
    return this.next(this.send);
  }
  @step() send() {}
}

export class Yearly extends Monthly {
  @step() override send() {}
}
`;
const locked = `import { Flow, step } from 'stepwell';

export class Locked extends Flow {
  @step() start() {}
}
`;

test('a click in the graph selects: it moves neither the graph nor the keyboard', async ({ open }) => {
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      penguins.prepare(folder);
      mkdirSync(path.join(folder, 'lib'));
      writeFileSync(path.join(folder, 'lib/report.ts'), report);
      writeFileSync(path.join(folder, 'weekly.flow.ts'), weekly);
      writeFileSync(path.join(folder, 'yearly.flow.ts'), yearly);
      writeFileSync(path.join(folder, 'locked.flow.ts'), locked);
    },
    settings: { 'files.readonlyInclude': { 'locked.*': true } },
  });
  const { keyboard } = workbench.page;
  const graph = workbench.graph();
  const tabs = workbench.page.locator('.editor-group-container').getByRole('tab');
  const selected = graph.locator('[data-selected="true"][data-step]');

  await test.step('an inherited step leads to its file beside, and the graph stays with the heir', async () => {
    await workbench.openFile('weekly.flow.ts');
    await workbench.clickCodeLens('Show graph');
    await node(graph, 'send').click();
    await expect(workbench.editor('report.ts')).toBeVisible();
    await keyboard.press('ArrowUp');
    await expect(selected).toHaveAttribute('data-step', 'check');
    await expect(workbench.tab(/^Weekly/)).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('so it does when one goes there', async () => {
    await node(graph, 'send').dblclick();
    await expect(workbench.statusBar(/^Ln 11, /)).toBeVisible();
    await expect(node(graph, 'send')).toHaveAttribute('data-active', 'true');
    await expect(node(graph, 'check')).toBeVisible();
    await expect(workbench.tab(/^Weekly/)).toHaveAttribute('aria-selected', 'true');
    await workbench.screenshot('test-results/went-to-base.png');
  });

  await test.step('and when the step stands in another class of the same file', async () => {
    await workbench.openFile('yearly.flow.ts');
    await workbench.codeLens('Show graph').nth(1).click();
    await expect(workbench.tab(/^Yearly/)).toBeVisible();
    // The title is there before the picture, and the one before had a start as well.
    await expect(graph.getByRole('application', { name: 'Graph of Yearly' })).toBeVisible();
    await node(graph, 'start').dblclick();
    await expect(workbench.statusBar(/^Ln 4, /)).toBeVisible();
    await expect(node(graph, 'start')).toHaveAttribute('data-active', 'true');
    await expect(workbench.tab(/^Yearly/)).toBeVisible();
    // From there on the graph follows the code again.
    await workbench.goTo(7, 12);
    await expect(workbench.tab(/^Monthly/)).toBeVisible();
  });

  await test.step('with the code’s tab closed nothing is opened, and a name that is typed goes into the graph', async () => {
    await workbench.openFile(flowFile);
    await expect(node(graph, 'count')).toBeVisible();
    await workbench.runCommand('View: Close All Editors in Group');
    await expect(tabs).toHaveText([/TrainFlow/]);
    const before = workbench.fileText(flowFile);
    await node(graph, 'count').click();
    await clickEdge(workbench.page, node(graph, 'start'), node(graph, 'count'));
    await node(graph, 'count').click();
    await keyboard.press('F2');
    await keyboard.press('Control+A');
    await keyboard.type('tally');
    await keyboard.press('Enter');
    // A rename asks TypeScript's service too, which has only begun to start.
    await expect(selected).toHaveAttribute('data-step', 'tally', { timeout: 90_000 });
    await workbench.screenshot('test-results/clicked-alone.png');
    expect(workbench.fileText(flowFile)).toBe(before);
    await expect(workbench.tab(/^TrainFlow/)).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('undo leaves the graph in front, with the keyboard', async () => {
    await keyboard.press('Control+Z');
    await expect(node(graph, 'count')).toBeVisible();
    await expect(workbench.tab(/^TrainFlow/)).toHaveAttribute('aria-selected', 'true');
    await expect(workbench.page.locator('.editor-group-container')).toHaveCount(1);
    await expect(workbench.graphFrames().first()).toBeFocused();
  });

  await test.step('in the code’s own group the graph is not covered either', async () => {
    await node(graph, 'split').click();
    await keyboard.press('ArrowDown');
    await expect(selected).toHaveAttribute('data-step', 'train');
    await expect(workbench.tab(/^TrainFlow/)).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('Enter opens the code beside it', async () => {
    await keyboard.press('Enter');
    await expect(workbench.editor(flowFile).first()).toBeVisible();
    await expect(workbench.page.locator('.editor-group-container')).toHaveCount(2);
    await expect(node(graph, 'train')).toHaveAttribute('data-active', 'true');
    await workbench.screenshot('test-results/opened-beside.png');
  });

  await test.step('the graph of a file that is read-only is that too, and says why', async () => {
    await workbench.openFile('locked.flow.ts');
    await expect(
      graph.getByText(/^locked\.flow\.ts is read-only: the setting files\.readonlyInclude/),
    ).toBeVisible();
    await node(graph, 'start').click();
    await keyboard.press('F2');
    await expect(graph.locator('.refusal')).toContainText('files.readonlyInclude');
    await expect(graph.locator('.rename-input')).toHaveCount(0);
    await workbench.screenshot('test-results/read-only.png');
  });
});
