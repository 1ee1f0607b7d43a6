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

/** A place in the same text, and what it has to do with a problem. */
export interface Related {
  readonly message: string;
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
  /** Other places that have to do with it. */
  readonly related?: readonly Related[];
  /** The flow and step it belongs to; null when it belongs to the file or to the class. */
  readonly flow: string | null;
  readonly step: string | null;
}
