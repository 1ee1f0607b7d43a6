import {
  type CodeLens,
  type CodeLensParams,
  CodeLensRefreshRequest,
  type Connection,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser, type Analysis, sameSnapshots } from './analyser.js';
import { codeLenses } from './features/codeLens.js';
import { diagnosticsOf } from './features/diagnostics.js';
import { editOf } from './features/edits.js';
import { hoverOf } from './features/hover.js';
import { locate, placeAt } from './features/places.js';
import {
  type DocumentSnapshot,
  type EditParams,
  type EditResult,
  editRequest,
  type FlowResult,
  type GraphsParams,
  type GraphsResult,
  graphsChanged,
  graphsRequest,
  type LocateParams,
  type LocateResult,
  locateRequest,
  type PlaceAtParams,
  type PlaceAtResult,
  placeAtRequest,
  type ResultsParams,
  resultsNotification,
} from './protocol.js';
import { Debounce, Once } from './timers.js';

/** After the last keystroke, in milliseconds. */
const quiet = 150;
/** Results of a live run come in a stream; lenses follow at this pace. */
const lensPace = 250;

/** Joins a client, its documents and what is understood of them. All understanding is in the analyser and the features. */
export class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #analyser = new Analyser();
  readonly #pending = new Debounce<string>(quiet);
  /** What the client was told last about each document's graphs. */
  readonly #sent = new Map<string, DocumentSnapshot>();
  readonly #lensRefresh = new Once(() => this.#refreshLenses());
  /** The version of each document that the client was last told about. */
  readonly #published = new Map<string, number>();
  #results: readonly FlowResult[] = [];
  #canRefreshLenses = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialize({ capabilities }: InitializeParams): InitializeResult {
    this.#canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport ?? false;
    return { capabilities: this.capabilities(), serverInfo: { name: 'stepwell' } };
  }

  capabilities(): InitializeResult['capabilities'] {
    return {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeLensProvider: { resolveProvider: false },
      hoverProvider: true,
    };
  }

  /** Starts to answer the client. */
  register(): void {
    const connection = this.#connection;
    connection.onInitialize(params => this.initialize(params));
    connection.onCodeLens(params => this.#codeLens(params));
    connection.onHover(params => this.#hover(params));
    connection.onRequest(graphsRequest, (params: GraphsParams) => this.#graphs(params));
    connection.onRequest(locateRequest, (params: LocateParams) => this.#locate(params));
    connection.onRequest(placeAtRequest, (params: PlaceAtParams) => this.#placeAt(params));
    connection.onRequest<EditResult, void>(editRequest, (params: EditParams) => this.#edit(params));
    connection.onNotification(resultsNotification, (params: ResultsParams) => this.#takeResults(params));
    connection.onShutdown(() => this.dispose());
    this.#documents.onDidOpen(({ document }) => this.#publish(document.uri));
    this.#documents.onDidChangeContent(({ document: { uri, version } }) => {
      // Opening a document counts as its first change too, and has been answered at once.
      if (this.#published.get(uri) !== version) this.#pending.schedule(uri, () => this.#publish(uri));
    });
    this.#documents.onDidClose(({ document }) => this.#close(document.uri));
    this.#documents.listen(connection);
    connection.listen();
  }

  dispose(): void {
    this.#pending.dispose();
    this.#lensRefresh.dispose();
  }

  #analysis(uri: string): Analysis | null {
    const document = this.#documents.get(uri);
    return document ? this.#analyser.analyse(document) : null;
  }

  /** Tells the client what a document has come to, as far as that is news. */
  #publish(uri: string): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    this.#published.set(uri, document.version);
    const analysis = this.#analyser.analyse(document);
    const snapshot = analysis?.snapshot ?? { uri, version: document.version, flows: [], broken: null };
    const before = this.#sent.get(uri);
    if (!before && snapshot.flows.length === 0) return;
    const diagnostics = analysis ? diagnosticsOf(analysis) : [];
    if (diagnostics)
      this.#send(this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics }));
    if (before && sameSnapshots(before, snapshot)) return;
    this.#sent.set(uri, snapshot);
    this.#send(this.#connection.sendNotification(graphsChanged, snapshot));
  }

  #close(uri: string): void {
    this.#pending.cancel(uri);
    this.#analyser.forget(uri);
    this.#published.delete(uri);
    if (this.#sent.delete(uri)) this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
  }

  #graphs({ uri }: GraphsParams): GraphsResult {
    const snapshot = this.#analysis(uri)?.snapshot;
    return snapshot && snapshot.flows.length > 0 ? snapshot : null;
  }

  #locate(place: LocateParams): LocateResult {
    const analysis = this.#analysis(place.uri);
    return analysis && locate(analysis, place);
  }

  #placeAt({ uri, position }: PlaceAtParams): PlaceAtResult {
    const analysis = this.#analysis(uri);
    return analysis && placeAt(analysis, position);
  }

  #edit(params: EditParams): EditResult {
    const analysis = this.#analysis(params.uri);
    return analysis
      ? editOf(analysis, params)
      : { ok: false, reason: 'This file is not open, or holds no flow.' };
  }

  #codeLens({ textDocument: { uri } }: CodeLensParams): CodeLens[] {
    const analysis = this.#analysis(uri);
    if (!analysis) return [];
    const { lenses, changesIn } = codeLenses(analysis, this.#results, Date.now());
    if (changesIn !== null) this.#lensRefresh.within(changesIn);
    return lenses;
  }

  #hover({ textDocument: { uri }, position }: HoverParams): Hover | null {
    const analysis = this.#analysis(uri);
    return analysis && hoverOf(analysis, position, this.#results, Date.now());
  }

  #takeResults({ results }: ResultsParams): void {
    if (JSON.stringify(results) === JSON.stringify(this.#results)) return;
    this.#results = results;
    this.#lensRefresh.within(lensPace);
  }

  #refreshLenses(): void {
    if (this.#canRefreshLenses) this.#send(this.#connection.sendRequest(CodeLensRefreshRequest.type));
  }

  /** A message that can't be sent any more has nobody to read it. */
  #send(sent: Promise<void>): void {
    sent.catch(() => {});
  }
}
