import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addFlow } from '../../../extension/graph/new-flow.js';
import { eventually } from './eventually.js';
import { closeEditors, file, inside, openFlow, runToItsEnd, tabs, write } from './workspace.js';

const flowText = (name: string) =>
  `import { Flow, step } from 'stepwell';\nexport class ${name} extends Flow {\n  @step() start() {}\n}\n`;

suite('The graph panel', () => {
  suiteSetup(inside);
  teardown(closeEditors);

  async function showGraph(name: string, flow: string) {
    await openFlow(name);
    await vscode.commands.executeCommand('stepwell.showGraph', { uri: file(name).toString(), flow });
    await eventually(() => assert.ok(tabs().includes(flow), tabs().join()));
    return inside();
  }

  test('opens beside the code and leaves the keyboard there', async () => {
    await showGraph('hello.flow.ts', 'HelloFlow');
    const columns = vscode.window.tabGroups.all.map(({ tabs: [tab], viewColumn }) => [
      tab?.label,
      viewColumn,
    ]);
    assert.deepEqual(columns, [
      ['hello.flow.ts', 1],
      ['HelloFlow', 2],
    ]);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file('hello.flow.ts').fsPath);
  });

  test('follows the active editor, and stays where it is for a file without a flow', async () => {
    const { graph } = await showGraph('hello.flow.ts', 'HelloFlow');
    await openFlow('slow.flow.ts');
    await eventually(() => assert.equal(graph.place?.flow, 'SlowFlow'));
    await openFlow('package.json');
    assert.equal(graph.place?.flow, 'SlowFlow');
    await openFlow('hello.flow.ts');
    await eventually(() => assert.equal(graph.place?.flow, 'HelloFlow'));
    await eventually(() =>
      assert.deepEqual(
        tabs().filter(label => /Flow$/.test(label)),
        ['HelloFlow'],
      ),
    );
  });

  test('ends on the editor one came to last, however quickly one went', async () => {
    const { graph } = await showGraph('hello.flow.ts', 'HelloFlow');
    for (let i = 0; i < 5; i++) {
      await openFlow('slow.flow.ts');
      await openFlow('failing.flow.ts');
      await openFlow('hello.flow.ts');
    }
    await openFlow('failing.flow.ts');
    await eventually(() => assert.equal(graph.place?.flow, 'FailingFlow'));
  });

  test('a flow is begun in a new file, and in one that holds something else', async () => {
    const { graph, language } = await inside();
    await vscode.commands.executeCommand('stepwell.newFlow');
    const untitled = vscode.window.activeTextEditor?.document;
    assert.match(
      untitled?.getText() ?? '',
      /^import \{ Flow, step \} from 'stepwell';\n\nexport class NewFlow extends Flow/,
    );
    await vscode.commands.executeCommand('stepwell.showGraph');
    await eventually(() => assert.equal(graph.place?.flow, 'NewFlow'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const uri = await write('later.ts', '// Something else.\nexport const limit = 3;\n');
    await addFlow(language, uri);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(
      document.getText(),
      "import { Flow, step } from 'stepwell';\n\n// Something else.\nexport const limit = 3;\n\nexport class LaterFlow extends Flow {\n  @step() start() {}\n}\n",
    );
    assert.equal(
      vscode.window.activeTextEditor?.document.getText(vscode.window.activeTextEditor.selection),
      'LaterFlow',
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.workspace.fs.delete(uri);
  });

  test('can be closed and opened again', async () => {
    const { graph } = await showGraph('hello.flow.ts', 'HelloFlow');
    await closeEditors();
    await eventually(() => assert.deepEqual(tabs(), []));
    await showGraph('slow.flow.ts', 'SlowFlow');
    assert.equal(graph.place?.flow, 'SlowFlow');
  });

  test('goes with a flow file that is renamed, and lets go of one that is deleted', async () => {
    const uri = await write('moving.flow.ts', flowText('MovingFlow'));
    const { graph } = await showGraph('moving.flow.ts', 'MovingFlow');
    const to = file('moved.flow.ts');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(uri, to);
    await vscode.workspace.applyEdit(rename);
    await eventually(() => assert.equal(graph.place?.uri.fsPath, to.fsPath));
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(to);
    await vscode.workspace.applyEdit(remove);
    await closeOthers();
    await eventually(() => assert.equal(graph.place, null));
  });

  test('shows an older run with the graph of then, until one goes back', async () => {
    const first = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    const second = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    const { graph } = await showGraph('hello.flow.ts', 'HelloFlow');
    await eventually(() => assert.equal(graph.shownRun?.run.id, second.run.id));
    await vscode.commands.executeCommand('stepwell.openRun', { run: first.run.id });
    await eventually(() => {
      assert.equal(graph.shownRun?.run.id, first.run.id);
      assert.ok(tabs().includes('HelloFlow (run)'), tabs().join());
    });
    // The code is not what is shown: nothing of it is undone.
    await vscode.commands.executeCommand('stepwell.graph.undo');
    assert.equal(graph.shownRun?.run.id, first.run.id);
    await vscode.commands.executeCommand('stepwell.openRun', { run: second.run.id });
    await eventually(() => {
      assert.equal(graph.shownRun?.run.id, second.run.id);
      assert.ok(tabs().includes('HelloFlow'), tabs().join());
    });
  });

  test('says that the code has changed since a run, in an editor or on disk, inside a step or in the graph', async () => {
    const part = await write('newer-part.ts', 'export const part = 1;\n');
    const text = flowText('NewerFlow')
      .replace('\n', "\nimport { part } from './newer-part';\n")
      .replace(
        'start() {}',
        'start() { console.log(part); return this.next(this.end); }\n  @step() end() {}',
      );
    const uri = await write('newer.flow.ts', text);
    await runToItsEnd('newer.flow.ts', 'NewerFlow');
    const { graph } = await showGraph('newer.flow.ts', 'NewerFlow');
    const standing = () => graph.snapshot.standing;
    const saysThat = (changed: string, absent: string[], gone: string[]) =>
      eventually(() => assert.deepEqual(standing(), { asked: null, absent, gone, changed }));
    const replace = async (from: string, to: string) => {
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.positionAt(document.getText().indexOf(from));
      const change = new vscode.WorkspaceEdit();
      change.replace(uri, new vscode.Range(at, at.translate(0, from.length)), to);
      await vscode.workspace.applyEdit(change);
    };
    await saysThat('nothing', [], []);
    await replace('log(part)', 'log(part, 2)');
    await saysThat('code', [], []);
    await replace('log(part, 2)', 'log(part)');
    await saysThat('nothing', [], []);
    await vscode.workspace.fs.writeFile(part, Buffer.from('export const part = 2;\n'));
    await saysThat('code', [], []);
    await replace('this.end', 'this.finish');
    await replace('end() {}', 'finish() {}');
    await saysThat('graph', ['finish'], ['end']);
    await vscode.workspace.saveAll();
    await runToItsEnd('newer.flow.ts', 'NewerFlow');
    await saysThat('nothing', [], []);
    await closeOthers();
    for (const each of [uri, part]) await vscode.workspace.fs.delete(each);
  });

  /** All but the graph. */
  async function closeOthers(): Promise<void> {
    for (const group of vscode.window.tabGroups.all)
      for (const tab of group.tabs)
        if (!(tab.input instanceof vscode.TabInputWebview)) await vscode.window.tabGroups.close(tab);
  }
});
