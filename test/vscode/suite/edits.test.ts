import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { applyEdit } from '../../../extension/graph/edits.js';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { eventually } from './eventually.js';
import { closeEditors, file, inside, write } from './workspace.js';

const texts = {
  'edits/base.ts': `import { Flow, step } from 'stepwell';

export class EditsBase extends Flow {
  @step() start() {
    return this.next(this.fit);
  }
  @step() fit() {
    return this.next(this.end);
  }
  @step() end() {}
}
`,
  'edits/heir.flow.ts': `import { step } from 'stepwell';
import { EditsBase } from './base';

export class EditsHeir extends EditsBase {
  @step() override fit() {
    return this.next(this.check);
  }
  @step() check() {
    return this.next(this.end);
  }
}
`,
  'edits/use.ts': `import { EditsHeir } from './heir.flow';
export const used = (flow: EditsHeir) => [flow.fit, flow.end];
`,
  'edits/tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["."] }\n',
} as const;
type Name = keyof typeof texts;
const names = Object.keys(texts) as Name[];
const heir = 'edits/heir.flow.ts';

/** A file system that can only be read, with one flow in it. */
class Shelf implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly #bytes = Buffer.from(texts['edits/base.ts']);
  watch = () => new vscode.Disposable(() => undefined);
  stat = () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#bytes.length });
  readFile = () => this.#bytes;
  readDirectory = () => [];
  createDirectory = () => this.#refuse();
  writeFile = () => this.#refuse();
  delete = () => this.#refuse();
  rename = () => this.#refuse();
  #refuse(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

suite('An edit of the graph', () => {
  suiteSetup(async () => {
    await inside();
    for (const name of names) await write(name, texts[name]);
    for (const name of names) await vscode.workspace.openTextDocument(file(name));
    // TypeScript's own service takes its time to start, and to know the files that use one another.
    await vscode.window.showTextDocument(file('edits/use.ts'));
    await vscode.window.showTextDocument(file('edits/base.ts'));
    await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        file('edits/base.ts'),
        new vscode.Position(6, 11),
      );
      assert.ok(found.some(({ uri }) => uri.fsPath === file('edits/use.ts').fsPath));
    });
  });
  teardown(async () => {
    for (const name of names) {
      const document = await vscode.workspace.openTextDocument(file(name));
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      const back = new vscode.WorkspaceEdit();
      back.replace(document.uri, all, texts[name]);
      await vscode.workspace.applyEdit(back);
      await document.save();
    }
  });
  suiteTeardown(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(file('edits'), { recursive: true });
  });

  async function edit(flow: string, uri: vscode.Uri, what: GraphEdit) {
    const { language } = await inside();
    const { version } = await vscode.workspace.openTextDocument(uri);
    return applyEdit(language, { uri, flow }, version, what);
  }

  async function text(name: Name): Promise<string> {
    return (await vscode.workspace.openTextDocument(file(name))).getText();
  }

  async function nothingChanged(): Promise<void> {
    for (const name of names) assert.equal(await text(name), texts[name], name);
  }

  test('renames a step like F2 does: an override with what it overrides, in every file', async () => {
    const inCode = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      file(heir),
      new vscode.Position(4, 20),
      'train',
    );
    const places = (edits: [vscode.Uri, vscode.TextEdit[]][]) =>
      edits.map(([uri, all]) => `${uri.path.split('/').at(-1)}: ${all.length}`).toSorted();
    assert.deepEqual(places(inCode.entries()), ['base.ts: 2', 'heir.flow.ts: 1', 'use.ts: 1']);

    const reply = await edit('EditsHeir', file(heir), { kind: 'renameStep', step: 'fit', name: 'train' });
    assert.deepEqual(reply, { ok: true, step: 'train' });
    for (const name of ['edits/base.ts', heir, 'edits/use.ts'] as const)
      assert.equal(await text(name), texts[name].replaceAll('fit', 'train'), name);
    for (const name of ['edits/base.ts', heir, 'edits/use.ts'])
      assert.equal((await vscode.workspace.openTextDocument(file(name))).isDirty, false, name);
    const graph = (await (await inside()).language.graphs(file(heir)))?.flows[0]?.graph;
    assert.deepEqual(graph?.steps.map(({ name }) => name).toSorted(), ['check', 'end', 'start', 'train']);
    assert.ok(graph?.edges.some(({ from, to }) => from === 'start' && to === 'train'));
  });

  test('renames with a step what overrides it', async () => {
    const reply = await edit('EditsBase', file('edits/base.ts'), {
      kind: 'renameStep',
      step: 'fit',
      name: 'train',
    });
    assert.deepEqual(reply, { ok: true, step: 'train' });
    for (const name of ['edits/base.ts', heir, 'edits/use.ts'] as const)
      assert.equal(await text(name), texts[name].replaceAll('fit', 'train'), name);
  });

  test('renames an artifact in every file that knows it', async () => {
    const base = file('edits/base.ts');
    const { document } = await vscode.window.showTextDocument(base);
    const added = new vscode.WorkspaceEdit();
    added.insert(
      base,
      document.positionAt(document.getText().indexOf('@step')),
      'scores: number[] = [];\n  ',
    );
    assert.ok(await vscode.workspace.applyEdit(added));
    const uses = await vscode.workspace.openTextDocument(file(heir));
    const used = new vscode.WorkspaceEdit();
    const inBody = uses.getText().indexOf('{', uses.getText().indexOf('check()')) + 1;
    used.insert(uses.uri, uses.positionAt(inBody), ' this.scores.push(1);');
    assert.ok(await vscode.workspace.applyEdit(used));
    await eventually(async () => {
      const reply = await edit('EditsBase', base, { kind: 'renameField', name: 'scores', to: 'marks' });
      assert.deepEqual(reply, { ok: true, step: null });
    });
    assert.match(await text('edits/base.ts'), /marks: number\[\]/);
    assert.match(await text(heir), /this\.marks\.push\(1\)/);
    for (const name of names) assert.doesNotMatch(await text(name), /scores/);
  });

  test('renames an inherited step where it is declared', async () => {
    const reply = await edit('EditsHeir', file(heir), { kind: 'renameStep', step: 'end', name: 'finish' });
    assert.deepEqual(reply, { ok: true, step: 'finish' });
    for (const name of ['edits/base.ts', heir, 'edits/use.ts'] as const)
      assert.equal(await text(name), texts[name].replaceAll(/\bend\b/g, 'finish'), name);
  });

  test('says why a step can’t have a name, and F2 does not give it either', async () => {
    const reply = await edit('EditsHeir', file(heir), { kind: 'renameStep', step: 'check', name: 'next' });
    assert.match(reply.ok ? '' : reply.reason, /can't be called 'next', which every flow has already/);
    const inCode = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      file(heir),
      new vscode.Position(7, 11),
      'next',
    );
    assert.equal(inCode.size, 0);
    await nothingChanged();
  });

  test('takes a step to another file through the clipboard, where it is TypeScript', async () => {
    const base = file('edits/base.ts');
    const reply = await edit('EditsHeir', file(heir), { kind: 'copyStep', step: 'check' });
    assert.deepEqual(reply, { ok: true, step: 'check' });
    const copied = await vscode.env.clipboard.readText();
    assert.match(
      copied,
      /^import \{ step \} from 'stepwell';\n[\s\S]*class EditsHeir[\s\S]*@step\(\) check\(\) \{/,
    );
    await nothingChanged();
    assert.deepEqual(await edit('EditsBase', base, { kind: 'pasteSteps', after: 'start' }), {
      ok: true,
      step: 'check',
    });
    assert.match(await text('edits/base.ts'), /this\.fit\);\n {2}\}\n {2}@step\(\) check\(\) \{\n/);
    await vscode.env.clipboard.writeText('nothing of the kind');
    const again = await edit('EditsBase', base, { kind: 'pasteSteps' });
    assert.match(again.ok ? '' : again.reason, /^The clipboard holds no step/);
  });

  test('leaves a file alone that can’t be written, and says which and why', async () => {
    const connect: GraphEdit = { kind: 'connect', from: 'check', to: 'fit' };
    await chmod(file(heir).fsPath, 0o444);
    try {
      assert.deepEqual(await edit('EditsHeir', file(heir), connect), {
        ok: false,
        reason:
          'Nothing was changed. edits/heir.flow.ts is read-only: its permissions don’t let it be written.',
      });
    } finally {
      await chmod(file(heir).fsPath, 0o644);
    }
    const files = vscode.workspace.getConfiguration('files');
    const { Workspace } = vscode.ConfigurationTarget;
    await files.update('readonlyInclude', { 'edits/*.flow.ts': true }, Workspace);
    try {
      assert.deepEqual(await edit('EditsHeir', file(heir), connect), {
        ok: false,
        reason:
          'Nothing was changed. edits/heir.flow.ts is read-only: the setting files.readonlyInclude says so.',
      });
      await files.update('readonlyExclude', { '**/heir.*': true }, Workspace);
      const reply = await edit('EditsHeir', file(heir), { kind: 'addStep', after: 'check', name: 'more' });
      assert.deepEqual(reply, { ok: true, step: 'more' });
    } finally {
      await files.update('readonlyInclude', undefined, Workspace);
      await files.update('readonlyExclude', undefined, Workspace);
    }
  });

  test('changes none of several files when one of them can’t be written', async () => {
    await chmod(file('edits/use.ts').fsPath, 0o444);
    try {
      assert.deepEqual(
        await edit('EditsHeir', file(heir), { kind: 'renameStep', step: 'fit', name: 'train' }),
        {
          ok: false,
          reason: 'Nothing was changed. edits/use.ts is read-only: its permissions don’t let it be written.',
        },
      );
      const inCode = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        file(heir),
        new vscode.Position(4, 20),
        'train',
      );
      assert.equal(inCode.size, 0);
      await nothingChanged();
    } finally {
      await chmod(file('edits/use.ts').fsPath, 0o644);
    }
  });

  test('is not made in a file system that is only read, nor in a file that is gone', async () => {
    const scheme = 'vscode-vfs';
    const registered = vscode.workspace.registerFileSystemProvider(scheme, new Shelf(), { isReadonly: true });
    try {
      const uri = vscode.Uri.from({ scheme, authority: 'shelf', path: '/shelf.flow.ts' });
      const reply = await edit('EditsBase', uri, { kind: 'addStep', after: 'end', name: 'more' });
      assert.match(
        reply.ok ? '' : reply.reason,
        /^Nothing was changed\. .*shelf\.flow\.ts is read-only: its file system/,
      );
    } finally {
      registered.dispose();
    }
    const { language } = await inside();
    const at = { uri: file('edits/nowhere.flow.ts'), flow: 'EditsBase' };
    const reply = await applyEdit(language, at, 1, { kind: 'addStep', after: 'end', name: 'more' });
    assert.deepEqual(reply, {
      ok: false,
      reason: 'Nothing was changed. edits/nowhere.flow.ts is no longer there.',
    });
  });
});
