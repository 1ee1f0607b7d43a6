import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import {
  type CodeLens,
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { type DocumentSnapshot, type GraphsChangedParams, graphsChanged } from '../../server/protocol.js';
import { Server } from '../../server/server.js';

/** A client of a server in this process, over a real JSON-RPC stream. */
export class Client {
  readonly graphs: DocumentSnapshot[] = [];
  readonly diagnostics: PublishDiagnosticsParams[] = [];
  lensRefreshes = 0;
  readonly connection: ProtocolConnection;
  readonly #version = new Map<string, number>();

  constructor() {
    const [up, down] = [new PassThrough(), new PassThrough()];
    new Server(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down))).register();
    this.connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.connection.onNotification(graphsChanged, (params: GraphsChangedParams) => {
      this.graphs.push(params);
    });
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.diagnostics.push(params);
    });
    this.connection.onRequest('workspace/codeLens/refresh', () => {
      this.lensRefreshes++;
      return null;
    });
    this.connection.listen();
  }

  async start(workspaceFolders: { uri: string; name: string }[] | null = null): Promise<unknown> {
    const capabilities = { workspace: { codeLens: { refreshSupport: true }, workspaceFolders: true } };
    const result = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders,
      capabilities,
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.end();
    this.connection.dispose();
  }

  async open(uri: string, text: string): Promise<void> {
    this.#version.set(uri, 1);
    const textDocument = { uri, languageId: 'typescript', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Replaces the whole text, or a stretch of it. */
  async change(uri: string, text: string, range?: Diagnostic['range']): Promise<number> {
    const version = this.#version.get(uri)! + 1;
    this.#version.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [range ? { range, text } : { text }],
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  ask<Result>(method: string, params: unknown): Promise<Result> {
    return this.connection.sendRequest<Result>(method, params);
  }

  lenses(uri: string): Promise<CodeLens[]> {
    return this.ask('textDocument/codeLens', { textDocument: { uri } });
  }
}
