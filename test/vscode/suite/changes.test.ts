import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { eventually } from './eventually.js';
import { closeEditors, file, folder, inside, openFlow, runToItsEnd, write } from './workspace.js';

const name = 'compared.flow.ts';
const before = `import { Flow, step } from 'stepwell';
export class ComparedFlow extends Flow {
  n = 0;
  @step() start() { return this.next(this.first); }
  @step() first() { this.n = 1; return this.next(this.end); }
  @step() end() {}
}
`;
const after = before
  .replace('this.next(this.first)', 'this.next(this.second)')
  .replace('first() { this.n = 1;', 'second() { this.n = 1;');

/** VS Code's own git looks away (`git.enabled`): it would speak of a repository that comes and goes. */
function git(...args: string[]): void {
  const own = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'core.autocrlf=false'];
  execFileSync('git', [...own, ...args], { cwd: folder(), stdio: 'pipe' });
}

suite('What has changed', () => {
  suiteSetup(async () => {
    await inside();
    await write(name, before);
    git('init', '--quiet', '-b', 'main');
    git('add', name);
    git('commit', '--quiet', '-m', 'first');
  });
  // Not by the command that reverts: that is about whatever editor is in front just then.
  teardown(async () => {
    const document = await vscode.workspace.openTextDocument(file(name));
    const back = new vscode.WorkspaceEdit();
    back.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), before);
    await vscode.workspace.applyEdit(back);
    await document.save();
    await closeEditors();
  });
  suiteTeardown(() => vscode.workspace.fs.delete(file('.git'), { recursive: true }));

  async function shown() {
    const editor = await openFlow(name);
    const place = { uri: editor.document.uri, flow: 'ComparedFlow' };
    await vscode.commands.executeCommand('stepwell.showGraph', {
      uri: place.uri.toString(),
      flow: place.flow,
    });
    const { graph, history } = await inside();
    await eventually(() => assert.equal(graph.view.flow?.flow, 'ComparedFlow'));
    return { editor, place, view: graph.view, history };
  }

  async function replace({ document }: vscode.TextEditor, from: string, to: string): Promise<void> {
    const at = document.getText().indexOf(from);
    assert.ok(at >= 0, from);
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  test('is told against a commit, as one types, and shown in the text', async () => {
    const { editor, place, view } = await shown();
    const diff = () => view.snapshot.changes?.diff;
    await view.comparing.with(place, { kind: 'commit', name: 'HEAD' });
    await eventually(() =>
      assert.deepEqual(diff(), { flow: 'ComparedFlow', steps: [], edges: [], parameters: [] }),
    );
    await replace(editor, 'first() { this.n = 1;', 'first() { this.n = 2;');
    await eventually(() =>
      assert.deepEqual(
        diff()?.steps.map(change => [change.kind, change.step.name]),
        [['changed', 'first']],
      ),
    );
    await replace(editor, editor.document.getText(), after);
    await eventually(() =>
      assert.deepEqual(
        diff()?.steps.map(change => [change.kind, change.step.name]),
        [
          ['added', 'second'],
          ['removed', 'first'],
        ],
      ),
    );
    assert.equal(view.snapshot.changes?.against, 'HEAD');
    await view.comparing.show(place, 'second');
    await eventually(() => {
      const input = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(tab => tab.input));
      const compared = input.find(each => each instanceof vscode.TabInputTextDiff);
      assert.ok(compared, 'no comparison is open');
      assert.equal(compared.modified.toString(), place.uri.toString());
      const then = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.toString() === compared.original.toString(),
      );
      assert.equal(then?.getText(), before);
    });
    view.comparing.stop();
    assert.equal(view.snapshot.changes, null);
  });

  test('is told against a run, and that of another flow is not shown', async () => {
    const stored = await runToItsEnd(name, 'ComparedFlow');
    const { editor, place, view } = await shown();
    await replace(editor, 'n = 0;', 'n = 0;\n  @step() alone() {}');
    await view.comparing.with(place, { kind: 'run', id: stored.run.id, told: 'the run' });
    await eventually(() =>
      assert.deepEqual(
        view.snapshot.changes?.diff.steps.map(change => [change.kind, change.step.name]),
        [['added', 'alone']],
      ),
    );
    await openFlow('hello.flow.ts');
    await eventually(() => assert.equal(view.flow?.flow, 'HelloFlow'));
    assert.equal(view.snapshot.changes, null);
    view.comparing.stop();
  });

  test('is told of a comparison that is open, whatever it is with', async () => {
    const { graph } = await inside();
    const committed = vscode.workspace.registerTextDocumentContentProvider('committed', {
      provideTextDocumentContent: () => before,
    });
    const then = vscode.Uri.parse('committed:/then/compared.flow.ts');
    await replace(await openFlow(name), before, after);
    await vscode.commands.executeCommand('vscode.diff', then, file(name), 'then and now');
    await eventually(() =>
      assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff),
    );
    await vscode.commands.executeCommand('stepwell.showComparisonInGraph');
    await eventually(() =>
      assert.deepEqual(
        graph.view.snapshot.changes?.diff.steps.map(change => [change.kind, change.step.name]),
        [
          ['added', 'second'],
          ['removed', 'first'],
        ],
      ),
    );
    assert.equal(graph.view.snapshot.changes?.against, 'compared.flow.ts');
    graph.view.comparing.stop();
    committed.dispose();
  });

  test('says why when there is nothing to compare with', async () => {
    const { place, view } = await shown();
    await view.comparing.with(place, { kind: 'commit', name: 'nowhere' });
    assert.equal(view.snapshot.changes, null);
  });
});
