import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CodeAction,
  CompletionItem,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type EditParams,
  type EditResult,
  editRequest,
  type FlowResult,
  type GraphsResult,
  graphsRequest,
  type LocateResult,
  locateRequest,
  type PlaceAtResult,
  placeAtRequest,
  resultsNotification,
} from '../../server/protocol.js';
import { Client } from './client.js';
import { flowText } from './flowText.js';

const uri = 'file:///work/flows/f.flow.ts';
const text = flowText('start() { return this.next(this.end); }', 'end() {}');

/** Generous, for a machine that is busy with other things. */
const soon = { timeout: 20_000 };

let client: Client;
beforeEach(async () => {
  client = new Client();
  await client.start();
});
afterEach(() => client.stop());

const edit = (params: Omit<EditParams, 'uri' | 'flow'>): Promise<EditResult> =>
  client.ask(editRequest, { uri, flow: 'F', ...params });
const graphsOf = (): Promise<GraphsResult> => client.ask(graphsRequest, { uri });
const names = (snapshot: GraphsResult | undefined): string[] | undefined =>
  snapshot?.flows.flatMap(({ graph }) => graph.steps.map(({ name }) => name));

test('says what it can do', async () => {
  const other = new Client();
  expect(await other.start()).toMatchObject({
    capabilities: { positionEncoding: 'utf-16', hoverProvider: true },
    serverInfo: { name: 'stepwell' },
  });
  await other.stop();
});

test('a flow is drawn when its document is opened', async () => {
  await client.open(uri, text);
  await vi.waitFor(() => expect(client.graphs).toHaveLength(1), soon);
  expect(client.graphs[0]).toMatchObject({ uri, version: 1, broken: null });
  expect(names(client.graphs[0])).toEqual(['start', 'end']);
  expect(client.diagnostics).toEqual([{ uri, version: 1, diagnostics: [] }]);
});

test('typing inside a body sends no new graph, a burst of changes one', async () => {
  await client.open(uri, text);
  await vi.waitFor(() => expect(client.graphs).toHaveLength(1), soon);
  await client.change(uri, text.replace('end() {}', 'end() { log(); }'));
  await client.change(uri, text.replace('end() {}', 'end() { log(1); }'));
  await vi.waitFor(() => expect(client.diagnostics.at(-1)?.version).toBe(3), soon);
  expect(client.graphs).toHaveLength(1);
  expect(await graphsOf()).toMatchObject({ version: 3 });
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'finish']) {
    await client.change(uri, text.replaceAll(/\bend\b/g, name));
  }
  await vi.waitFor(() => expect(client.graphs.at(-1)?.version).toBe(11), soon);
  expect(names(client.graphs.at(-1))).toEqual(['start', 'finish']);
  expect(client.graphs.length).toBeLessThan(5);
});

test('incremental changes', async () => {
  await client.open(uri, text);
  const at = TextDocument.create(uri, 'typescript', 1, text).positionAt(text.indexOf('end() {}'));
  await client.change(uri, 'last', { start: at, end: { line: at.line, character: at.character + 3 } });
  expect(names(await graphsOf())).toEqual(['start', 'last']);
});

test('the last good graph stays while the text is broken, and its problems too', async () => {
  await client.open(uri, text.replace('this.end', 'this.ende'));
  await vi.waitFor(() => expect(client.diagnostics).toHaveLength(1), soon);
  expect(client.diagnostics[0]!.diagnostics).toMatchObject([
    { code: 'unknown-step', source: 'stepwell', severity: 1 },
  ]);
  await client.change(uri, text.replace('this.end', 'this.ende').replace('end() {}', 'end() { if ( }'));
  await vi.waitFor(() => expect(client.graphs).toHaveLength(2), soon);
  expect(client.graphs[1]).toMatchObject({ broken: expect.any(String), flows: [{ stale: true }] });
  expect(names(client.graphs[1])).toEqual(['start', 'end']);
  expect(client.diagnostics).toHaveLength(1);
  await client.change(uri, text);
  await vi.waitFor(() => expect(client.graphs).toHaveLength(3), soon);
  expect(client.graphs[2]).toMatchObject({ broken: null, flows: [{ stale: false, problems: [] }] });
});

describe('while one types', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  /** All that was sent has arrived, and what is due by then is done. */
  const pass = async (milliseconds: number) => {
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
    vi.advanceTimersByTime(milliseconds);
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
  };

  test.each([
    ['can’t be read', text.replace('end() {}', 'end() { if ( }')],
    ['leads to nowhere', text.replace('this.end', 'this.en')],
  ])('what %s is told when one pauses, and what mends it at once', async (_, worse) => {
    await client.open(uri, text);
    await pass(0);
    expect(client.graphs).toHaveLength(1);
    await client.change(uri, worse);
    await pass(50);
    expect(client.graphs).toHaveLength(1);
    expect(client.diagnostics).toHaveLength(1);
    await client.change(uri, text.replace('this.end', 'this.last').replace('end() {}', 'last() {}'));
    // It rests for as long as reading took, which is no longer than this.
    await pass(150);
    expect(client.graphs.map(names)).toEqual([
      ['start', 'end'],
      ['start', 'last'],
    ]);
    await client.change(uri, worse);
    await pass(150);
    await pass(150);
    expect(client.graphs).toHaveLength(3);
    await client.change(uri, text);
    await pass(150);
    expect(client.graphs).toHaveLength(4);
  });
});

describe('while one types in a class that others extend', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  test('they are told of again when one pauses, and not before', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-server-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const address = (name: string) => pathToFileURL(path.join(folder, name)).href;
    const base = (step: string) =>
      `import { Flow, step } from 'stepwell';\nexport abstract class Base extends Flow {\n  @step() start() { return this.next(this.${step}); }\n  @step() ${step}() {}\n}\n`;
    const turns = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
    };
    await client.open(address('base.ts'), base('w'));
    await client.open(
      address('heir.flow.ts'),
      "import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport class Heir extends Base {}\n",
    );
    await turns();
    const told = () => client.graphs.filter(one => one.uri === address('heir.flow.ts')).map(names);
    expect(told()).toEqual([['start', 'w']]);
    for (const name of ['wo', 'wor', 'work']) {
      await client.change(address('base.ts'), base(name));
      await turns();
      vi.advanceTimersByTime(60);
      await turns();
    }
    expect(told()).toHaveLength(1);
    vi.advanceTimersByTime(150);
    await turns();
    expect(told()).toEqual([
      ['start', 'w'],
      ['start', 'work'],
    ]);
  });
});

test('what an edit of the graph makes of a text is told at once, finished or not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
  };
  await client.open(
    uri,
    flowText('start() { return this.next(this.a); }', 'a() { return this.next(this.b); }', 'b() {}'),
  );
  await turns();
  const made = await edit({ version: 1, edit: { kind: 'connect', from: 'start', to: 'b' } });
  expect(made.ok).toBe(true);
  if (!made.ok) return;
  for (const change of made.changes) await client.change(uri, change.text, change.range);
  await turns();
  vi.advanceTimersByTime(40);
  await turns();
  // The split lacks its join, which is an error more than before.
  expect(client.graphs.at(-1)?.flows[0]?.graph.edges).toHaveLength(3);
  expect(client.graphs.at(-1)?.flows[0]?.problems.length).toBeGreaterThan(
    client.graphs[0]?.flows[0]?.problems.length ?? 0,
  );
});

test('documents without flows cost nothing', async () => {
  await client.open('file:///other.ts', 'export class A {}');
  expect(await client.ask(graphsRequest, { uri: 'file:///other.ts' })).toBeNull();
  expect(await client.lenses('file:///other.ts')).toEqual([]);
  expect(client.graphs).toEqual([]);
  expect(client.diagnostics).toEqual([]);
});

test('a flow that goes away is told', async () => {
  await client.open(uri, text);
  await client.change(uri, 'export {}');
  await vi.waitFor(() => expect(client.graphs.at(-1)).toMatchObject({ flows: [], version: 2 }), soon);
  expect(await graphsOf()).toBeNull();
});

test('closing a document clears its diagnostics', async () => {
  await client.open(uri, text.replace('this.end', 'this.ende'));
  await client.close(uri);
  await vi.waitFor(() => expect(client.diagnostics.at(-1)).toEqual({ uri, diagnostics: [] }), soon);
  expect(await graphsOf()).toBeNull();
});

test('from a node to the code, and back', async () => {
  await client.open(uri, text);
  const found = await client.ask<LocateResult>(locateRequest, { uri, flow: 'F', step: 'end' });
  expect(found?.name).toEqual({ start: { line: 5, character: 10 }, end: { line: 5, character: 13 } });
  expect(await client.ask<LocateResult>(locateRequest, { uri, flow: 'F', step: 'none' })).toBeNull();
  expect(await client.ask<LocateResult>(locateRequest, { uri, flow: 'F' })).toMatchObject({
    name: { start: { line: 2, character: 13 } },
  });
  const place = (line: number, character: number): Promise<PlaceAtResult> =>
    client.ask(placeAtRequest, { uri, position: { line, character } });
  expect(await place(5, 14)).toEqual({ flow: 'F', step: 'end' });
  expect(await place(4, 0)).toEqual({ flow: 'F', step: null });
  expect(await place(0, 0)).toBeNull();
});

test('a step of a graph is found as long as the code has that graph', async () => {
  await client.open(uri, text);
  const step = (version: number): Promise<LocateResult> =>
    client.ask(locateRequest, { uri, flow: 'F', step: 'start', version });
  const version = await client.change(uri, text.replace('end() {}', 'end() { log(); }'));
  expect(await step(1)).not.toBeNull();
  expect(await step(version)).not.toBeNull();
  const renamed = await client.change(uri, text.replaceAll(/\bend\b/g, 'stop'));
  expect(await step(version)).toBeNull();
  expect(await step(renamed)).not.toBeNull();
  expect(await step(renamed + 1)).toBeNull();
});

test('a place in a class of the same text counts for the flow that inherits it', async () => {
  const heir = '\nexport class G extends F {\n  @step() override end() {}\n}\n';
  await client.open(uri, text + heir);
  const lineOf = (what: string) => (text + heir).split('\n').findIndex(line => line.includes(what));
  const place = (line: number): Promise<PlaceAtResult> =>
    client.ask(placeAtRequest, { uri, position: { line, character: 12 }, heir: { uri, flow: 'G' } });
  expect(await place(lineOf('start()'))).toEqual({ flow: 'G', step: 'start' });
  expect(await place(lineOf('override end()'))).toEqual({ flow: 'G', step: 'end' });
  expect(await place(lineOf('@step() end()'))).toBeNull();
});

test('an edit gives versioned changes which make the new text', async () => {
  await client.open(uri, text);
  const made = await edit({ version: 1, edit: { kind: 'addStep', after: 'start', name: 'mid' } });
  if (!made.ok) throw new Error(made.reason);
  expect(made).toMatchObject({ version: 1, step: 'mid' });
  const document = TextDocument.create(uri, 'typescript', 1, text);
  const changed = TextDocument.applyEdits(
    document,
    made.changes.map(({ range, text: newText }) => ({ range, newText })),
  );
  await client.change(uri, changed);
  expect(names(await graphsOf())).toEqual(['start', 'mid', 'end']);
});

test('an edit of a graph that has changed since is refused, one of the same graph is not', async () => {
  await client.open(uri, text);
  const version = await client.change(uri, text.replace('end() {}', 'end() { log(); }'));
  const add = { kind: 'addStep', after: 'end', name: 'more' } as const;
  expect(await edit({ version: 1, edit: add })).toMatchObject({ ok: true, version });
  await client.change(uri, text.replaceAll(/\bend\b/g, 'stop'));
  expect(await edit({ version, edit: add })).toEqual({
    ok: false,
    reason: 'The code has changed since this graph was drawn: look at it again and repeat the edit.',
  });
});

const result = (changes: Partial<FlowResult>): FlowResult => ({
  flow: 'F',
  file: '/work/flows/f.flow.ts',
  run: '01ABC',
  status: 'done',
  startedAt: Date.now() - 130_000,
  endedAt: Date.now() - 125_000,
  steps: { start: { status: 'done', tasks: 1, failed: 0, duration: 1234, error: null } },
  ...changes,
});
const titles = async (): Promise<(string | undefined)[]> =>
  (await client.lenses(uri)).map(({ command }) => command?.title);

test('lenses on class and steps', async () => {
  await client.open(uri, text);
  expect(await titles()).toEqual(['▶ Run', 'Show graph', '▶ Run step', '▶ Run step']);
  await client.connection.sendNotification(resultsNotification, { results: [result({})] });
  await vi.waitFor(() => expect(client.lensRefreshes).toBe(1), soon);
  expect(await titles()).toEqual([
    '▶ Run',
    'Show graph',
    '✓ done 2 min ago',
    '▶ Run step',
    '✓ 1.2 s',
    '▶ Run step',
  ]);
});

test('lenses of a failed run lead to the log', async () => {
  await client.open(uri, text);
  const error = { task: '0', message: 'no\n such file' };
  const failed = result({
    status: 'failed',
    steps: { start: { status: 'failed', tasks: 1, failed: 1, duration: 5, error } },
  });
  await client.connection.sendNotification(resultsNotification, { results: [failed] });
  const lenses = await client.lenses(uri);
  expect(lenses.map(({ command }) => command)).toMatchObject([
    { title: '▶ Run', command: 'stepwell.run', arguments: [{ uri, flow: 'F' }] },
    { title: 'Resume', command: 'stepwell.resume' },
    { title: 'Show graph', command: 'stepwell.showGraph' },
    {
      title: '✗ failed in start 2 min ago',
      command: 'stepwell.openLog',
      arguments: [{ run: '01ABC', step: 'start', task: '0' }],
    },
    { title: '▶ Run step', command: 'stepwell.runStep', arguments: [{ uri, flow: 'F', step: 'start' }] },
    { title: '✗ no such file', command: 'stepwell.openLog' },
    { title: '▶ Run step' },
  ]);
});

test('the same results again refresh nothing, a stream of them little', async () => {
  await client.open(uri, text);
  for (let tasks = 1; tasks <= 50; tasks++) {
    const steps = { start: { status: 'running', tasks, failed: 0, duration: null, error: null } } as const;
    const running = result({ status: 'running', endedAt: null, steps });
    await client.connection.sendNotification(resultsNotification, { results: [running] });
  }
  await vi.waitFor(() => expect(client.lensRefreshes).toBeGreaterThan(0), soon);
  expect(await titles()).toContain('● running · 50 tasks');
  expect(client.lensRefreshes).toBeLessThan(5);
});

test('hover on a step, where it is declared and where it is named', async () => {
  await client.open(uri, text);
  await client.connection.sendNotification(resultsNotification, { results: [result({})] });
  const hover = (line: number, character: number): Promise<unknown> =>
    client.ask('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  expect(await hover(3, 12)).toMatchObject({
    contents: { value: expect.stringContaining('Last run: ✓ 1.2 s, 2 min ago') },
  });
  expect(await hover(3, 43)).toMatchObject({
    contents: { value: expect.stringContaining('**end**: last step') },
  });
  expect(await hover(0, 3)).toBeNull();
});

test('a flow is told of again when the class it extends changes, in the editor or on disk', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const address = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const base = (step: string) =>
    `import { Flow, step } from 'stepwell';\nexport abstract class Base extends Flow {\n  @step() start() { return this.next(this.${step}); }\n  @step() ${step}() {}\n}\n`;
  writeFileSync(path.join(folder, 'base.ts'), base('work'));
  const heir =
    "import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport class Heir extends Base {}\n";
  await client.open(address('heir.flow.ts'), heir);
  const steps = () => names(client.graphs.findLast(one => one.uri === address('heir.flow.ts')));
  await vi.waitFor(() => expect(steps()).toEqual(['start', 'work']), soon);
  // What is open counts before what is on disk.
  await client.open(address('base.ts'), base('typed'));
  await vi.waitFor(() => expect(steps()).toEqual(['start', 'typed']), soon);
  await client.close(address('base.ts'));
  writeFileSync(path.join(folder, 'base.ts'), base('written'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: address('base.ts'), type: 2 }],
  });
  await vi.waitFor(() => expect(steps()).toEqual(['start', 'written']), soon);
});

test('what is inherited is found where it stands, and a base is judged where it stands', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const address = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const base = [
    "import { Flow, step } from 'stepwell';",
    'export abstract class Base extends Flow {',
    '  rows: number[] = [];',
    "  @step({ timeout: 'soon' }) start() { return this.next(this.work); }",
    '  abstract work(): unknown;',
    '}',
  ].join('\n');
  const heir = [
    "import { step } from 'stepwell';",
    "import { Base } from '@flows/base';",
    'export class Heir extends Base {',
    '  @step() work() { console.log(this.rows); return this.start; }',
    '}',
  ].join('\n');
  writeFileSync(path.join(folder, 'base.ts'), base);
  const [main, there] = [address('heir.flow.ts'), address('base.ts')];
  await client.open(main, heir);
  const told = (uri: string) => client.diagnostics.findLast(one => one.uri === uri)?.diagnostics;
  await vi.waitFor(() => expect(told(main)).toMatchObject([{ code: 'unknown-base' }]), soon);
  // The way to the base is only now made known.
  const paths = { compilerOptions: { paths: { '@flows/*': ['./*'] } } };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(paths));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: address('tsconfig.json'), type: 1 }],
  });
  const timeout = { start: { line: 3, character: 19 }, end: { line: 3, character: 25 } };
  await vi.waitFor(
    () =>
      expect(told(main)).toMatchObject([
        {
          code: 'invalid-option',
          range: { start: { line: 2, character: 26 } },
          relatedInformation: [{ location: { uri: there, range: timeout } }],
        },
        { code: 'returns-value' },
      ]),
    soon,
  );
  const name = { start: { line: 3, character: 29 }, end: { line: 3, character: 34 } };
  const at = (character: number) => ({ textDocument: { uri: main }, position: { line: 3, character } });
  expect(await client.ask<LocateResult>(locateRequest, { uri: main, flow: 'Heir', step: 'start' })).toEqual({
    uri: there,
    name,
    full: { start: { line: 3, character: 2 }, end: { line: 3, character: 69 } },
  });
  expect(await client.ask('textDocument/definition', at(57))).toEqual({ uri: there, range: name });
  expect(await client.ask('textDocument/definition', at(38))).toMatchObject({
    uri: there,
    range: { start: { line: 2, character: 2 } },
  });
  const [item] = await client.ask<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at(11));
  const callers = await client.ask<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
  expect(callers).toMatchObject([
    {
      from: { name: 'start', uri: there, selectionRange: name },
      fromRanges: [{ start: { line: 3, character: 61 } }],
    },
  ]);
  await client.open(there, base);
  await vi.waitFor(
    () => expect(told(there)).toMatchObject([{ code: 'invalid-option', range: timeout }]),
    soon,
  );
});

test('a whole flow is offered in a file that has none', async () => {
  const address = 'file:///work/flows/train.flow.ts';
  await client.open(address, "import { x } from './x.js';\n\nfl");
  const items = await client.ask<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri: address },
    position: { line: 2, character: 2 },
  });
  expect(items).toMatchObject([
    { label: 'flow', additionalTextEdits: [{ newText: "import { Flow, step } from 'stepwell';\n" }] },
  ]);
});

test.each([
  'untitled:Untitled-1',
  'vscode-vfs://github/acme/flows/train.flow.ts',
  'git:/work/a.flow.ts?ref=HEAD',
])('a document that is no file is understood as far as its own text goes: %s', async address => {
  const written = `${text.replace('this.end', 'this.edn')}import { Base } from './base.js';\nexport class Heir extends Base {\n  @step() more() { return this.next(this.some); }\n}\n`;
  await client.open(address, written);
  const diagnostics = () => client.diagnostics.findLast(one => one.uri === address)?.diagnostics;
  await vi.waitFor(() => expect(diagnostics()?.map(({ code }) => code)).toEqual(['unknown-step']), soon);
  const position = { line: 4, character: 40 };
  const params = { textDocument: { uri: address }, position };
  const actions = await client.ask<CodeAction[]>('textDocument/codeAction', {
    textDocument: params.textDocument,
    range: diagnostics()![0]!.range,
    context: { diagnostics: diagnostics() },
  });
  expect(actions.map(({ title }) => title)).toContain("Change to 'end'");
  const step = { textDocument: { uri: address }, position: { line: 5, character: 11 } };
  expect(await client.ask('textDocument/definition', step)).toMatchObject({ uri: address });
  expect(await client.ask('textDocument/rename', { ...step, newName: 'last' })).toMatchObject({
    changes: { [address]: [{ newText: 'last' }] },
  });
  expect(await client.ask('textDocument/hover', step)).not.toBeNull();
  const located = await client.ask<LocateResult>(locateRequest, { uri: address, flow: 'F', step: 'end' });
  expect(located?.uri).toBe(address);
  expect(names(await client.ask<GraphsResult>(graphsRequest, { uri: address }))).toEqual([
    'start',
    'end',
    'more',
  ]);
});
