import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { hashOf } from '../store/content.js';
import { Objects } from '../store/objects.js';
import { snapshotBytes } from '../store/snapshot.js';
import { loadSqlite } from '../store/sqlite.js';
import { gitVersion } from './git.js';
import { versionsOf } from './packages.js';
import type { RunPlan } from './run.js';

/** Keeps the sources and the graph; gives the hash of the object that lists them. */
export function recordCode(objects: Objects, plan: Recorded): string {
  for (const { path, hash } of plan.prepared.sources) {
    if (!objects.holds(hash)) objects.put([sourceBytes(path, hash)], hash);
  }
  return objects.put([snapshotOf(plan)]);
}

type Recorded = Pick<RunPlan, 'store' | 'prepared' | 'graph'>;

function snapshotOf({ prepared, graph, store }: Recorded): Buffer {
  const root = dirname(store);
  return snapshotBytes({
    flow: graph.flow,
    graph,
    steps: prepared.code[graph.flow] ?? {},
    sources: prepared.sources.map(({ path, hash }) => ({
      path: relative(root, path).split(sep).join('/'),
      object: hash,
    })),
    packages: versionsOf(prepared.packages),
  });
}

/**
 * Does what starting a run takes and what changes nothing, while the first worker starts: it asks git, looks whether the code is stored already,
 * and loads what is needed for the first time then.
 */
export function readAhead(plan: Recorded): void {
  void gitVersion(plan.prepared);
  loadSqlite();
  const objects = new Objects(plan.store);
  try {
    for (const { hash } of plan.prepared.sources) objects.holds(hash);
    objects.holds(hashOf(snapshotOf(plan)));
  } catch {
    // Whatever is wrong is told when it is asked for.
  }
}

/** @throws Refusal when it is not any more what the bundle was made of */
function sourceBytes(path: string, hash: string): Buffer {
  const bytes = readFileSync(path);
  if (hashOf(bytes) === hash) return bytes;
  throw new Refusal('bundle-failed', `${path} was changed while the run was started: start it again`);
}
