import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './workbench/test.js';

const secret = 'correct-horse-battery';

const source = `import { Flow, parameter, step } from 'stepwell';

export class UploadFlow extends Flow {
  /** Of the account. */
  token = parameter.string({ secret: true, env: 'JOURNEY_TOKEN' });
  /** What is an option of the command line too. */
  store = parameter.string({ default: 'none' });

  @step() start() {
    console.log(this.token, this.store);
    return this.next(this.end);
  }

  @step() end() {
    if (this.store === 'none') throw new Error('bad ' + this.token);
  }
}
`;

/** Everything that VS Code and the flow have written below a folder. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => readFileSync(file).includes(text));
}

test('a secret is asked for unseen, each time, and is written nowhere', async ({ open }) => {
  const workbench = await open({
    folder: 'test/fixtures/workspace',
    prepare: folder => writeFileSync(path.join(folder, 'upload.flow.ts'), source),
  });
  await workbench.openFile('upload.flow.ts');
  await expect(workbench.codeLens('Show graph')).toBeVisible();
  const status = async () => JSON.parse(await workbench.stepwell('status', 'latest', '--json'));

  const typeSecret = async () => {
    await expect(workbench.quickInput()).toHaveAttribute('type', 'password');
    await expect(workbench.quickInput()).toHaveValue('');
    await workbench.quickInput().fill(secret);
    await workbench.page.keyboard.press('Enter');
  };

  await test.step('the form asks for what is required, and shows nothing of it', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Stepwell: Run Flow', { stays: true });
    await expect(workbench.quickPick(/token.*needs a value.*Of the account/)).toBeVisible();
    await workbench.quickPick(/with these values/).click();
    await typeSecret();
    await expect(workbench.quickPick(/token.*\(secret\)/)).toBeVisible();
    await workbench.screenshot('test-results/secret.png');
    await workbench.quickPick(/with these values/).click();
    await expect.poll(async () => (await status().catch(() => ({}))).status).toBe('failed');
    expect((await status()).parameters).toEqual({ token: '(secret)', store: 'none' });
    await workbench.closeNotifications();
  });

  await test.step('the next run asks anew, and a parameter may be called like an option', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Stepwell: Run Flow', { stays: true });
    await expect(workbench.quickPick(/token.*needs a value/)).toBeVisible();
    await workbench.quickPick(/store.*none/).click();
    await workbench.quickInput().fill('--json');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickPick(/token/).click();
    await typeSecret();
    await workbench.quickPick(/with these values/).click();
    await expect.poll(async () => (await status()).status).toBe('done');
    expect((await status()).parameters).toEqual({ token: '(secret)', store: '--json' });
  });

  await test.step('what goes on from a run asks too', async () => {
    const before = (await status()).id;
    await workbench.openSideBar('Stepwell');
    await workbench.treeItem(/UploadFlow, failed/).click({ button: 'right' });
    await workbench.chooseMenuItem('Resume Run');
    await typeSecret();
    await expect.poll(async () => (await status()).id).not.toBe(before);
    await expect.poll(async () => (await status()).status).toBe('failed');
    const resumed = await status();
    expect(resumed.steps.start.tasks[0].reused).toBe(true);
    expect(resumed.error.message).toBe('bad ***');
  });

  expect(filesWith(path.dirname(workbench.folder), secret)).toEqual([]);
});
