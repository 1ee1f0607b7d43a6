import { dirname } from 'node:path';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { isReallyBelow } from '../store/paths/within.js';
import type { CommandLine } from './line.js';
import { isNamed } from './stores.js';

/**
 * The file that a run says it ran, to be run again. A store that is only found may have come with its folder, and then has no say
 * over what lies elsewhere on this machine.
 *
 * @throws Refusal when it is none of the store's own project
 */
export function recordedFile(line: CommandLine, store: string, run: Run): string {
  const project = dirname(store);
  if (isNamed(line) || isReallyBelow(project, run.file)) return run.file;
  throw new Refusal(
    'usage',
    `the run ${run.id} says that it ran ${visible(run.file)}, which lies outside ${project}, the project of the store: nothing was run (name the store with --store ${store} if that is the file you mean)`,
  );
}
