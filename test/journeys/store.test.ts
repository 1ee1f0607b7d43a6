import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flowFile, node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';

test('a store of a newer version is refused with one clear message, and all else goes on', async ({
  open,
}) => {
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      mkdirSync(path.join(folder, '.stepwell/runs'), { recursive: true });
      writeFileSync(path.join(folder, '.stepwell/format'), '99\n');
    },
  });
  await workbench.openFile(flowFile);
  await expect(workbench.notification(/has format 99.*update stepwell/)).toHaveCount(1);
  await workbench.screenshot('test-results/newer-store.png');
  await workbench.closeNotifications();

  await workbench.clickCodeLens('Show graph');
  const graph = workbench.graph();
  await expect(node(graph, 'report')).toBeVisible();
  await graph.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(workbench.notification(/The flow was not run: .*has format 99/)).toHaveCount(1);
  await expect(workbench.notification(/has format 99/)).toHaveCount(1);
  expect(readdirSync(path.join(workbench.folder, '.stepwell')).sort()).toEqual(['format', 'runs']);
});
