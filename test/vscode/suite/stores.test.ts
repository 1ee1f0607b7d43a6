import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OpenStore } from '../../../extension/runs/open-store.js';
import { eventually } from './eventually.js';
import { folder, inside, inTerminal } from './workspace.js';

suite('Stores', () => {
  suiteSetup(inside);

  test('one in a sub-folder is found, though the explorer hides it', async () => {
    const on = await inside();
    const home = path.join(folder(), 'deep/inner');
    const text =
      "import { Flow, step } from 'stepwell';\nexport class DeepFlow extends Flow {\n  @step() start() {}\n}\n";
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
    writeFileSync(path.join(home, 'deep.flow.ts'), text);
    assert.equal(await inTerminal('run', path.join(home, 'deep.flow.ts')).ended, 0);
    await eventually(() => {
      const [row] = on.history.rows({ flow: 'DeepFlow' });
      assert.equal(row?.status, 'done');
      assert.equal(row?.store, path.join(home, '.stepwell'));
    });
  });

  test('one of a newer version is refused with one message, and nothing in it is touched', async () => {
    const on = await inside();
    const store = path.join(folder(), 'newer/.stepwell');
    mkdirSync(path.join(store, 'runs'), { recursive: true });
    writeFileSync(path.join(store, 'format'), '99\n');
    const said: string[] = [];
    const open = new OpenStore(
      store,
      () => undefined,
      message => said.push(message),
      on.output,
      true,
    );
    const nothing = { changed: false, ended: [], isBehind: false };
    const look = () => open.refresh(Number.POSITIVE_INFINITY);
    for (let looks = 0; looks < 3; looks++) assert.deepEqual(look(), nothing);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /newer\/\.stepwell has format 99, .* update stepwell/);
    assert.deepEqual(open.rows({}), []);
    assert.deepEqual(readdirSync(store).sort(), ['format', 'runs']);
    // What the newer version has made may be taken away again.
    rmSync(store, { recursive: true });
    assert.deepEqual(look(), nothing);
    open.close();
    assert.ok(on.history.rows().length >= 0);
  });
});
