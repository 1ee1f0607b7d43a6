import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEdit } from '../../../extension/graph/edits.js';
import { eventually } from './eventually.js';
import { closeEditors, file, inside, openFlow, tabs, write } from './workspace.js';

const flowText = (name: string) =>
  `import { Flow, step } from 'stepwell';\nexport class ${name} extends Flow {\n  @step() start() {}\n}\n`;

suite('A graph as an editor of its file', () => {
  suiteSetup(inside);
  teardown(closeEditors);

  /** Opens a file as its graph, as Reopen Editor With… does. */
  async function openGraph(uri: vscode.Uri) {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'stepwell.graphEditor');
    const { graphEditors } = await inside();
    return eventually(() => {
      const view = graphEditors.active;
      assert.ok(view, 'it is not there');
      assert.ok(view.scene.isOf(uri), 'it shows something else');
      return view;
    });
  }

  function activeTab() {
    return vscode.window.tabGroups.activeTabGroup.activeTab;
  }

  test('shows the flow that was asked for of a file with several, also when it is open already', async () => {
    const uri = await write('several.flow.ts', flowText('One') + flowText('Two').replace(/^import.*\n/, ''));
    const { graphEditors } = await inside();
    for (const flow of ['Two', 'One']) {
      await vscode.commands.executeCommand('stepwell.openGraphEditor', { uri: uri.toString(), flow });
      await eventually(() => assert.equal(graphEditors.active?.flow?.flow, flow));
    }
    assert.equal(graphEditors.of(uri).length, 1);
    assert.ok(activeTab()?.input instanceof vscode.TabInputCustom);
  });

  test('stays with its file, whatever editor one goes to, and knows where the cursor is in it', async () => {
    const uri = await write('stays.flow.ts', flowText('Stays'));
    const view = await openGraph(uri);
    const { graph } = await inside();
    await openFlow('hello.flow.ts');
    await eventually(() =>
      assert.equal(vscode.window.activeTextEditor?.document.fileName, file('hello.flow.ts').fsPath),
    );
    assert.equal(view.flow?.flow, 'Stays');
    assert.equal(graph.place?.flow === 'Stays', false);
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Two });
    editor.selection = new vscode.Selection(2, 12, 2, 12);
    await eventually(() => assert.equal(view.snapshot.activeStep, 'start'));
  });

  test('is what a command means that names nothing, while it has the keyboard', async () => {
    const { graph } = await inside();
    await openFlow('hello.flow.ts');
    await vscode.commands.executeCommand('stepwell.showGraph', {
      uri: file('hello.flow.ts').toString(),
      flow: 'HelloFlow',
    });
    await eventually(() => assert.equal(graph.place?.flow, 'HelloFlow'));
    const uri = await write('meant.flow.ts', flowText('Meant'));
    await openGraph(uri);
    await vscode.commands.executeCommand('stepwell.showGraph');
    await eventually(() => assert.equal(graph.place?.flow, 'Meant'));
  });

  test('an edit marks its document as changed; undo, redo and save are the document’s own', async () => {
    const text = flowText('Edited');
    const uri = await write('edited.flow.ts', text);
    const view = await openGraph(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const { language } = await inside();
    const reply = await applyEdit(language, { uri, flow: 'Edited' }, document.version, {
      kind: 'addStep',
      after: 'start',
      name: 'more',
    });
    assert.deepEqual(reply, { ok: true, step: 'more' });
    const steps = () =>
      view.snapshot.subject.kind === 'flow' ? view.snapshot.subject.graph.steps.map(({ name }) => name) : [];
    await eventually(() => assert.deepEqual(steps(), ['start', 'more']));
    assert.equal(activeTab()?.isDirty, true);
    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.equal(document.getText(), text));
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('redo');
    await eventually(() => assert.deepEqual(steps(), ['start', 'more']));
    await vscode.commands.executeCommand('workbench.action.files.save');
    await eventually(() => assert.equal(activeTab()?.isDirty, false));
    assert.match(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString(), /this\.next\(this\.more\)/);
  });

  test('what changes underneath, on disk or by a rename, is drawn', async () => {
    const uri = await write('under.flow.ts', flowText('Under'));
    const view = await openGraph(uri);
    await write('under.flow.ts', flowText('Changed'));
    await eventually(() => assert.equal(view.flow?.flow, 'Changed'));
    const to = file('beneath.flow.ts');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(uri, to);
    await vscode.workspace.applyEdit(rename);
    const { graphEditors } = await inside();
    await eventually(() => assert.equal(graphEditors.of(to)[0]?.flow?.flow, 'Changed'));
    assert.equal(graphEditors.of(uri).length, 0);
    await eventually(() => assert.deepEqual(tabs(), ['beneath.flow.ts']));
  });

  test('says so where there is no flow yet, and draws it as soon as there is one', async () => {
    const uri = await write('none.flow.ts', 'export const nothing = 1;\n');
    await vscode.commands.executeCommand('vscode.openWith', uri, 'stepwell.graphEditor');
    const { graphEditors } = await inside();
    const view = await eventually(() => {
      assert.ok(graphEditors.active);
      return graphEditors.active;
    });
    await eventually(() => {
      const { subject } = view.snapshot;
      assert.ok(
        subject.kind === 'empty' && subject.message.includes('none.flow.ts has no flow yet'),
        JSON.stringify(subject),
      );
    });
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), flowText('Some'));
    await vscode.workspace.applyEdit(edit);
    await eventually(() => assert.equal(view.flow?.flow, 'Some'));
    await vscode.commands.executeCommand('workbench.action.files.save');
  });

  test('is an option, and takes over nothing by itself', async () => {
    const { contributes } = (await inside()).context.extension.packageJSON as {
      contributes: { customEditors: { priority: string }[] };
    };
    assert.deepEqual(
      contributes.customEditors.map(({ priority }) => priority),
      ['option'],
    );
    const uri = await write('plain.flow.ts', flowText('Plain'));
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => assert.ok(activeTab()?.input instanceof vscode.TabInputText));
    await vscode.commands.executeCommand('vscode.diff', uri, file('hello.flow.ts'));
    await eventually(() => assert.ok(activeTab()?.input instanceof vscode.TabInputTextDiff));
  });

  test('ends with its tab', async () => {
    const uri = await write('ends.flow.ts', flowText('Ends'));
    await openGraph(uri);
    const { graphEditors } = await inside();
    await closeEditors();
    await eventually(() => assert.equal(graphEditors.of(uri).length, 0));
  });
});
