import type { TextDocument } from 'vscode-languageserver-textdocument';
import { artifactFields } from './features/artifactFields.js';
import { filePath } from './file-path.js';
import { FileModules } from './files/file-sources.js';
import { parseFlows } from './parse/flows.js';
import { mayHoldFlows } from './parse/may-hold-flows.js';
import type { Parsed } from './parse/parsed.js';
import type { Sources } from './parse/sources.js';
import type { DocumentSnapshot, FlowSnapshot } from './protocol.js';

/** What is known of one version of a document. */
export interface Analysis {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** By its ending the parser knows which language it is. */
  readonly fileName: string;
  /** The files that it imports from; null where they can't be read, as those of a virtual file system. */
  readonly sources: Sources | null;
  /** Paths of the other files that were read for it. */
  readonly files: ReadonlySet<string>;
  readonly parsed: Parsed;
  readonly snapshot: DocumentSnapshot;
  /** The graphs have been as they are since this version of the text. */
  readonly unchangedSince: number;
  /** The text is what an edit of the graph was worked out to make of it. */
  readonly isMade: boolean;
}

/** So many documents' trees are kept. */
const mostTrees = 12;

/**
 * Reads documents, each version once, and remembers of each the last graphs that could be read, to show while its text is
 * broken. Knows trees and texts, and nothing of connections.
 */
export class Analyser {
  readonly #modules: FileModules;
  /** The one that was asked for last is last; trees are large, and those of others are made again when they are wanted. */
  readonly #analyses = new Map<string, Analysis>();
  /** What is known of every document, however long ago it was looked at. */
  readonly #known = new Map<string, Pick<Analysis, 'snapshot' | 'files' | 'unchangedSince'>>();
  readonly #stale = new Set<string>();
  /** What a document is about to be, by an edit that was worked out and read in the course of it. */
  #expected: { readonly from: Analysis; readonly text: string; readonly parsed: Parsed } | null = null;
  readonly #lastGood = new Map<string, readonly FlowSnapshot[]>();

  /** @param modules the files that flows may inherit from */
  constructor(modules = new FileModules()) {
    this.#modules = modules;
  }

  /** Null for a document that can hold no flow, since it neither names the package nor extends a class of another file. */
  analyse(document: TextDocument): Analysis | null {
    const { uri, version } = document;
    const recent = this.#analyses.get(uri);
    const isStale = this.#stale.delete(uri);
    if (recent?.version === version && !isStale) {
      this.#keep(recent);
      return recent;
    }
    const text = document.getText();
    if (!mayHoldFlows(text)) {
      this.forget(uri);
      return null;
    }
    const expected = this.#expected;
    const isExpected = expected !== null && expected.from === recent && expected.text === text && !isStale;
    const analysis = isExpected
      ? { ...this.#analysisOf(document, text, expected.parsed, expected.from), isMade: true }
      : this.#read(document, text);
    if (isExpected) this.#expected = null;
    const { snapshot, files, unchangedSince } = analysis;
    this.#known.set(uri, { snapshot, files, unchangedSince });
    this.#keep(analysis);
    return analysis;
  }

  /** A document will hold this text if an edit is made that was worked out: then it need not be read once more. */
  expect(from: Analysis, text: string, parsed: Parsed): void {
    this.#expected = { from, text, parsed };
  }

  /** The same for a document that nobody has open: nothing is kept of it. */
  glance(document: TextDocument): Analysis | null {
    const text = document.getText();
    return mayHoldFlows(text) ? this.#read(document, text) : null;
  }

  #read(document: TextDocument, text: string): Analysis {
    const fileName = fileNameOf(document);
    const path = filePath(document.uri);
    const files = new Set<string>();
    const sources = path === null ? null : this.#modules.sourcesOf(path, file => files.add(file));
    const parsed = parseFlows(text, fileName, sources);
    return this.#analysisOf(document, text, parsed, { fileName, files, sources });
  }

  #analysisOf(
    { uri, version }: TextDocument,
    text: string,
    parsed: Parsed,
    { fileName, files, sources }: Pick<Analysis, 'fileName' | 'files' | 'sources'>,
  ): Analysis {
    const flows = this.#flows(uri, parsed);
    const snapshot: DocumentSnapshot = { uri, version, flows, broken: parsed.broken };
    const known = this.#known.get(uri);
    const isSame = known !== undefined && sameGraphs(known.snapshot, snapshot);
    const unchangedSince = isSame ? known.unchangedSince : version;
    return {
      uri,
      version,
      text,
      fileName,
      sources,
      files,
      parsed,
      snapshot,
      unchangedSince,
      isMade: false,
    };
  }

  #keep(analysis: Analysis): void {
    this.#analyses.delete(analysis.uri);
    this.#analyses.set(analysis.uri, analysis);
    const [oldest] = this.#analyses.keys();
    if (oldest !== undefined && this.#analyses.size > mostTrees) this.#analyses.delete(oldest);
  }

  forget(uri: string): void {
    if (this.#expected?.from.uri === uri) this.#expected = null;
    this.#analyses.delete(uri);
    this.#known.delete(uri);
    this.#lastGood.delete(uri);
  }

  /** The files whose classes may inherit from a file, of those that are known. */
  heirsOf(file: string): string[] {
    return [...this.#known].flatMap(([uri, { files }]) => (files.has(file) ? (filePath(uri) ?? []) : []));
  }

  /** What imports by name lead to may be something else. @returns all documents that are known */
  changedPaths(): string[] {
    this.#modules.forgetPaths();
    for (const uri of this.#known.keys()) this.#stale.add(uri);
    return [...this.#known.keys()];
  }

  /** A file has changed: what was read of it is read again. @returns the documents that this concerns */
  changed(file: string): string[] {
    const concerned = [...this.#known].filter(([, { files }]) => files.has(file)).map(([uri]) => uri);
    for (const uri of concerned) this.#stale.add(uri);
    return concerned;
  }

  #flows(uri: string, parsed: Parsed): readonly FlowSnapshot[] {
    const lastGood = this.#lastGood.get(uri);
    if (parsed.broken !== null && lastGood) return lastGood.map(flow => ({ ...flow, stale: true }));
    const flows = parsed.flows.map(({ graph }) => ({
      graph,
      stale: false,
      problems: parsed.problems
        .filter(({ flows }) => flows.includes(graph.flow))
        .map(({ code, severity, message, step }) => ({ code, severity, message, step })),
      data: Object.fromEntries(parsed.dataflow(graph.flow)?.steps ?? []),
      artifacts: artifactFields(parsed, graph.flow),
    }));
    if (parsed.broken === null) this.#lastGood.set(uri, flows);
    return flows;
  }
}

/** Whether two snapshots look the same to somebody who sees the graphs, whatever the text between them does. */
export function sameSnapshots(one: DocumentSnapshot, other: DocumentSnapshot): boolean {
  return one.broken === other.broken && JSON.stringify(one.flows) === JSON.stringify(other.flows);
}

/** Whether a text that could be read can't be any more, or more is wrong in it. */
export function isWorse(now: DocumentSnapshot, before: DocumentSnapshot): boolean {
  return (now.broken !== null && before.broken === null) || wrongIn(now) > wrongIn(before);
}

function wrongIn({ flows }: DocumentSnapshot): number {
  return flows.reduce((sum, { problems }) => sum + problems.length, 0);
}

function sameGraphs(one: DocumentSnapshot, other: DocumentSnapshot): boolean {
  const graphs = ({ flows }: DocumentSnapshot): string => JSON.stringify(flows.map(({ graph }) => graph));
  return graphs(one) === graphs(other);
}

const endings: ReadonlyMap<string, string> = new Map([
  ['typescript', '.ts'],
  ['typescriptreact', '.tsx'],
  ['javascript', '.js'],
  ['javascriptreact', '.jsx'],
]);

/** The document's own name where its ending says the language, else one after the language it is shown in. */
export function fileNameOf({ uri, languageId }: TextDocument): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return /\.[cm]?[jt]sx?$/i.test(name) ? name : `flow${endings.get(languageId) ?? '.ts'}`;
}
