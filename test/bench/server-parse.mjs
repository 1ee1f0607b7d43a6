import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { root } from '../../scripts/toolchain/root.mjs';
import { inTurn, median } from './measure.mjs';
import { diamonds, longFlow } from './server-flows.mjs';

/**
 * Measures the parser in a process of its own and prints what it found as JSON: the graph of a text beside TypeScript's own
 * parse and a walk through it, and everything that can be wrong with a flow.
 */
const { parseFlows } = await import(pathToFileURL(path.join(root, 'runtime/dist/parser.js')).href);

/** @param {() => void} work */
function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** @param {import('ts-morph').ts.Node} node */
function walk(node) {
  ts.forEachChild(node, walk);
}

/** @param {string} text */
function bare(text) {
  walk(ts.createSourceFile('f.ts', text, ts.ScriptTarget.Latest, true));
}

const graphs = [50, 500, 2_000].map(steps => {
  const text = longFlow(steps);
  // A new text each time, as typing makes it.
  let turn = 0;
  const typed = () => `${text}// ${turn++}\n`;
  const times = inTurn(15, {
    graph: () => timed(() => parseFlows(typed(), 'f.ts').flows.length),
    bare: () => timed(() => bare(typed())),
  });
  return { steps, ...times };
});
const long = longFlow(500);
const many = diamonds(1_000);
const problems = inTurn(7, {
  long: () => timed(() => parseFlows(long, 'f.ts').problems.length),
  diamonds: () => timed(() => parseFlows(many, 'f.ts').problems.length),
});
console.log(JSON.stringify({ graphs, long: median(problems.long), diamonds: median(problems.diamonds) }));
