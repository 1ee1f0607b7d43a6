import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runRows } from '../test/bench/runs.mjs';
import { continueInCurrentNode } from './toolchain/node.mjs';
import { giveUp, say } from './toolchain/report.mjs';

/**
 * Measures how fast things are, each beside what it may cost and what a person would use instead. `--json FILE`
 * writes the rows for machines too. Exits with 1 when a limit is missed.
 */
try {
  const { values } = parseArgs({ options: { json: { type: 'string' } } });
  await continueInCurrentNode(import.meta.filename);
  const rows = runRows();
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  for (const row of rows) print(row);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (rows.some(({ value, limit }) => limit !== null && value > limit)) process.exitCode = 1;
} catch (error) {
  giveUp(error);
}

/** @param {import('../test/bench/runs.mjs').Row} row */
function print({ what, value, unit, limit, beside }) {
  const verdict = limit === null ? ' ' : value <= limit ? '✓' : '✗';
  const allowed = limit === null ? '' : `(limit ${limit})`;
  say(
    `${verdict} ${what.padEnd(42)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(12)} ${allowed.padEnd(12)} ${beside}`,
  );
}
