import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { prepareStore } from '../../runtime/store/home.js';
import { Index } from '../../runtime/store/index-db.js';
import { newRunId } from '../../runtime/store/run-id.js';
import type { RunFilter, RunRow } from '../../runtime/store/run-row.js';
import { recordedRun } from './recordedRun.js';

/** A store whose runs were written by hand, for one test. */
export class MadeStore {
  readonly path: string;

  constructor() {
    this.path = join(mkdtempSync(join(tmpdir(), 'stepwell-test-')), '.stepwell');
    prepareStore(this.path);
    onTestFinished(() => rmSync(join(this.path, '..'), { recursive: true, force: true }));
  }

  /** A run with an event log, and an output log when it has lines. */
  run(lines: readonly string[] = [], events: readonly object[] = recordedRun(), id = newRunId()): string {
    mkdirSync(join(this.path, 'runs', id));
    writeFileSync(
      this.file(id, 'events.jsonl'),
      events.map(e => `${JSON.stringify({ ...e, ...('format' in e ? { id } : {}) })}\n`).join(''),
    );
    if (lines.length > 0) writeFileSync(this.file(id, 'output.log'), logged(lines));
    return id;
  }

  file(id: string, name: string): string {
    return join(this.path, 'runs', id, name);
  }

  /** Appends to a run's log as something would that does not know of the index. */
  tag(id: string, tag: string): void {
    const event = { type: 'run.tagged', at: 20, add: [tag], remove: [] };
    appendFileSync(this.file(id, 'events.jsonl'), `${JSON.stringify(event)}\n`);
  }

  print(id: string, ...lines: string[]): void {
    appendFileSync(this.file(id, 'output.log'), logged(lines));
  }

  index(): Index {
    const index = new Index(this.path);
    onTestFinished(() => index.close());
    return index;
  }

  rows(filter: RunFilter = {}): RunRow[] {
    const index = new Index(this.path);
    try {
      index.refresh();
      return index.runs(filter);
    } finally {
      index.close();
    }
  }

  /** What a search finds, each as the number of the run, newest first, and its text. */
  found(query: string): string[] {
    const index = new Index(this.path);
    try {
      return index.search(query, 10_000).map(line => `${line.run} ${line.text}`);
    } finally {
      index.close();
    }
  }
}

export function logged(lines: readonly string[]): string {
  return lines.map((text, i) => `${i + 1} out s/0 0 ${text}\n`).join('');
}
