import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { codeOf, type RunCode, SourceTexts } from '../store/code.js';
import { Objects } from '../store/objects.js';
import { findNamed, requireRun } from '../store/runs.js';
import { codePage } from './code-page.js';
import { flowPage } from './flow-page.js';
import type { CommandLine } from './line.js';
import { paint, statusText } from './paint.js';
import { requireStore } from './stores.js';
import { print, printJson } from './terminal.js';
import { onlyRun } from './which.js';

/** Shows the flow that a run ran, as it was then, or one of its sources. */
export function showRun(line: CommandLine, name: string): void {
  const store = requireStore(line);
  const objects = new Objects(store);
  const run = requireRun(store, onlyRun(findNamed(store, name), name));
  const code = codeOf(objects, run);
  if (code === null) {
    throw new Refusal('damaged', `the code of the run ${run.id} is no longer stored in ${store}`);
  }
  const path = line.value('source');
  if (path !== null) print(textOf(objects, run, code, path));
  else if (line.flag('json')) printJson(asJson(objects, run, code), 2);
  else {
    const head = `${paint('bold', 'Run')} ${run.id}  ${statusText(run.status)}`;
    print(`${head}\n${codePage(objects, run, code).replace(/^/gm, '  ')}\n\n${flowPage(code.graph)}`);
  }
}

function textOf(objects: Objects, run: Run, { sources }: RunCode, path: string): string {
  const source = sources.find(s => s.path === path) ?? sources.find(s => s.path.endsWith(`/${path}`));
  if (source !== undefined) return new SourceTexts(objects).of(source);
  const paths = sources.map(s => visible(s.path)).join(', ');
  throw new Refusal('usage', `the run ${run.id} had no source ${path}: it had ${paths}`);
}

function asJson(objects: Objects, run: Run, { graph, steps, sources, packages }: RunCode): object {
  const texts = new SourceTexts(objects);
  return {
    run: run.id,
    flow: run.flow,
    code: run.code.hash,
    git: run.git,
    node: run.process.node,
    packages,
    graph,
    steps,
    sources: sources.map(source => ({ path: source.path, text: texts.of(source) })),
  };
}
