import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.js';
import { closeEditors, inside, openFlow, runToItsEnd, write } from './workspace.js';

const text = `import { Flow, step, type Inputs } from 'stepwell';

export class NamesFlow extends Flow {
  score = 0;
  failure?: Error;
  @step() start() {
    return this.foreach([1, 2], this.fit);
  }
  @step({ catch: 'failure' }) fit(n: number) {
    this.score = n;
    return this.next(this.pick);
  }
  @step() pick(inputs: Inputs<this>) {
    this.score = Math.max(...inputs.map(input => input.score));
    console.log(inputs.fit);
    return this.next(this.end);
  }
  @step() end() {}
}
`;

/** A use of the flow in another file, which only TypeScript knows to be one. */
const user = `import { NamesFlow } from './names.flow';
export const score = (flow: NamesFlow) => flow.score;
`;

function after(place: string): vscode.Position {
  const at = text.indexOf(place) + place.length;
  const lines = text.slice(0, at).split('\n');
  return new vscode.Position(lines.length - 1, lines.at(-1)!.length);
}

async function rename(uri: vscode.Uri, place: string, name: string): Promise<vscode.WorkspaceEdit> {
  return vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    uri,
    after(place),
    name,
  );
}

/** Names of an edit, as `line: new text`, in order and each once. */
function changes(edit: vscode.WorkspaceEdit, uri: vscode.Uri): string[] {
  return edit
    .get(uri)
    .toSorted((a, b) => a.range.start.compareTo(b.range.start))
    .map(({ range, newText }) => `${range.start.line + 1}: ${newText}`);
}

suite('Names in a flow', () => {
  let uri: vscode.Uri;
  let other: vscode.Uri;
  suiteSetup(async () => {
    await inside();
    uri = await write('names.flow.ts', text);
    other = await write('names-user.ts', user);
    const document = await vscode.workspace.openTextDocument(other);
    await vscode.window.showTextDocument(document);
    await openFlow('names.flow.ts');
    // TypeScript's own service takes its time to start.
    await eventually(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        after('Math.ma'),
      );
      assert.ok(hovers.length > 0);
    });
  });
  suiteTeardown(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
    await vscode.workspace.fs.delete(other);
  });

  test('a step is renamed wherever it is named, each place once', async () => {
    assert.deepEqual(changes(await rename(uri, 'this.fi', 'train'), uri), [
      '7: train',
      '9: train',
      '15: train',
    ]);
  });

  test('an artifact is renamed in options and in other files', async () => {
    const edit = await rename(uri, 'this.sco', 'grade');
    assert.deepEqual(changes(edit, uri), ['4: grade', '10: grade', '14: grade', '14: grade']);
    assert.deepEqual(changes(edit, other), ['2: grade']);
    const option = await rename(uri, "catch: 'fail", 'trouble');
    assert.deepEqual(changes(option, uri), ['5: trouble', '9: trouble']);
  });

  test('a definition is found once', async () => {
    for (const [place, line] of [
      ["catch: 'fail", 4],
      ['this.fi', 8],
    ] as const) {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        uri,
        after(place),
      );
      const lines = found.map(one =>
        'targetUri' in one ? (one.targetSelectionRange ?? one.targetRange).start.line : one.range.start.line,
      );
      assert.deepEqual([...new Set(lines)], [line], place);
    }
  });

  test('a hover on an artifact tells where it comes from and what it held last', async () => {
    await runToItsEnd('names.flow.ts', 'NamesFlow');
    await eventually(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        after('this.sco'),
      );
      const said = hovers
        .flatMap(({ contents }) => contents)
        .map(content => (typeof content === 'string' ? content : content.value))
        .join('\n');
      assert.match(said, /artifact of `NamesFlow`/);
      assert.match(said, /Set by its field, `fit`, `pick`/);
      assert.match(said, /Last value: `2`/);
    });
  });

  test('a transition offers the steps, and nothing twice', async () => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      after('return this.next('),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter(label => label === 'this.end').length, 1, labels.slice(0, 20).join());
  });

  test('hints stand behind steps for those who ask for them', async () => {
    const whole = new vscode.Range(0, 0, 30, 0);
    const hints = () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, whole);
    const shown = (list: vscode.InlayHint[]) =>
      list.map(({ label }) => String(label)).filter(label => /×/.test(label));
    assert.deepEqual(shown(await hints()), []);
    const settings = vscode.workspace.getConfiguration('stepwell');
    await settings.update('inlayHints', true, vscode.ConfigurationTarget.Global);
    try {
      await eventually(async () => assert.match(shown(await hints())[0] ?? '', /^× 2/));
    } finally {
      await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('a call hierarchy follows the steps', async () => {
    const roots = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      'vscode.prepareCallHierarchy',
      uri,
      after('this.next(this.pic'),
    );
    const ours = roots.find(({ detail }) => detail?.includes('NamesFlow'));
    assert.ok(ours, JSON.stringify(roots.map(({ name, detail }) => [name, detail])));
    const calls = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(
      'vscode.provideOutgoingCalls',
      ours,
    );
    assert.deepEqual(
      calls.map(({ to }) => to.name),
      ['end'],
    );
  });
});
