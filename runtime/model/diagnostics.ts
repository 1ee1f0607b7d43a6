/** Zero-based, as in the Language Server Protocol; `character` counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export type Severity = 'error' | 'warning' | 'information';

/** A place, and what it has to do with a problem. */
export interface Related {
  readonly message: string;
  /** Absolute path, when it stands in another file than the problem. */
  readonly file?: string;
  readonly range: Range;
}

/** A place in another file than the one that is spoken of. */
export interface FileRange {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range;
}

/** One way in which a flow is wrong. */
export interface Problem {
  /** Stable, kebab-case; listed in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that says what is wrong and, where it can, what to do. */
  readonly message: string;
  /** The culprit in the text. */
  readonly range: Range;
  /** Where the culprit stands when another file declares it: `range` is then where its class is named. */
  readonly elsewhere?: FileRange;
  /** Other places that have to do with it. */
  readonly related?: readonly Related[];
  /** The flows it belongs to, since several may inherit it; none when it is the whole file that is wrong. */
  readonly flows: readonly string[];
  /** The step it belongs to; null when it belongs to the file or to the class. */
  readonly step: string | null;
}

/** Whether a problem has to do with a flow: it is one of its own, or keeps the whole file from being read. */
export function concerns({ flows }: Problem, flow: string): boolean {
  return flows.length === 0 || flows.includes(flow);
}
