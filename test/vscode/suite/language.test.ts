import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEdit } from '../../../extension/graph/edits.js';
import { eventually } from './eventually.js';
import { closeEditors, inside, openFlow, runToItsEnd, write } from './workspace.js';

async function lenses(uri: vscode.Uri): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return found.flatMap(({ command }) => (command?.command.startsWith('stepwell.') ? [command.title] : []));
}

function problems(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'stepwell')
    .map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

suite('The language server', () => {
  suiteSetup(inside);
  teardown(closeEditors);

  test('puts lenses above the class and each step', async () => {
    const { document } = await openFlow('hello.flow.ts');
    await eventually(async () => {
      const titles = await lenses(document.uri);
      assert.deepEqual(titles.slice(0, 2), ['▶ Run', 'Show graph']);
      assert.equal(titles.filter(title => title === '▶ Run step').length, 3);
    });
  });

  test('tells in the lenses how the last run went, and leads from a failure to its log', async () => {
    const { document } = await openFlow('failing.flow.ts');
    const { run } = await runToItsEnd('failing.flow.ts', 'FailingFlow');
    assert.equal(run.status, 'failed');
    await eventually(async () => {
      const titles = await lenses(document.uri);
      assert.ok(
        titles.some(title => /^✗ failed in breakDown/.test(title)),
        titles.join(' | '),
      );
      assert.ok(titles.includes('✗ the well is dry'), titles.join(' | '));
      assert.ok(
        titles.some(title => /^✓ \d/.test(title)),
        titles.join(' | '),
      );
      assert.ok(titles.includes('Resume'));
    });
  });

  test('marks the failing line until it is edited', async () => {
    const { document } = await openFlow('failing.flow.ts');
    await runToItsEnd('failing.flow.ts', 'FailingFlow');
    const line = document
      .getText()
      .split('\n')
      .findIndex(text => text.includes('throw new Error'));
    await eventually(() => {
      const [mark] = problems(document.uri);
      assert.match(mark ?? '', new RegExp(`^${line + 1}: breakDown failed here.*the well is dry`));
    });
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(line, 0), '    // mended\n');
    await vscode.workspace.applyEdit(change);
    await eventually(() => assert.deepEqual(problems(document.uri), []));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('says what is wrong with a flow, where it is wrong', async () => {
    const text = [
      "import { Flow, step } from 'stepwell';",
      'export class BrokenFlow extends Flow {',
      '  @step() start() { return this.next(this.missing); }',
      '  @step() lonely() {}',
      '}',
      '',
    ].join('\n');
    const uri = await write('broken.flow.ts', text);
    await openFlow('broken.flow.ts');
    await eventually(() => {
      const found = problems(uri);
      assert.ok(
        found.some(each => each.startsWith('3: ') && each.includes('missing')),
        found.join('\n'),
      );
    });
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(2, 44, 2, 44),
    );
    const create = actions.find(({ title }) => title === "Create the step 'missing'");
    assert.ok(create?.edit, actions.map(({ title }) => title).join(' | '));
    const after = create.edit.get(uri).map(({ newText }) => newText);
    assert.match(after.join(), /@step\(\) missing\(\) \{\}/);
    const change = new vscode.WorkspaceEdit();
    change.replace(uri, new vscode.Range(2, 0, 2, 100), '  @step() start() {}');
    await vscode.workspace.applyEdit(change);
    await eventually(() => {
      const found = problems(uri);
      assert.ok(
        found.length === 1 && found[0]?.startsWith('4: ') && found[0].includes('lonely'),
        found.join(),
      );
    });
    const mend = new vscode.WorkspaceEdit();
    mend.replace(uri, new vscode.Range(3, 0, 3, 100), '');
    await vscode.workspace.applyEdit(mend);
    await eventually(() => assert.deepEqual(problems(uri), []));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });

  test('an edit through the graph is one undo step, and undone byte for byte', async () => {
    const on = await inside();
    const { document } = await openFlow('hello.flow.ts');
    const before = document.getText();
    const place = { uri: document.uri, flow: 'HelloFlow' };
    await eventually(async () => assert.ok(await on.language.graphs(document.uri)));
    const added = await applyEdit(on.language, place, document.version, {
      kind: 'addStep',
      after: 'greet',
      name: 'shout',
    });
    assert.deepEqual(added, { ok: true, step: 'shout' });
    assert.match(document.getText(), /return this\.next\(this\.shout\)/);
    const stale = await applyEdit(on.language, place, document.version - 1, {
      kind: 'renameStep',
      step: 'shout',
      name: 'call',
    });
    assert.equal(stale.ok, false);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('knows the flows of the folder, opened or not', async () => {
    const on = await inside();
    await eventually(async () => {
      const flows = await on.language.workspaceFlows();
      const names = flows.map(({ flow }) => flow);
      for (const name of ['HelloFlow', 'FailingFlow', 'SlowFlow'])
        assert.ok(names.includes(name), names.join());
    });
  });

  test('works in an untitled document', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'typescript',
      content:
        "import { Flow, step } from 'stepwell';\nexport class NewFlow extends Flow {\n  @step() start() {}\n}\n",
    });
    await vscode.window.showTextDocument(document);
    const on = await inside();
    await eventually(async () => {
      const graphs = await on.language.graphs(document.uri);
      assert.deepEqual(
        graphs?.flows.map(({ graph }) => graph.flow),
        ['NewFlow'],
      );
      assert.ok((await lenses(document.uri)).includes('▶ Run'));
    });
  });
});
