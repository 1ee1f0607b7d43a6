import { dirname, resolve } from 'node:path';
import { commitNamed } from '../git/source.js';
import type { Graph } from '../model/graph.js';
import { type Coded, diffGraphs, type GraphDiff } from '../model/graph-diff.js';
import { Refusal } from '../model/refusal.js';
import { codeOf, SourceTexts } from '../store/code.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun } from '../store/runs.js';
import type { CommandLine } from './line.js';
import type { OneFlow } from './one-flow.js';
import { existingStoreOf } from './stores.js';
import { onlyRun } from './which.js';

/** What has become another in a flow since a commit or a run. */
export interface Changes {
  readonly diff: GraphDiff;
  /** As of today. */
  readonly graph: Graph;
  /** What it is compared with, as it is told: `commit 4f2a9c1 (HEAD)`, `the run 20260314…`. */
  readonly against: string;
}

/** Code as it was. */
interface Before {
  readonly told: string;
  /** Where the flow's own file lay. */
  readonly file: string;
  /** Null for what was not there. */
  text(path: string): string | null;
}

/**
 * @param name of a commit or a run
 * @throws Refusal when the name stands for neither, or the code of then can't be read
 */
export async function changesSince(
  line: CommandLine,
  { file, text, flow, graph }: OneFlow,
  name: string,
): Promise<Changes> {
  const { codedFlows, stepCode } = await import('../../server/files/parse-file.js');
  const then = runNamed(line, graph.flow, name) ?? commitBefore(name, file);
  const open = (path: string) => {
    const found = then.text(path);
    return found === null ? null : { version: 0, text: found };
  };
  const past = codedFlows(then.text(then.file) ?? '', then.file, open);
  if (past.broken !== null)
    throw new Refusal('invalid-flow', `${then.told}: the code can't be read: ${past.broken}`);
  const before = past.flows.find(each => each.graph.flow === graph.flow) ?? nothing(graph.flow);
  const diff = diffGraphs(before, { graph, code: stepCode(flow, text) });
  return { diff, graph, against: then.told };
}

/** There was no such flow: all of today's is new. */
function nothing(flow: string): Coded {
  return { graph: { flow, doc: '', parameters: [], steps: [], edges: [] }, code: {} };
}

function commitBefore(name: string, file: string): Before {
  const commit = commitNamed(name, file);
  const told = `commit ${commit.id.slice(0, 10)}${commit.id.startsWith(name) ? '' : ` (${name})`}`;
  return { told, file, text: path => commit.text(path) };
}

/** The code of a run; null where the name is that of none. */
function runNamed(line: CommandLine, flow: string, name: string): Before | null {
  const store = existingStoreOf(line);
  if (store === null) return null;
  let id: string;
  try {
    id = onlyRun(findNamed(store, name === 'latest' ? `${flow}/latest` : name), name);
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'ambiguous-run') return null;
    throw error;
  }
  const run = requireRun(store, id);
  if (run.flow !== flow)
    throw new Refusal('usage', `the run ${id} is one of ${run.flow}: its code says nothing of ${flow}`);
  const objects = new Objects(store);
  const code = codeOf(objects, run);
  const [own] = code?.sources ?? [];
  if (!code || !own) throw new Refusal('damaged', `the code of the run ${id} is no longer stored`);
  const texts = new SourceTexts(objects);
  const sources = new Map(code.sources.map(source => [resolve(dirname(store), source.path), source]));
  return {
    told: `the run ${id}`,
    file: resolve(dirname(store), own.path),
    text(path) {
      const source = sources.get(path);
      return source ? texts.of(source) : null;
    },
  };
}
