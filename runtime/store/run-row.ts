import type { Run, RunStatus } from '../model/index.js';

/** A run as a list shows it. */
export interface RunRow {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly mode: Run['mode'];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly origin: string | null;
  readonly file: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly error: Run['error'];
}

export interface RunFilter {
  readonly flow?: string;
  readonly status?: RunStatus;
  readonly tag?: string;
  /** Runs started at this time or later, in milliseconds since 1970. */
  readonly since?: number;
  readonly limit?: number;
}

export function rowOf(id: string, run: Run): RunRow {
  return {
    // The folder's name, by which all else finds the run, whatever its log says.
    id,
    flow: run.flow,
    status: run.status,
    mode: run.mode,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    origin: run.origin,
    file: run.file,
    parameters: run.parameters,
    tags: run.tags,
    error: run.error,
  };
}

export function fits(row: RunRow, filter: RunFilter): boolean {
  return (
    (filter.flow === undefined || row.flow === filter.flow) &&
    (filter.status === undefined || row.status === filter.status) &&
    (filter.tag === undefined || row.tags.includes(filter.tag)) &&
    (filter.since === undefined || row.startedAt >= filter.since)
  );
}
