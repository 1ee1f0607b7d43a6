import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.js';
import { closeEditors, file, folder, inside, runToItsEnd, treeOf } from './workspace.js';

const message = 'see [details](command:workbench.action.quit)\n$(error) <img src=x> \u202e`x`';

/** A run as somebody else's store may hold it: an own one, with other words and paths in its log. */
async function forged(id: string, change: (log: string) => string): Promise<string> {
  const { run, store } = await runToItsEnd('failing.flow.ts', 'FailingFlow');
  const home = path.join(store, 'runs', id);
  mkdirSync(home, { recursive: true });
  cpSync(path.join(store, 'runs', run.id), home, { recursive: true });
  const log = path.join(home, 'events.jsonl');
  writeFileSync(log, change(readFileSync(log, 'utf8').replaceAll(run.id, id)));
  const { history } = await inside();
  await eventually(() => {
    history.refresh();
    assert.ok(history.run(id));
    assert.ok(history.rows().some(row => row.id === id));
  });
  return home;
}

suite('A store of somebody else', () => {
  suiteSetup(inside);
  teardown(closeEditors);

  test('what a run says is text in the tree and in marks', async () => {
    const id = '20991231t235959999-00000001';
    const home = await forged(id, log =>
      log.replaceAll('the well is dry', JSON.stringify(message).slice(1, -1)),
    );
    try {
      const { item, steps } = await treeOf(id);
      const texts = [
        item.label,
        item.description,
        item.tooltip,
        ...steps.flatMap(s => [s.label, s.description]),
      ];
      for (const text of texts) {
        assert.ok(text === undefined || typeof text === 'string', 'a tooltip is no Markdown');
        assert.doesNotMatch(text ?? '', /\]\(|\$\(|\u202e/);
      }
      assert.match(String(item.tooltip), /see \[details\]/);
      await eventually(() => {
        const marks = vscode.languages.getDiagnostics(file('failing.flow.ts')).map(mark => mark.message);
        const mark = marks.find(text => text.includes('see [details]'));
        assert.ok(mark, marks.join());
        assert.doesNotMatch(mark, /\]\(|\$\(|\u202e/);
      });
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  test('a path in a run leads nowhere outside of the workspace', async () => {
    const on = await inside();
    const outside = path.join(path.dirname(folder()), 'outside.flow.ts');
    writeFileSync(outside, readFileSync(file('failing.flow.ts').fsPath));
    const id = '20991231t235959999-00000002';
    const home = await forged(id, log =>
      log.replaceAll(JSON.stringify(file('failing.flow.ts').fsPath).slice(1, -1), outside),
    );
    try {
      assert.equal(on.history.run(id)?.run.file, outside);
      const opened = () => vscode.workspace.textDocuments.map(({ uri }) => uri.fsPath);
      // Each of them tells why it does not, and waits for nobody to close that.
      for (const command of ['openCode', 'resume', 'openRun', 'openLog'])
        await vscode.commands.executeCommand(`stepwell.${command}`, { run: id });
      assert.ok(!opened().includes(outside), opened().join());
      assert.deepEqual(vscode.languages.getDiagnostics(vscode.Uri.file(outside)), []);
      assert.ok(!on.history.rows().some(({ origin }) => origin === id));
      // It is drawn all the same, as it was recorded.
      await eventually(() => assert.equal(on.graph.shownRun?.run.id, id));
    } finally {
      rmSync(home, { recursive: true });
      rmSync(outside);
    }
  });

  test('an address of a log that names none says so', async () => {
    for (const query of ['', '{', '{"run":"../../etc"}', 'null']) {
      const uri = vscode.Uri.from({ scheme: 'stepwell-log', path: '/x.log', query });
      const document = await vscode.workspace.openTextDocument(uri);
      assert.match(document.getText(), /names no log/);
    }
  });
});
