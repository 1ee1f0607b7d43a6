import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/toolchain/root.mjs';
import { flowFile } from './penguins.js';
import { expect, test } from './workbench/test.js';

interface Contributed {
  readonly command: string;
  readonly enablement?: string;
}
const manifest: { contributes: { commands: Contributed[] } } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
/** The last one takes the place of the code, which the others start from. */
const commands = manifest.contributes.commands.toSorted(
  (a, b) =>
    Number(a.command === 'stepwell.openGraphEditor') - Number(b.command === 'stepwell.openGraphEditor'),
);
/** One a command; keys reach it whatever menus and the palette show. */
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Names, sizes, times and contents of everything in a folder. */
function everythingIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    globSync('**/{*,.*}', { cwd: folder })
      .sort()
      .map(name => {
        const file = path.join(folder, name);
        const found = lstatSync(file);
        if (!found.isFile()) return [name, found.isDirectory() ? 'folder' : 'other'];
        const content = createHash('sha256').update(readFileSync(file)).digest('hex');
        return [name, `${found.size} ${found.mtimeMs} ${content}`];
      }),
  );
}

test('in Restricted Mode every command leaves a folder with a run as it is', async ({ open }) => {
  let id = '';
  let folder = '';
  const workbench = await open({
    folder: 'examples/penguins',
    packages: true,
    restricted: true,
    prepare: copy => {
      folder = copy;
      const cli = path.join(root, 'runtime/bin/stepwell.js');
      execFileSync(process.execPath, [cli, 'run', path.join(copy, flowFile)], { cwd: copy, stdio: 'ignore' });
      [id = ''] = readdirSync(path.join(copy, '.stepwell/runs'));
    },
    keys: () => {
      const flow = { uri: pathToFileURL(path.join(folder, flowFile)).href, flow: 'TrainFlow' };
      const run = { run: id, step: 'report' };
      return commands.map(({ command }, i) => ({
        key: `ctrl+alt+f7 ${letters[i]}`,
        command,
        args: /\.(?:run|runWith|showGraph|openGraphEditor)$/.test(command) ? flow : run,
      }));
    },
  });
  expect(commands.length).toBeLessThanOrEqual(letters.length);
  await workbench.openFile(flowFile);
  await expect(workbench.codeLens('Show graph').first()).toBeVisible();
  const before = everythingIn(folder);

  for (const [i, { command, enablement }] of commands.entries()) {
    await test.step(command, async () => {
      await workbench.focusEditor();
      await workbench.page.keyboard.press('Control+Alt+F7');
      await workbench.page.keyboard.press(letters[i] ?? '');
      if (enablement !== 'isWorkspaceTrusted') return;
      const refusal = workbench.notification('This workspace is not trusted');
      await expect(refusal).toBeVisible();
      await expect(refusal.getByRole('button', { name: 'Manage Workspace Trust' })).toBeVisible();
      if (i === 0) await workbench.screenshot('test-results/untrusted.png');
      await workbench.closeNotifications();
      await expect(refusal).toHaveCount(0);
    });
  }
  // Those that only look have shown what they show.
  await expect(workbench.graphFrames().first()).toBeVisible();
  await expect(workbench.tab('report.log')).toBeVisible();
  expect(everythingIn(folder)).toEqual(before);
});
