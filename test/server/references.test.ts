import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Location,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type EditResult, editRequest } from '../../server/protocol.js';
import { Client } from './client.js';

/** What is asked about stands in the first; the others have to do with it, or only look as if they had. */
const files = {
  'base.ts': `import { Flow, step } from 'stepwell';
export abstract class Base extends Flow {
  rows: number[] = [];
  @step() start() { this.rows = [1]; return this.next(this.work); }
  @step() work() { return this.next(this.end); }
  @step() end() {}
}
`,
  'heir.flow.ts': `import { step } from 'stepwell';
import { Base } from './base.js';
export class Heir extends Base {
  @step() override work() { return super.work(); }
  @step() again() { console.log(this.rows); return this.next(this.work); }
}
`,
  'late.flow.ts': `import { step } from 'stepwell';
import { Heir } from './heir.flow.js';
export class Late extends Heir {
  @step() override again() { return this.next(this.work); }
}
`,
  'other.flow.ts': `import { Flow, step } from 'stepwell';
export class Other extends Flow {
  @step() start() { return this.next(this.work); }
  @step() work() {}
}
`,
};

async function workspace() {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-references-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string): void => writeFileSync(path.join(root, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const uri = (name: string): string => pathToFileURL(path.join(root, name)).href;
  const client = new Client();
  onTestFinished(() => client.stop());
  await client.start([{ uri: pathToFileURL(root).href, name: 'root' }]);
  const texts: Record<string, string> = { ...files };
  const nameOf = (at: string): string => path.basename(at);
  /** `file: the line`, for each place. */
  const told = ({ uri, range }: Location): string =>
    `${nameOf(uri)}: ${texts[nameOf(uri)]?.split('\n')[range.start.line]?.trim()} [${range.start.character}]`;
  return {
    root,
    uri,
    client,
    write,
    texts,
    told,
    position: (file: string, before: string, nth = 0) => {
      const text = texts[file]!;
      let at = -1;
      for (let i = 0; i <= nth; i++) at = text.indexOf(before, at + 1);
      if (at < 0) throw new Error(`${before} stands nowhere`);
      const { line, character } = TextDocument.create('', 'typescript', 1, text).positionAt(
        at + before.length,
      );
      return { textDocument: { uri: uri(file) }, position: { line, character } };
    },
    async references(asked: object, includeDeclaration: boolean): Promise<string[]> {
      const params = { ...asked, context: { includeDeclaration } };
      return (await client.ask<Location[]>('textDocument/references', params)).map(told);
    },
    async incoming(asked: object): Promise<string[]> {
      const [item] = await client.ask<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', asked);
      const calls = await client.ask<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
      return calls.map(({ from, fromRanges }) => `${nameOf(from.uri)}: ${from.name} ${fromRanges.length}`);
    },
    async symbols(query: string): Promise<string[]> {
      const found = await client.ask<WorkspaceSymbol[]>('workspace/symbol', { query });
      return found.map(
        ({ name, containerName, location }) => `${nameOf(location.uri)}: ${containerName ?? ''}.${name}`,
      );
    },
  };
}

const uses = [
  'base.ts: @step() start() { this.rows = [1]; return this.next(this.work); } [59]',
  'heir.flow.ts: @step() override work() { return super.work(); } [41]',
  'heir.flow.ts: @step() again() { console.log(this.rows); return this.next(this.work); } [66]',
  'late.flow.ts: @step() override again() { return this.next(this.work); } [51]',
];
const declared = [
  uses[0],
  'base.ts: @step() work() { return this.next(this.end); } [10]',
  'heir.flow.ts: @step() override work() { return super.work(); } [19]',
  uses[1],
  uses[2],
  uses[3],
];

test('a step is found in files that are not open, with its declarations when they are asked for', async () => {
  const w = await workspace();
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  const asked = w.position('base.ts', 'step() work');
  expect(await w.references(asked, false)).toEqual(uses);
  expect(await w.references(asked, true)).toEqual(declared);
});

test('from wherever it is asked: an heir, an heir of that, a document that is not open itself', async () => {
  const w = await workspace();
  await w.client.open(w.uri('late.flow.ts'), files['late.flow.ts']);
  expect(await w.references(w.position('late.flow.ts', 'this.work'), true)).toEqual(declared);
  expect(await w.references(w.position('heir.flow.ts', 'super.work'), true)).toEqual(declared);
  // What only an heir declares is nobody else's.
  expect(await w.references(w.position('heir.flow.ts', 'step() again'), true)).toEqual([
    'heir.flow.ts: @step() again() { console.log(this.rows); return this.next(this.work); } [10]',
    'late.flow.ts: @step() override again() { return this.next(this.work); } [19]',
  ]);
  expect(await w.references(w.position('other.flow.ts', 'step() work'), true)).toHaveLength(2);
});

test('an artifact too', async () => {
  const w = await workspace();
  await w.client.open(w.uri('heir.flow.ts'), files['heir.flow.ts']);
  const asked = w.position('heir.flow.ts', 'this.rows');
  expect((await w.references(asked, true)).map(place => place.split(':')[0])).toEqual([
    'base.ts',
    'base.ts',
    'heir.flow.ts',
  ]);
  expect(await w.references(asked, false)).toHaveLength(2);
});

test('what is typed and not saved counts, at once', async () => {
  const w = await workspace();
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  await w.client.open(w.uri('other.flow.ts'), files['other.flow.ts']);
  w.texts['other.flow.ts'] =
    "import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport class Other extends Base {\n  @step() more() { return this.next(this.work); }\n}\n";
  await w.client.change(w.uri('other.flow.ts'), w.texts['other.flow.ts']);
  const asked = w.position('base.ts', 'step() work');
  expect(await w.references(asked, false)).toEqual([
    ...uses,
    'other.flow.ts: @step() more() { return this.next(this.work); } [41]',
  ]);
  w.texts['other.flow.ts'] = files['other.flow.ts'];
  await w.client.close(w.uri('other.flow.ts'));
  await vi.waitFor(async () => expect(await w.references(asked, false)).toEqual(uses), { timeout: 20_000 });
});

test('files come, go and are called otherwise', async () => {
  const w = await workspace();
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  const asked = w.position('base.ts', 'step() work');
  expect(await w.references(asked, false)).toEqual(uses);
  // The heir's own heir imports from a name that is not there any more.
  renameSync(path.join(w.root, 'heir.flow.ts'), path.join(w.root, 'moved.flow.ts'));
  w.texts['moved.flow.ts'] = files['heir.flow.ts'];
  const changed = (...changes: readonly [string, number][]) =>
    w.client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([name, type]) => ({ uri: w.uri(name), type })),
    });
  await changed(['heir.flow.ts', 3], ['moved.flow.ts', 1]);
  const moved = [uses[0], uses[1]?.replace('heir', 'moved'), uses[2]?.replace('heir', 'moved')];
  await vi.waitFor(async () => expect(await w.references(asked, false)).toEqual(moved), { timeout: 20_000 });
  w.write('late.flow.ts', files['late.flow.ts'].replace('heir.flow', 'moved.flow'));
  await changed(['late.flow.ts', 2]);
  await vi.waitFor(
    async () => expect(await w.references(asked, false)).toEqual([uses[0], uses[3], moved[1], moved[2]]),
    {
      timeout: 20_000,
    },
  );
  rmSync(path.join(w.root, 'moved.flow.ts'));
  await changed(['moved.flow.ts', 3]);
  await vi.waitFor(async () => expect(await w.references(asked, false)).toEqual([uses[0]]), {
    timeout: 20_000,
  });
});

test('a base that is given on by another file from now on', async () => {
  const w = await workspace();
  w.write('all.ts', "export { Heir as Base } from './nothing.js';\n");
  w.texts['other.flow.ts'] =
    "import { step } from 'stepwell';\nimport { Base } from './all.js';\nexport class Other extends Base {\n  @step() more() { return this.next(this.work); }\n}\n";
  w.write('other.flow.ts', w.texts['other.flow.ts']);
  // The server may have looked at it before.
  await w.client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: ['all.ts', 'other.flow.ts'].map(name => ({ uri: w.uri(name), type: 2 })),
  });
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  const asked = w.position('base.ts', 'step() work');
  expect(await w.references(asked, false)).toEqual(uses);
  w.write('all.ts', "export * from './base.js';\n");
  await w.client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: w.uri('all.ts'), type: 2 }],
  });
  await vi.waitFor(
    async () =>
      expect(await w.references(asked, false)).toEqual([
        ...uses,
        'other.flow.ts: @step() more() { return this.next(this.work); } [41]',
      ]),
    { timeout: 20_000 },
  );
});

test('steps of other files go on to a step, or call the one that they override', async () => {
  const w = await workspace();
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  const all = ['base.ts: start 1', 'heir.flow.ts: work 1', 'heir.flow.ts: again 1', 'late.flow.ts: again 1'];
  expect(await w.incoming(w.position('base.ts', 'step() work'))).toEqual(all);
  await w.client.open(w.uri('late.flow.ts'), files['late.flow.ts']);
  expect(await w.incoming(w.position('late.flow.ts', 'this.work'))).toEqual(all);
});

test('the way on from a step of a file that is not open', async () => {
  const w = await workspace();
  await w.client.open(w.uri('late.flow.ts'), files['late.flow.ts']);
  const asked = w.position('late.flow.ts', 'override again');
  const [item] = await w.client.ask<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', asked);
  await w.client.close(w.uri('late.flow.ts'));
  const calls = await w.client.ask<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item });
  expect(calls.map(({ to }) => `${path.basename(to.uri)}: ${to.name}`)).toEqual(['heir.flow.ts: work']);
});

test('a step that is overridden has a new name everywhere', async () => {
  const w = await workspace();
  await w.client.open(w.uri('heir.flow.ts'), files['heir.flow.ts']);
  const asked = w.position('heir.flow.ts', 'override work');
  const { changes } = await w.client.ask<WorkspaceEdit>('textDocument/rename', {
    ...asked,
    newName: 'labour',
  });
  for (const [name, before] of Object.entries(files)) {
    const document = TextDocument.create(w.uri(name), 'typescript', 1, before);
    const after = TextDocument.applyEdits(document, changes?.[w.uri(name)] ?? []);
    expect(after).toBe(name === 'other.flow.ts' ? before : before.replaceAll('work', 'labour'));
  }
});

test('symbols of bases, of files that are not open, and of what is being typed', async () => {
  const w = await workspace();
  expect(await w.symbols('work')).toEqual([
    'base.ts: Base.work',
    'heir.flow.ts: Heir.work',
    'other.flow.ts: Other.work',
  ]);
  expect(await w.symbols('Base')).toEqual(['base.ts: .Base']);
  await w.client.open(w.uri('other.flow.ts'), files['other.flow.ts']);
  await w.client.change(w.uri('other.flow.ts'), files['other.flow.ts'].replaceAll('work', 'working'));
  expect(await w.symbols('working')).toEqual(['other.flow.ts: Other.working']);
  await w.client.open('untitled:Untitled-1', files['other.flow.ts'].replaceAll('work', 'workshop'));
  expect(await w.symbols('workshop')).toEqual(
    ['Untitled-1: Other.workshop'].map(text => text.replace('Untitled-1', 'untitled:Untitled-1')),
  );
});

test('a step that another file names is not deleted through the graph, open or not', async () => {
  const w = await workspace();
  await w.client.open(w.uri('base.ts'), files['base.ts']);
  const edit = (file: string, flow: string, step: string) =>
    w.client.ask<EditResult>(editRequest, {
      uri: w.uri(file),
      flow,
      version: 1,
      edit: { kind: 'deleteStep', step },
    });
  expect(await edit('base.ts', 'Base', 'work')).toEqual({
    ok: false,
    reason: "'work' is named in heir.flow.ts, line 4: change that first.",
  });
  const several = await w.client.ask<EditResult>(editRequest, {
    uri: w.uri('base.ts'),
    flow: 'Base',
    version: 1,
    edit: { kind: 'deleteSteps', steps: ['end', 'work'] },
  });
  expect(several).toEqual({
    ok: false,
    reason: "'work' is named in heir.flow.ts, line 4: change that first.",
  });
  expect(await edit('base.ts', 'Base', 'end')).toMatchObject({ ok: true, step: 'work' });
  await w.client.open(w.uri('other.flow.ts'), files['other.flow.ts']);
  expect(await edit('other.flow.ts', 'Other', 'work')).toMatchObject({ ok: true, step: 'start' });
});

test('a field that another file names is not removed through the graph', async () => {
  const w = await workspace();
  await w.client.open(
    w.uri('base.ts'),
    files['base.ts'].replace('this.rows = [1]; ', '').replace('= [];', '= [];\n  left = 1;'),
  );
  const remove = (name: string) =>
    w.client.ask<EditResult>(editRequest, {
      uri: w.uri('base.ts'),
      flow: 'Base',
      version: 1,
      edit: { kind: 'removeField', name },
    });
  expect(await remove('rows')).toEqual({
    ok: false,
    reason: "'rows' is named in heir.flow.ts, line 5: change that first.",
  });
  expect(await remove('left')).toMatchObject({ ok: true });
});
