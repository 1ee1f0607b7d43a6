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
  type Location,
  type Position,
  type ReferenceParams,
  type RenameParams,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser, type Analysis, isWorse, sameSnapshots } from './analyser.js';
import {
  dataOf,
  hierarchyRoots,
  incomingSteps,
  memberOfItem,
  outgoingSteps,
} from './features/callHierarchy.js';
import { codeActionsFor, resolvedAction } from './features/codeActions.js';
import { codeLenses } from './features/codeLens.js';
import { completionsAt, triggers } from './features/completion.js';
import { diagnosticsOf } from './features/diagnostics.js';
import { locationsIn, type Member, memberAt, type Text } from './features/family.js';
import { flowSnippetAt } from './features/flowSnippet.js';
import { hoverOf } from './features/hover.js';
import { inlayHintsIn } from './features/inlayHints.js';
import { definitionOf, highlightsOf, referencesOf } from './features/navigation.js';
import { heirEdits, heirRefusal, renamableAt, renameAt } from './features/rename.js';
import { documentSymbols } from './features/symbols.js';
import { workspaceSymbols } from './features/workspaceSymbols.js';
import { filePath, fileUri } from './file-path.js';
import { mostSourceBytes, readBoundedSoon } from './files/bounded-read.js';
import { FileModules } from './files/file-sources.js';
import { answerGraphs } from './graph-requests.js';
import { parseFlows } from './parse/flows.js';
import {
  type DocumentSnapshot,
  type FlowResult,
  flowsChanged,
  flowsRequest,
  graphsChanged,
  type InitializationOptions,
  type LastValueParams,
  type LastValueResult,
  lastValueRequest,
  type ResultsParams,
  resultsNotification,
  type WorkspaceFlow,
} from './protocol.js';
import { Debounce, Once, Pace } from './timers.js';
import { FlowList, foundIn } from './workspace/flow-list.js';

/** After the last keystroke, in milliseconds: so long nothing is said of what is only half written. */
const quiet = 150;
/** Results of a live run come in a stream; lenses follow at this pace. */
const lensPace = 250;

/** Joins a client, its documents and what is understood of them. All understanding is in the analyser and the features. */
export class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #modules = new FileModules(file => this.#openText(file));
  readonly #analyser = new Analyser(this.#modules);
  /** Documents that have another text, and those of them that read worse than before. */
  readonly #changed = new Pace<string>(quiet);
  readonly #worse = new Debounce<string>(quiet);
  /** Those of which others are told when nobody types any more: who inherits from them, and the list of all flows. */
  readonly #settling = new Debounce<string>(quiet);
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
        resolveProvider: true,
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
    answerGraphs(connection, {
      analyser: this.#analyser,
      analysis: uri => this.#analysis(uri),
      document: uri => this.#documents.get(uri),
      family: (member, asked) => this.#family(member, asked),
    });
    connection.onRequest(flowsRequest, () => this.#flows.all());
    connection.onWorkspaceSymbol(async ({ query }) => workspaceSymbols(await this.#classes(), query));
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
      if (this.#published.get(uri) === version) return;
      this.#worse.cancel(uri);
      this.#changed.schedule(uri, () => this.#read(uri));
      this.#settling.schedule(uri, () => this.#fileChanged(uri));
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
    connection.onReferences(params => this.#references(params));
    connection.onCodeAction(({ textDocument, range, context }) => {
      const analysis = this.#analysis(textDocument.uri);
      // A kind that is asked for stands for all that begin with it.
      const wants = (kind: string): boolean =>
        context.only?.some(one => `${kind}.`.startsWith(`${one}.`) || `${one}.`.startsWith(`${kind}.`)) ??
        true;
      return analysis ? codeActionsFor(analysis, range, context.diagnostics, wants) : [];
    });
    connection.onCodeActionResolve(action => {
      const { uri } = (action.data ?? {}) as { readonly uri?: unknown };
      const analysis = typeof uri === 'string' ? this.#analysis(uri) : null;
      if (!analysis || action.edit) return action;
      const resolved = resolvedAction(analysis, action);
      if (resolved) return resolved;
      connection.window.showInformationMessage(
        `${JSON.stringify(action.title)} would not mend this here, or would bring another error: nothing was changed.`,
      );
      return action;
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
    callHierarchy.onIncomingCalls(async ({ item }) => {
      const text = await this.#text(dataOf(item)?.uri ?? item.uri);
      const member = text && memberOfItem(text, item);
      return member ? incomingSteps(await this.#family(member, text), member) : [];
    });
    callHierarchy.onOutgoingCalls(async ({ item }) => {
      const text = await this.#text(dataOf(item)?.uri ?? item.uri);
      return text ? outgoingSteps(text, item) : [];
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
    this.#changed.dispose();
    this.#worse.dispose();
    this.#settling.dispose();
    this.#lensRefresh.dispose();
  }

  #analysis(uri: string): Analysis | null {
    const document = this.#documents.get(uri);
    return document ? this.#analyser.analyse(document) : null;
  }

  /** A document was changed. Told at once, unless it was typed and is worse than what was told last: that may be a word on its way. */
  #read(uri: string): void {
    const before = this.#sent.get(uri);
    const now = this.#analysis(uri);
    if (before && now && !now.isMade && isWorse(now.snapshot, before))
      this.#worse.schedule(uri, () => this.#publish(uri));
    else this.#publish(uri);
  }

  /** A document was opened. */
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
    if (!before || !sameSnapshots(before, snapshot)) {
      this.#sent.set(uri, snapshot);
      this.#send(this.#connection.sendNotification(graphsChanged, snapshot));
    }
    const diagnostics = analysis ? diagnosticsOf(analysis) : [];
    if (diagnostics)
      this.#send(this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics }));
  }

  #close(uri: string): void {
    this.#changed.cancel(uri);
    this.#worse.cancel(uri);
    this.#settling.cancel(uri);
    this.#analyser.forget(uri);
    this.#published.delete(uri);
    // From now on what is on disk counts.
    this.#fileChanged(uri);
    if (this.#sent.delete(uri)) this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
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

  async #references({ textDocument: { uri }, position, context }: ReferenceParams): Promise<Location[]> {
    const text = await this.#text(uri);
    if (!text) return [];
    const member = memberAt(text, position);
    if (!member) return referencesOf(text, position, context.includeDeclaration);
    const texts = await this.#family(member, text);
    return texts.flatMap(one => locationsIn(one, member, context.includeDeclaration));
  }

  /** A member is renamed where it is declared, and wherever it is inherited. */
  async #rename({ textDocument: { uri }, position, newName }: RenameParams): Promise<WorkspaceEdit | null> {
    const asked = this.#analysis(uri);
    if (!asked) return null;
    const member = memberAt(asked, position);
    const isElsewhere = member !== null && member.uri !== uri;
    const analysis = isElsewhere ? await this.#analysisOf(member.uri) : asked;
    const renamed = analysis && renameAt(analysis, isElsewhere ? member.start : position, newName);
    if (!renamed) return null;
    if (!renamed.ok) throw new ResponseError(requestFailed, renamed.reason);
    const changes: Record<string, TextEdit[]> = { [analysis.uri]: [...renamed.edits] };
    for (const text of member ? await this.#family(member, analysis) : []) {
      if (text.uri === analysis.uri || !member) continue;
      const edits = heirEdits(text, member, newName);
      const refused = edits.length > 0 ? heirRefusal(text.parsed, newName) : null;
      if (refused) throw new ResponseError(requestFailed, refused);
      if (edits.length > 0) changes[text.uri] = edits;
    }
    return { changes };
  }

  /** The documents in which a member may be named, open or not: the one that declares it first, then those that inherit from that. */
  async #family(member: Member, asked: Text): Promise<Text[]> {
    const first = member.uri === asked.uri ? asked : await this.#text(member.uri);
    const file = filePath(member.uri);
    const heirs = file === null ? [] : [...(await this.#heirsOf(file))].map(fileUri).toSorted();
    const others = await Promise.all(
      heirs.filter(uri => uri !== member.uri).map(uri => (uri === asked.uri ? asked : this.#text(uri))),
    );
    return [first, ...others].filter(text => text !== null);
  }

  /** What is declared in the workspace, as it is being typed, and in documents that are open from elsewhere. */
  async #classes(): Promise<WorkspaceFlow[]> {
    const open = new Map<string, readonly WorkspaceFlow[]>();
    for (const { uri } of this.#documents.all()) {
      const analysis = this.#analysis(uri);
      open.set(uri, analysis ? foundIn(analysis.parsed, uri).classes : []);
    }
    const listed = (await this.#flows.classes()).filter(({ uri }) => !open.has(uri));
    return [...listed, ...[...open.values()].flat()].toSorted((one, other) => (one.uri < other.uri ? -1 : 1));
  }

  async #heirsOf(file: string): Promise<Set<string>> {
    // What has been typed just now counts, though nobody has been told of it yet.
    for (const { uri } of this.#documents.all()) this.#analysis(uri);
    return new Set([...this.#analyser.heirsOf(file), ...(await this.#flows.heirsOf(file))]);
  }

  /** A document as it is in the editor, or else on disk. */
  async #text(uri: string): Promise<Text | null> {
    if (this.#documents.get(uri)) return this.#analysis(uri);
    const file = filePath(uri);
    const text = file === null ? null : await readBoundedSoon(file, mostSourceBytes);
    return file === null || text === null
      ? null
      : { uri, parsed: parseFlows(text, file, this.#modules.sourcesOf(file)) };
  }

  /** Of a document that may not be open. */
  async #analysisOf(uri: string): Promise<Analysis | null> {
    const known = this.#analysis(uri);
    if (known) return known;
    const file = filePath(uri);
    const text = file === null ? null : await readBoundedSoon(file, mostSourceBytes);
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
