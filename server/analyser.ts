import type { TextDocument } from 'vscode-languageserver-textdocument';
import { parseFlows } from './parse/flows.js';
import type { Parsed } from './parse/parsed.js';
import type { DocumentSnapshot, FlowSnapshot } from './protocol.js';

/** What is known of one version of a document. */
export interface Analysis {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** By its ending the parser knows which language it is. */
  readonly fileName: string;
  readonly parsed: Parsed;
  readonly snapshot: DocumentSnapshot;
  /** The graphs have been as they are since this version of the text. */
  readonly unchangedSince: number;
}

/**
 * Reads documents, each version once, and remembers of each the last graphs that could be read, to show while its text is
 * broken. Knows trees and texts, and nothing of connections.
 */
export class Analyser {
  readonly #analyses = new Map<string, Analysis>();
  readonly #lastGood = new Map<string, readonly FlowSnapshot[]>();

  /** Null for a document that can hold no flow, since it does not even name the package. */
  analyse(document: TextDocument): Analysis | null {
    const { uri, version } = document;
    const known = this.#analyses.get(uri);
    if (known?.version === version) return known;
    const text = document.getText();
    if (!text.includes('stepwell')) {
      this.forget(uri);
      return null;
    }
    const fileName = fileNameOf(document);
    const parsed = parseFlows(text, fileName);
    const flows = this.#flows(uri, parsed);
    const snapshot: DocumentSnapshot = { uri, version, flows, broken: parsed.broken };
    const isSame = known !== undefined && sameGraphs(known.snapshot, snapshot);
    const unchangedSince = isSame ? known.unchangedSince : version;
    const analysis: Analysis = { uri, version, text, fileName, parsed, snapshot, unchangedSince };
    this.#analyses.set(uri, analysis);
    return analysis;
  }

  forget(uri: string): void {
    this.#analyses.delete(uri);
    this.#lastGood.delete(uri);
  }

  #flows(uri: string, parsed: Parsed): readonly FlowSnapshot[] {
    const lastGood = this.#lastGood.get(uri);
    if (parsed.broken !== null && lastGood) return lastGood.map(flow => ({ ...flow, stale: true }));
    const flows = parsed.flows.map(({ graph }) => ({
      graph,
      stale: false,
      problems: parsed.problems
        .filter(({ flow }) => flow === graph.flow)
        .map(({ code, severity, message, step }) => ({ code, severity, message, step })),
      data: Object.fromEntries(parsed.dataflow(graph.flow)?.steps ?? []),
    }));
    if (parsed.broken === null) this.#lastGood.set(uri, flows);
    return flows;
  }
}

/** Whether two snapshots look the same to somebody who sees the graphs, whatever the text between them does. */
export function sameSnapshots(one: DocumentSnapshot, other: DocumentSnapshot): boolean {
  return one.broken === other.broken && JSON.stringify(one.flows) === JSON.stringify(other.flows);
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
function fileNameOf({ uri, languageId }: TextDocument): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return /\.[cm]?[jt]sx?$/i.test(name) ? name : `flow${endings.get(languageId) ?? '.ts'}`;
}
