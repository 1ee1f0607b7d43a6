import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('The extension', () => {
  const extension = vscode.extensions.getExtension('stepwell.vscode-stepwell');

  test('is there and activates', async () => {
    assert.ok(extension, 'VS Code does not know stepwell.vscode-stepwell');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('opens the fixture workspace', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'no folder is open');
    const files = await vscode.workspace.findFiles('**/*.flow.ts');
    assert.ok(files.length > 0, `no flow in ${folder.uri.fsPath}`);
  });
});
