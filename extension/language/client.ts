import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RenameRequest,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { GraphEdit } from '../../runtime/model/edit.js';
import {
  type ChangesParams,
  type ChangesResult,
  type CodeThen,
  changesRequest,
  type DocumentSnapshot,
  type EditParams,
  type EditResult,
  editRequest,
  type FlowResult,
  type FlowsResult,
  flowsRequest,
  type GraphsParams,
  type GraphsResult,
  graphsChanged,
  graphsRequest,
  type InitializationOptions,
  type LastValueParams,
  type LastValueResult,
  type LocateParams,
  type LocateResult,
  lastValueRequest,
  locateRequest,
  type NewFlowParams,
  type NewFlowResult,
  newFlowRequest,
  type PlaceAtParams,
  type PlaceAtResult,
  placeAtRequest,
  resultsNotification,
} from '../../server/protocol.js';
import type { RunHistory } from '../runs/history.js';
import { lastValueText } from '../runs/last-value.js';
import type { FlowAt } from '../runs/launcher.js';
import { notice } from '../text/inert.js';
import { Renames } from './renames.js';
import { whyNotChangeable } from './writable.js';

const initialization: InitializationOptions = { besideTypeScript: true, lastValues: true };
const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
const schemes = ['file', 'untitled', 'vscode-vfs', 'git'];

/** The language server, as the rest of the extension sees it. */
export class LanguageService implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #renames = new Renames();
  readonly #changed = new vscode.EventEmitter<DocumentSnapshot>();
  /** The graphs of a document have changed. */
  readonly onDidChangeGraphs = this.#changed.event;
  readonly #started = new vscode.EventEmitter<void>();
  /** The server runs and knows nothing yet; it may be one that took the place of another. */
  readonly onDidStart = this.#started.event;

  constructor(
    context: vscode.ExtensionContext,
    runs: Pick<RunHistory, 'run'>,
    output: vscode.LogOutputChannel,
  ) {
    const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
    const options: LanguageClientOptions = {
      documentSelector: languages.flatMap(language => schemes.map(scheme => ({ language, scheme }))),
      outputChannel: output,
      initializationOptions: initialization,
      middleware: {
        // The editor's own setting turns on the hints of every language, and these are for those who ask for them.
        provideInlayHints: (document, range, token, next) =>
          wantsHints(document) ? next(document, range, token) : [],
        provideRenameEdits: (document, position, name) => this.#answerRename(document, position, name),
      },
    };
    this.#client = new LanguageClient(
      'stepwell',
      'Stepwell',
      {
        run: { module, transport: TransportKind.ipc },
        debug: {
          module,
          transport: TransportKind.ipc,
          options: { execArgv: ['--nolazy', '--inspect=6119'] },
        },
      },
      options,
    );
    this.#client.onNotification(graphsChanged, (snapshot: DocumentSnapshot) => this.#changed.fire(snapshot));
    this.#client.onRequest(lastValueRequest, ({ run, artifact }: LastValueParams): LastValueResult => {
      // Values are decoded by Node's own deserialiser, which is not made for data from strangers.
      const stored = vscode.workspace.isTrusted ? runs.run(run) : null;
      return stored && lastValueText(stored, artifact);
    });
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#started.fire();
    });
  }

  start(): Promise<void> {
    return this.#client.start();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#started.dispose();
    // One that never started has nothing to end.
    this.#client.dispose().catch(() => undefined);
  }

  graphs(uri: vscode.Uri): Promise<GraphsResult> {
    const params: GraphsParams = { uri: uri.toString() };
    return this.#client.sendRequest<GraphsResult>(graphsRequest, params);
  }

  /** @param version the one that a graph was drawn from, which must still be the document's */
  async locate(
    uri: vscode.Uri,
    flow: string,
    step?: string,
    version?: number,
    field?: string,
  ): Promise<{ uri: vscode.Uri; name: vscode.Range; full: vscode.Range } | null> {
    const params: LocateParams = {
      uri: uri.toString(),
      flow,
      ...(step === undefined ? {} : { step }),
      ...(version === undefined ? {} : { version }),
      ...(field === undefined ? {} : { field }),
    };
    const found = await this.#client.sendRequest<LocateResult>(locateRequest, params);
    if (found === null) return null;
    return { uri: vscode.Uri.parse(found.uri), name: toRange(found.name), full: toRange(found.full) };
  }

  /** Every flow of the workspace's folders. */
  workspaceFlows(): Promise<FlowsResult> {
    return this.#client.sendRequest<FlowsResult>(flowsRequest);
  }

  /** @param heir a flow of another document, of whose inherited steps one may be meant */
  placeAt(uri: vscode.Uri, position: vscode.Position, heir?: FlowAt): Promise<PlaceAtResult> {
    const params: PlaceAtParams = {
      uri: uri.toString(),
      position: { line: position.line, character: position.character },
      ...(heir ? { heir: { uri: heir.uri.toString(), flow: heir.flow } } : {}),
    };
    return this.#client.sendRequest<PlaceAtResult>(placeAtRequest, params);
  }

  /** The changes that put a flow into a document that is open. */
  newFlow(uri: vscode.Uri): Promise<NewFlowResult> {
    const params: NewFlowParams = { uri: uri.toString() };
    return this.#client.sendRequest<NewFlowResult>(newFlowRequest, params);
  }

  /** What has become another in a flow since its code was as is said. */
  changes(uri: vscode.Uri, flow: string, then: CodeThen): Promise<ChangesResult> {
    const params: ChangesParams = { uri: uri.toString(), flow, then };
    return this.#client.sendRequest<ChangesResult>(changesRequest, params);
  }

  edit(uri: vscode.Uri, flow: string, version: number, edit: GraphEdit): Promise<EditResult> {
    const params: EditParams = { uri: uri.toString(), flow, version, edit };
    return this.#client.sendRequest<EditResult>(editRequest, params);
  }

  /**
   * The edits that give what a position names another name, in every file that means it; null where it names nothing of a flow.
   *
   * @throws with a sentence for the person when it can't have that name
   */
  rename(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
  ): Promise<vscode.WorkspaceEdit | null> {
    const { code2ProtocolConverter, protocol2CodeConverter } = this.#client;
    return this.#renames.edits(document, position, newName, async () => {
      const at = code2ProtocolConverter.asTextDocumentPositionParams(document, position);
      const edit = await this.#client.sendRequest(RenameRequest.type, { ...at, newName });
      return edit && protocol2CodeConverter.asWorkspaceEdit(edit);
    });
  }

  /** After one that refuses, the editor asks the next one: TypeScript, which knows nothing of flows, would rename it all the same. */
  async #answerRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    name: string,
  ): Promise<vscode.WorkspaceEdit | null> {
    try {
      const edits = await this.rename(document, position, name);
      const why = edits && (await whyNotChangeable(edits.entries().map(([uri]) => uri)));
      if (!why) return edits;
      void vscode.window.showErrorMessage(notice(`Nothing was changed. ${why}`));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(notice(words));
    }
    return new vscode.WorkspaceEdit();
  }

  results(results: readonly FlowResult[]): void {
    if (this.#client.isRunning()) void this.#client.sendNotification(resultsNotification, { results });
  }
}

function wantsHints(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('stepwell', document).get('inlayHints', false);
}

export function toRange(range: LocateResultRange): vscode.Range {
  return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}

type LocateResultRange = NonNullable<LocateResult>['name'];
