import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { graphRows } from '../test/bench/graph.mjs';
import { largeRows } from '../test/bench/large.mjs';
import { memoryRows } from '../test/bench/memory.mjs';
import { holds } from '../test/bench/row.mjs';
import { runRows } from '../test/bench/runs.mjs';
import { serverRows } from '../test/bench/server.mjs';
import { storeRows } from '../test/bench/store.mjs';
import { taskRows } from '../test/bench/tasks.mjs';
import { continueInCurrentNode } from './toolchain/node.mjs';
import { CannotGoOn, giveUp, say } from './toolchain/report.mjs';

/** What can be measured on its own, with `--only`. */
const suites = {
  runs: runRows,
  tasks: taskRows,
  large: largeRows,
  memory: memoryRows,
  store: storeRows,
  server: serverRows,
  graph: graphRows,
};

/**
 * Measures how fast things are, each beside what it may cost and what a person would use instead. `--only tasks`
 * measures a part, `--json FILE` writes the rows for machines too. Exits with 1 when a limit is missed.
 */
try {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, only: { type: 'string', multiple: true } },
  });
  await continueInCurrentNode(import.meta.filename);
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  /** @type {import('../test/bench/row.mjs').Row[]} */
  const rows = [];
  for (const measure of chosen(values.only)) {
    for (const row of await measure()) {
      rows.push(row);
      print(row);
    }
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (rows.some(row => holds(row) === false)) process.exitCode = 1;
} catch (error) {
  giveUp(error);
}

/** @param {string[] | undefined} only */
function chosen(only) {
  const all = Object.entries(suites);
  const names = only?.flatMap(list => list.split(','));
  const unknown = names?.find(name => !(name in suites));
  if (unknown) {
    throw new CannotGoOn(`There is no bench "${unknown}". Choose from ${Object.keys(suites).join(', ')}.`);
  }
  return all.filter(([name]) => names?.includes(name) ?? true).map(([, measure]) => measure);
}

/** @param {import('../test/bench/row.mjs').Row} row */
function print(row) {
  const { what, value, unit, limit, beside } = row;
  const held = holds(row);
  const verdict = held === null ? ' ' : held ? '✓' : '✗';
  const asked = limit === null ? '' : 'atMost' in limit ? `(≤ ${limit.atMost})` : `(≥ ${limit.atLeast})`;
  say(
    `${verdict} ${what.padEnd(42)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(12)} ${asked.padEnd(12)} ${beside}`,
  );
}
