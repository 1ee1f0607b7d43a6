import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

const text = (name: string) => `import { Flow, step } from 'stepwell';

export class ${name} extends Flow {
  @step() start() {
    return this.next(this.end);
  }

  @step() end() {}
}
`;

/** What VS Code keeps of texts that are not saved: it writes it a moment after each change. */
function kept(folder: string): string {
  const backups = path.join(folder, '../user-data/User/Backups');
  const files = existsSync(backups) ? globSync('**/*', { cwd: backups, withFileTypes: true }) : [];
  return files
    .filter(file => file.isFile())
    .map(file => readFileSync(path.join(file.parentPath, file.name), 'utf8'))
    .join();
}

test('a graph is an editor of its file', async ({ open }) => {
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      penguins.prepare(folder);
      writeFileSync(path.join(folder, 'first.flow.ts'), text('First'));
      writeFileSync(path.join(folder, 'second.flow.ts'), text('Second'));
      writeFileSync(path.join(folder, 'third.flow.ts'), text('Third'));
    },
    settings: { 'files.hotExit': 'onExitAndWindowClose' },
  });
  const { keyboard } = workbench.page;
  const frames = workbench.graphFrames().filter({ visible: true });
  const pageOf = (at: number) => frames.nth(at).contentFrame().frameLocator('#active-frame');
  const graph = pageOf(0);
  /** Of the first file, whose code is the tab before. */
  const firstGraph = workbench.tab(/^first\.flow\.ts/).nth(1);
  const dirty = workbench.page.locator('.tab.active.dirty');

  await test.step('it opens in the place of the code', async () => {
    await workbench.openFile('first.flow.ts');
    await workbench.runCommand('Stepwell: Open Graph as Editor');
    await expect(node(graph, 'start')).toBeVisible();
    await workbench.screenshot('test-results/graph-editor.png');
  });

  await test.step('an edit marks it as changed, and undo, redo and save are those of every editor', async () => {
    await node(graph, 'start').click();
    await keyboard.press('a');
    await keyboard.type('middle');
    await keyboard.press('Enter');
    await expect(node(graph, 'middle')).toBeVisible();
    await expect(dirty).toHaveCount(1);
    expect(workbench.fileText('first.flow.ts')).toBe(text('First'));
    await workbench.undo();
    await expect(node(graph, 'middle')).toHaveCount(0);
    await expect(dirty).toHaveCount(0);
    await workbench.redo();
    await expect(node(graph, 'middle')).toBeVisible();
    await workbench.screenshot('test-results/graph-editor-changed.png');
    await workbench.save();
    expect(workbench.fileText('first.flow.ts')).toContain('this.next(this.middle)');
  });

  await test.step('code that is opened from it stands beside, and what is typed there is drawn here', async () => {
    await node(graph, 'end').dblclick();
    await expect(workbench.statusBar(/^Ln 12, /)).toBeVisible();
    await expect(node(graph, 'end')).toBeVisible();
    await keyboard.press('Control+End');
    await keyboard.press('ArrowUp');
    await keyboard.press('Home');
    await keyboard.type('  @step() other() {}\n');
    await expect(node(graph, 'other')).toBeVisible();
    // In both groups.
    await expect(dirty).toHaveCount(2);
    await workbench.screenshot('test-results/graph-editor-beside.png');
  });

  await test.step('with the code closed, the change is still there to be seen, taken back and saved', async () => {
    await workbench.runCommand('View: Close All Editors in Group');
    await expect(node(graph, 'other')).toBeVisible();
    await expect(dirty).toHaveCount(1);
    await node(graph, 'other').click();
    await workbench.save();
    expect(workbench.fileText('first.flow.ts')).toContain('other()');
  });

  await test.step('what was not saved is there again after a reload', async () => {
    await node(graph, 'start').click();
    await keyboard.press('a');
    await keyboard.type('late');
    await keyboard.press('Enter');
    await expect(node(graph, 'late')).toBeVisible();
    await expect(dirty).toHaveCount(1);
    await expect.poll(() => kept(workbench.folder)).toContain('this.next(this.late)');
    await workbench.reload();
    // VS Code notes now and then which editors stand where, so they may stand as they did some time ago.
    await firstGraph.click();
    await expect(node(graph, 'late')).toBeVisible();
    await expect(dirty.first()).toBeVisible();
    expect(workbench.fileText('first.flow.ts')).not.toContain('late');
  });

  await test.step('several flows stand side by side', async () => {
    await workbench.save();
    await workbench.runCommand('View: Close All Editors');
    await expect(frames).toHaveCount(0);
    for (const [file, flow, group] of [
      ['second.flow.ts', 'Second', 'Next'],
      ['third.flow.ts', 'Third', 'Previous'],
    ] as const) {
      await workbench.openFile(file);
      await workbench.runCommand('Stepwell: Open Graph as Editor');
      // A page that is still being loaded passes no keys on.
      await expect(graph.locator('.flow-name')).toHaveText(flow);
      await expect(node(graph, 'start')).toBeVisible();
      await workbench.runCommand(`View: Move Editor into ${group} Group`);
    }
    // Behind the code of the third, which was opened beside it.
    await workbench
      .tab(/^second\.flow\.ts/)
      .last()
      .click();
    await expect(frames).toHaveCount(2);
    const pages = [pageOf(0), pageOf(1)];
    for (const page of pages) await expect(node(page, 'start')).toBeVisible();
    await workbench.screenshot('test-results/graph-editors.png');
    const titles = await Promise.all(pages.map(page => page.locator('.flow-name').textContent()));
    expect(titles.toSorted()).toEqual(['Second', 'Third']);
  });
});
