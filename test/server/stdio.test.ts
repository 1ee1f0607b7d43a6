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
