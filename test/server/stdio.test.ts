import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type CodeAction,
  createProtocolConnection,
  type Hover,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { flowText } from './flowText.js';

const cli = resolve(import.meta.dirname, '../../runtime/bin/stepwell.js');
const uri = 'file:///work/f.flow.ts';

/** The server as an editor starts it, and a plain client of the protocol. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [cli, 'lsp', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  return { child, connection };
}

test('stepwell lsp: another editor gets diagnostics, a mend and a hover, and ends the server', async () => {
  const { child, connection } = start();
  const told: PublishDiagnosticsParams[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    told.push(params);
  });
  const { capabilities } = await connection.sendRequest<{ capabilities: object }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  // Nothing is left out for a TypeScript service that may not be there.
  expect(capabilities).toMatchObject({ documentSymbolProvider: true, documentHighlightProvider: true });
  await connection.sendNotification('initialized', {});
  const text = flowText('start() { return this.next(this.ned); }', 'end() {}');
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000 });
  const [diagnostic] = told[0]!.diagnostics;
  expect(diagnostic).toMatchObject({ code: 'unknown-step', source: 'stepwell' });
  const actions = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic!.range,
    context: { diagnostics: [diagnostic] },
  });
  expect(actions.map(({ title }) => title)).toContain("Change to 'end'");
  const hover = await connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 3, character: 11 },
  });
  expect(hover.contents).toMatchObject({ value: expect.stringContaining('**start**') });
  const ended = once(child, 'exit');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect((await ended)[0]).toBe(0);
});

test('stepwell lsp --stdio: it ends when its client is gone', async () => {
  const { child, connection } = start('--stdio');
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
});

/** Sources whose trees are deeper than any stack, each in a way that other code walks down. */
const n = 100_000;
const deepBodies: Readonly<Record<string, string>> = {
  brackets: `${'['.repeat(n)}${']'.repeat(n)};`,
  'brackets without an end': '['.repeat(n),
  parentheses: `${'('.repeat(n)}1${')'.repeat(n)};`,
  sums: `const x = ${'1 + '.repeat(n)}1;`,
  members: `this${'.a'.repeat(n)};`,
  elses: `${'if (this.a) { } else '.repeat(n)} { }`,
  ifs: `${'if (this.a) '.repeat(n)} return;`,
  conditions: `return ${'this.a ? this.next(this.end) : '.repeat(n / 10)} this.next(this.end);`,
};

test.each(Object.entries(deepBodies))(
  'a source of %s, a hundred thousand deep, ends nothing',
  { timeout: 120_000 },
  async (_, body) => {
    const { child, connection } = start();
    const ended = once(child, 'exit').then(() => 'ended');
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    const open = (of: string, text: string) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: of, languageId: 'typescript', version: 1, text },
      });
    const deep = flowText(`start() { ${body}\nreturn this.next(this.end); }`, 'end() {}');
    await open(uri, deep);
    const position = { line: 3, character: 11 };
    const range = { start: position, end: position };
    const asked: readonly [string, object][] = [
      ['hover', { position }],
      ['completion', { position }],
      ['codeLens', {}],
      ['definition', { position }],
      ['references', { position, context: { includeDeclaration: true } }],
      ['documentHighlight', { position }],
      ['documentSymbol', {}],
      ['prepareRename', { position }],
      ['rename', { position, newName: 'other' }],
      ['codeAction', { range, context: { diagnostics: [] } }],
      ['inlayHint', { range }],
      ['prepareCallHierarchy', { position }],
    ];
    for (const [method, params] of asked) {
      const answer = connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...params });
      // A refusal is an answer.
      await Promise.race([answer.catch(() => null), ended]);
    }
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: `${deep}\n` }],
    });
    const edit = { kind: 'addStep', after: 'start' };
    await Promise.race([
      connection.sendRequest('stepwell/edit', { uri, flow: 'F', version: 2, edit }).catch(() => null),
      ended,
    ]);
    // It goes on with what can be read.
    const other = 'file:///work/other.flow.ts';
    await open(other, flowText('start() { return this.next(this.end); }', 'end() {}'));
    const lenses = connection.sendRequest<object[]>('textDocument/codeLens', {
      textDocument: { uri: other },
    });
    expect(await Promise.race([lenses.then(({ length }) => length > 0), ended])).toBe(true);
  },
);
