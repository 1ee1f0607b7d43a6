import {
  CodeActionKind,
  type CodeLens,
  type CodeLensParams,
  CodeLensRefreshRequest,
  type CompletionItem,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  InlayHintRefreshRequest,
  type Position,
  type RenameParams,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser, type Analysis, sameSnapshots } from './analyser.js';
import { dataOf, hierarchyRoots, incomingSteps, outgoingSteps } from './features/callHierarchy.js';
import { codeActionsFor } from './features/codeActions.js';
import { codeLenses } from './features/codeLens.js';
import { completionsAt, triggers } from './features/completion.js';
import { diagnosticsOf } from './features/diagnostics.js';
import { editOf } from './features/edits.js';
import { flowSnippetAt } from './features/flowSnippet.js';
import { hoverOf } from './features/hover.js';
import { inlayHintsIn } from './features/inlayHints.js';
import { definitionOf, highlightsOf, referencesOf } from './features/navigation.js';
import { inheritedStepAt, locate, placeAt } from './features/places.js';
import { declaredAt, heirEdits, heirRefusal, inheritedAt, renamableAt, renameAt } from './features/rename.js';
import { documentSymbols } from './features/symbols.js';
import { workspaceSymbols } from './features/workspaceSymbols.js';
import { filePath, fileUri } from './file-path.js';
import { mostSourceBytes, readBoundedSoon } from './files/bounded-read.js';
import { FileModules } from './files/file-sources.js';
import { parseFlows } from './parse/flows.js';
import type { Parsed } from './parse/parsed.js';
import {
  type DocumentSnapshot,
  type EditParams,
  type EditResult,
  editRequest,
  type FlowResult,
  flowsChanged,
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
  type PlaceAtParams,
  type PlaceAtResult,
  placeAtRequest,
  type ResultsParams,
  resultsNotification,
} from './protocol.js';
import { Debounce, Once } from './timers.js';
import { FlowList } from './workspace/flow-list.js';

/** After the last keystroke, in milliseconds. */
const quiet = 150;
/** Results of a live run come in a stream; lenses follow at this pace. */
const lensPace = 250;

/** Joins a client, its documents and what is understood of them. All understanding is in the analyser and the features. */
export class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #modules = new FileModules(file => this.#openText(file));
  readonly #analyser = new Analyser(this.#modules);
  readonly #pending = new Debounce<string>(quiet);
  /** What the client was told last about each document's graphs. */
  readonly #sent = new Map<string, DocumentSnapshot>();
  readonly #lensRefresh = new Once(() => this.#refreshLenses());
  /** The version of each document that the client was last told about. */
  readonly #published = new Map<string, number>();
  readonly #flows = new FlowList(
    (text, file, read) => parseFlows(text, file, this.#modules.sourcesOf(file, read)),
    file => this.#openText(file)?.text ?? null,
    () => this.#send(this.#connection.sendNotification(flowsChanged)),
  );
  #results: readonly FlowResult[] = [];
  #canRefreshLenses = false;
  #canRefreshHints = false;
  #canWatch = false;
  #canWatchFolders = false;
  #options: InitializationOptions = {};

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialize({
    capabilities,
    initializationOptions,
    workspaceFolders,
    rootUri,
  }: InitializeParams): InitializeResult {
    this.#flows.add(pathsOf(workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : [])));
    this.#canWatchFolders = capabilities.workspace?.workspaceFolders ?? false;
    this.#canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport ?? false;
    this.#canRefreshHints = capabilities.workspace?.inlayHint?.refreshSupport ?? false;
    this.#canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    this.#options = optionsFrom(initializationOptions);
    return { capabilities: this.capabilities(), serverInfo: { name: 'stepwell' } };
  }

  capabilities(): InitializeResult['capabilities'] {
    return {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeLensProvider: { resolveProvider: false },
      hoverProvider: true,
      codeActionProvider: {
        codeActionKinds: [
          CodeActionKind.QuickFix,
          CodeActionKind.RefactorExtract,
          CodeActionKind.RefactorRewrite,
        ],
      },
      completionProvider: { triggerCharacters: triggers },
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      callHierarchyProvider: true,
      inlayHintProvider: true,
      documentHighlightProvider: !this.#options.besideTypeScript,
      documentSymbolProvider: !this.#options.besideTypeScript,
      workspaceSymbolProvider: !this.#options.besideTypeScript,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
  }

  /** Starts to answer the client. */
  register(): void {
    const connection = this.#connection;
    connection.onInitialize(params => this.initialize(params));
    connection.onCodeLens(params => this.#codeLens(params));
    connection.onHover(params => this.#hover(params));
    this.#registerNavigation();
    connection.onRequest(graphsRequest, (params: GraphsParams) => this.#graphs(params));
    connection.onRequest(flowsRequest, () => this.#flows.all());
    connection.onWorkspaceSymbol(async ({ query }) => workspaceSymbols(await this.#flows.all(), query));
    connection.onRequest(locateRequest, (params: LocateParams) => this.#locate(params));
    connection.onRequest(placeAtRequest, (params: PlaceAtParams) => this.#placeAt(params));
    connection.onRequest<EditResult, void>(editRequest, (params: EditParams) => this.#edit(params));
    connection.onNotification(resultsNotification, (params: ResultsParams) => this.#takeResults(params));
    connection.onInitialized(() => this.#watch());
    connection.onDidChangeWatchedFiles(({ changes }) => {
      if (changes.some(({ uri }) => decidesPaths(uri))) {
        for (const uri of this.#analyser.changedPaths()) this.#publish(uri);
      }
      for (const { uri } of changes) this.#fileChanged(uri);
    });
    connection.onShutdown(() => this.dispose());
    this.#documents.onDidOpen(({ document }) => this.#heard(document.uri));
    this.#documents.onDidChangeContent(({ document: { uri, version } }) => {
      // Opening a document counts as its first change too, and has been answered at once.
      if (this.#published.get(uri) !== version) this.#pending.schedule(uri, () => this.#heard(uri));
    });
    this.#documents.onDidClose(({ document }) => this.#close(document.uri));
    this.#documents.listen(connection);
    connection.listen();
  }

  /** The requests that are answered from one document's analysis alone. */
  #registerNavigation(): void {
    const connection = this.#connection;
    const at =
      <Result>(give: (analysis: Analysis, position: Position) => Result, none: Result) =>
      (params: { textDocument: { uri: string }; position: Position }): Result => {
        const analysis = this.#analysis(params.textDocument.uri);
        return analysis ? give(analysis, params.position) : none;
      };
    connection.onCompletion(({ textDocument, position }) => this.#completions(textDocument.uri, position));
    connection.onDefinition(at(definitionOf, null));
    connection.onDocumentHighlight(at(highlightsOf, []));
    connection.onPrepareRename(at(renamableAt, null));
    connection.onRenameRequest(params => this.#rename(params));
    connection.onReferences(({ textDocument, position, context }) => {
      const analysis = this.#analysis(textDocument.uri);
      return analysis ? referencesOf(analysis, position, context.includeDeclaration) : [];
    });
    connection.onCodeAction(({ textDocument, range, context }) => {
      const analysis = this.#analysis(textDocument.uri);
      // A kind that is asked for stands for all that begin with it.
      const wants = (kind: string): boolean =>
        context.only?.some(one => `${kind}.`.startsWith(`${one}.`) || `${one}.`.startsWith(`${kind}.`)) ??
        true;
      return analysis ? codeActionsFor(analysis, range, context.diagnostics, wants) : [];
    });
    connection.onDocumentSymbol(({ textDocument }) => {
      const analysis = this.#analysis(textDocument.uri);
      return analysis ? documentSymbols(analysis) : [];
    });
    connection.languages.inlayHint.on(({ textDocument, range }) => {
      const analysis = this.#analysis(textDocument.uri);
      return analysis ? inlayHintsIn(analysis, range, this.#results) : [];
    });
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(at(hierarchyRoots, []));
    callHierarchy.onIncomingCalls(({ item }) => {
      const analysis = this.#analysis(dataOf(item)?.uri ?? item.uri);
      return analysis ? incomingSteps(analysis, item) : [];
    });
    callHierarchy.onOutgoingCalls(({ item }) => {
      const analysis = this.#analysis(dataOf(item)?.uri ?? item.uri);
      return analysis ? outgoingSteps(analysis, item) : [];
    });
  }

  /** Files that are not open change too, and flows may inherit from them. */
  #watch(): void {
    if (this.#canWatchFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        this.#flows.remove(pathsOf(removed));
        this.#flows.add(pathsOf(added));
      });
    }
    if (!this.#canWatch) return;
    const watchers = [
      { globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}' },
      { globPattern: '**/{tsconfig*,jsconfig,package}.json' },
    ];
    const registered = this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    this.#send(registered.then(() => undefined));
  }

  dispose(): void {
    this.#pending.dispose();
    this.#lensRefresh.dispose();
  }

  #analysis(uri: string): Analysis | null {
    const document = this.#documents.get(uri);
    return document ? this.#analyser.analyse(document) : null;
  }

  /** A document has another text. */
  #heard(uri: string): void {
    this.#publish(uri);
    this.#fileChanged(uri);
  }

  #fileChanged(uri: string): void {
    this.#publishHeirs(uri);
    const file = filePath(uri);
    if (file !== null) void this.#flows.heard(file);
  }

  /** What is open in the editor under a path. */
  #openText(file: string): { version: number; text: string } | null {
    const document = this.#documents.get(fileUri(file));
    return document ? { version: document.version, text: document.getText() } : null;
  }

  /** Tells again of the documents whose flows inherit from a file that has changed. */
  #publishHeirs(uri: string): void {
    const file = filePath(uri);
    if (file === null) return;
    for (const heir of this.#analyser.changed(file)) this.#publish(heir);
  }

  /** Tells the client what a document has come to, as far as that is news. */
  #publish(uri: string): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    this.#published.set(uri, document.version);
    const analysis = this.#analyser.analyse(document);
    const snapshot = analysis?.snapshot ?? { uri, version: document.version, flows: [], broken: null };
    const before = this.#sent.get(uri);
    if (!before && (analysis === null || analysis.parsed.classes.length === 0)) return;
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
    // From now on what is on disk counts.
    this.#fileChanged(uri);
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

  #placeAt({ uri, position, heir }: PlaceAtParams): PlaceAtResult {
    const analysis = this.#analysis(heir?.uri ?? uri);
    if (!analysis || !heir) return analysis && placeAt(analysis, position);
    const file = filePath(uri);
    return file === null ? null : inheritedStepAt(analysis, heir.flow, file, position);
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

  #completions(uri: string, position: Position): CompletionItem[] {
    const document = this.#documents.get(uri);
    if (!document) return [];
    const analysis = this.#analyser.analyse(document);
    const members = !this.#options.besideTypeScript;
    const offered = analysis ? completionsAt(analysis, position, members) : [];
    return offered.length > 0 ? offered : flowSnippetAt(document, position);
  }

  async #hover({ textDocument: { uri }, position }: HoverParams): Promise<Hover | null> {
    const analysis = this.#analysis(uri);
    return (
      analysis &&
      hoverOf(analysis, position, {
        results: this.#results,
        now: Date.now(),
        lastValue: (run, artifact) => this.#lastValue({ run, artifact }),
      })
    );
  }

  async #lastValue(params: LastValueParams): Promise<LastValueResult> {
    if (!this.#options.lastValues) return null;
    try {
      return await this.#connection.sendRequest<LastValueResult>(lastValueRequest, params);
    } catch {
      // The rest of a hover is worth showing without it.
      return null;
    }
  }

  /** A member is renamed where it is declared, and wherever it is inherited. */
  async #rename({ textDocument: { uri }, position, newName }: RenameParams): Promise<WorkspaceEdit | null> {
    const asked = this.#analysis(uri);
    if (!asked) return null;
    const inherited = inheritedAt(asked, position);
    const analysis = inherited ? await this.#analysisOf(inherited.file) : asked;
    const at = inherited && analysis ? analysis.parsed.lines.position(inherited.start) : position;
    const renamed = analysis && renameAt(analysis, at, newName);
    if (!renamed) return null;
    if (!renamed.ok) throw new ResponseError(requestFailed, renamed.reason);
    const file = filePath(analysis.uri);
    const declared = file === null ? null : declaredAt(analysis, at, file);
    const changes: Record<string, TextEdit[]> = { [analysis.uri]: [...renamed.edits] };
    for (const heir of file === null ? [] : await this.#heirsOf(file)) {
      const parsed = declared && (await this.#parsed(heir));
      const edits = parsed ? heirEdits(parsed, declared, newName) : [];
      const refused = parsed && edits.length > 0 ? heirRefusal(parsed, newName) : null;
      if (refused) throw new ResponseError(requestFailed, refused);
      if (edits.length > 0) changes[fileUri(heir)] = edits;
    }
    return { changes };
  }

  async #heirsOf(file: string): Promise<Set<string>> {
    return new Set([...this.#analyser.heirsOf(file), ...(await this.#flows.heirsOf(file))]);
  }

  async #parsed(file: string): Promise<Parsed | null> {
    const text = this.#openText(file)?.text ?? (await readBoundedSoon(file, mostSourceBytes));
    return text === null ? null : parseFlows(text, file, this.#modules.sourcesOf(file));
  }

  /** Of a file that may not be open. */
  async #analysisOf(file: string): Promise<Analysis | null> {
    const uri = fileUri(file);
    const known = this.#analysis(uri);
    if (known) return known;
    const text = await readBoundedSoon(file, mostSourceBytes);
    return text === null ? null : this.#analyser.glance(TextDocument.create(uri, 'typescript', 0, text));
  }

  #takeResults({ results }: ResultsParams): void {
    if (JSON.stringify(results) === JSON.stringify(this.#results)) return;
    this.#results = results;
    this.#lensRefresh.within(lensPace);
  }

  #refreshLenses(): void {
    if (this.#canRefreshLenses) this.#send(this.#connection.sendRequest(CodeLensRefreshRequest.type));
    if (this.#canRefreshHints) this.#send(this.#connection.sendRequest(InlayHintRefreshRequest.type));
  }

  /** A message that can't be sent any more has nobody to read it. */
  #send(sent: Promise<void>): void {
    sent.catch(() => {});
  }
}

/** What an import by name leads to depends on it. */
function decidesPaths(uri: string): boolean {
  return /\/(?:(?:tsconfig[^/]*|jsconfig|package)\.json)$/.test(uri);
}

/** Folders of other file systems are not looked through. */
function pathsOf(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => filePath(uri) ?? []);
}

/** `RequestFailed` of the protocol: the request was understood, and can't be met. */
const requestFailed = -32803;

/** Options come from any client, so only what is known of them counts. */
function optionsFrom(given: unknown): InitializationOptions {
  const says = (name: keyof InitializationOptions): boolean =>
    typeof given === 'object' && given !== null && Reflect.get(given, name) === true;
  return { besideTypeScript: says('besideTypeScript'), lastValues: says('lastValues') };
}
