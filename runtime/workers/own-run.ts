import type { SourcePosition } from '../model/run.js';

const told = new Set<string>();

/** Says once that a file which is loaded for a flow runs flows itself, and what to do. Where it was started it has done so; a worker does not. */
export function tellOwnRun(flow: string, at: SourcePosition | null): void {
  const where = at === null ? 'the file of a flow' : `${at.file}:${at.line}:${at.column}`;
  const key = `${where} ${flow}`;
  if (told.has(key)) return;
  told.add(key);
  process.stderr.write(
    `stepwell: ${where}: ${flow} is run whenever this file is loaded, and each worker loads it: it was not run again there (put the class into a file of its own, or the run behind if (import.meta.main))\n`,
  );
}

/** Says once that steps may find a module which had not come to its end. */
export function tellPartlyLoaded(): void {
  if (told.has(partly)) return;
  told.add(partly);
  process.stderr.write(
    'stepwell: that file was still being loaded some seconds later: its steps run with what there was by then (put the class into a file of its own)\n',
  );
}

const partly = 'partly loaded';
