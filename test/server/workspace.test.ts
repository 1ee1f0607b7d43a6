import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WorkspaceEdit, WorkspaceSymbol } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FlowsResult, flowsRequest } from '../../server/protocol.js';
import { Client } from './client.js';

/** A folder on disk with these files, by their paths in it. */
function folder(files: Record<string, string>) {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-workspace-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, write, uri: (name: string) => pathToFileURL(path.join(root, name)).href };
}

const flow = (name: string, step = 'start') =>
  `import { Flow, step } from 'stepwell';\n/** Does ${name}. */\nexport class ${name} extends Flow {\n  @step({ start: true }) ${step}() {}\n}\n`;

async function started(...folders: string[]): Promise<Client> {
  const client = new Client();
  await client.start(folders.map(root => ({ uri: pathToFileURL(root).href, name: path.basename(root) })));
  onTestFinished(() => client.stop());
  return client;
}

const names = async (client: Client) =>
  (await client.ask<FlowsResult>(flowsRequest, null)).map(({ flow }) => flow);

test('flows are found wherever they are written, and not where nobody writes any', async () => {
  const { root, uri } = folder({
    'a.flow.ts': flow('A'),
    'deep/er/b.ts': flow('B'),
    'plain.ts': 'export const stepwell = 1;',
    'node_modules/x/c.ts': flow('C'),
    'dist/d.js': flow('D'),
    '.stepwell/e.ts': flow('E'),
    'types.d.ts': flow('G'),
    'broken.ts': `${flow('H')} {{{`,
  });
  const client = await started(root);
  const flows = await client.ask<FlowsResult>(flowsRequest, null);
  expect(flows.map(({ flow, doc }) => `${flow}: ${doc}`)).toEqual(['A: Does A.', 'H: Does H.', 'B: Does B.']);
  expect(flows[0]).toMatchObject({
    uri: uri('a.flow.ts'),
    range: { start: { line: 2, character: 13 } },
    steps: [{ name: 'start', range: { start: { line: 3, character: 25 } } }],
  });
});

test('what is typed, written and deleted is followed', async () => {
  const { root, uri, write } = folder({ 'a.flow.ts': flow('A') });
  const client = await started(root);
  expect(await names(client)).toEqual(['A']);
  await client.open(uri('a.flow.ts'), flow('Typed'));
  await vi.waitFor(async () => expect(await names(client)).toEqual(['Typed']), { timeout: 20_000 });
  await client.close(uri('a.flow.ts'));
  await vi.waitFor(async () => expect(await names(client)).toEqual(['A']), { timeout: 20_000 });
  write('b.ts', flow('B'));
  rmSync(path.join(root, 'a.flow.ts'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [
      { uri: uri('b.ts'), type: 1 },
      { uri: uri('a.flow.ts'), type: 3 },
    ],
  });
  await vi.waitFor(async () => expect(await names(client)).toEqual(['B']), { timeout: 20_000 });
});

test('folders come and go', async () => {
  const [one, other] = [folder({ 'a.ts': flow('A') }), folder({ 'b.ts': flow('B') })];
  const client = await started(one.root);
  const change = (event: object) =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  const named = (root: string) => ({ uri: pathToFileURL(root).href, name: root });
  await change({ added: [named(other.root)], removed: [] });
  await vi.waitFor(async () => expect((await names(client)).toSorted()).toEqual(['A', 'B']), {
    timeout: 20_000,
  });
  await change({ added: [], removed: [named(one.root)] });
  await vi.waitFor(async () => expect(await names(client)).toEqual(['B']), { timeout: 20_000 });
});

test('symbols of the workspace: flows and steps by the letters of their names', async () => {
  const { root } = folder({ 'a.ts': flow('TrainFlow', 'readRows'), 'b.ts': flow('Other') });
  const client = await started(root);
  const found = await client.ask<WorkspaceSymbol[]>('workspace/symbol', { query: 'rr' });
  expect(found.map(({ name, containerName }) => `${name} in ${containerName}`)).toEqual([
    'readRows in TrainFlow',
  ]);
  const flows = await client.ask<WorkspaceSymbol[]>('workspace/symbol', { query: 'trainf' });
  expect(flows.map(({ name }) => name)).toEqual(['TrainFlow']);
});

describe('a name that is inherited', () => {
  const files = {
    'base.ts':
      "import { Flow, step } from 'stepwell';\nexport abstract class Base extends Flow {\n  failure?: Error;\n  @step({ catch: 'failure' }) start() { return this.next(this.work); }\n  abstract work(): unknown;\n}\n",
    'middle.ts':
      "import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport abstract class Middle extends Base {\n  @step({ catch: 'failure' }) rest() {}\n}\n",
    'heir.flow.ts':
      "import { step, type Inputs } from 'stepwell';\nimport { Middle } from './middle.js';\nexport class Heir extends Middle {\n  @step({ catch: 'failure' }) work() { console.log(this.failure); return this.next(this.rest); }\n}\n",
    'other.flow.ts':
      "import { Flow, step } from 'stepwell';\nexport class Other extends Flow {\n  failure?: Error;\n  @step({ catch: 'failure' }) start() {}\n}\n",
  };

  test.each([
    ['where it is declared', 'base.ts', 'failure?'],
    ['where it is inherited', 'heir.flow.ts', "failure'"],
  ])('is renamed in every file that inherits it: asked %s', async (_where, asked, at) => {
    const { root, uri: address } = folder(files);
    const client = await started(root);
    const text = files[asked as keyof typeof files];
    await client.open(address(asked), text);
    const position = TextDocument.create(address(asked), 'typescript', 1, text).positionAt(text.indexOf(at));
    const params = { textDocument: { uri: address(asked) }, position };
    expect(await client.ask('textDocument/prepareRename', params)).toMatchObject({ placeholder: 'failure' });
    const { changes } = await client.ask<WorkspaceEdit>('textDocument/rename', {
      ...params,
      newName: 'trouble',
    });
    expect(Object.keys(changes!).sort()).toEqual(['base.ts', 'heir.flow.ts', 'middle.ts'].map(address));
    for (const [name, before] of Object.entries(files)) {
      const document = TextDocument.create(address(name), 'typescript', 1, before);
      const after = TextDocument.applyEdits(document, changes![address(name)] ?? []);
      expect(after).toBe(name === 'other.flow.ts' ? before : before.replaceAll('failure', 'trouble'));
    }
    const refused = client.ask('textDocument/rename', { ...params, newName: 'rest' });
    await expect(refused).rejects.toThrow(/Middle|Heir/);
  });
});
