import { parseArgs } from 'node:util';
import { continueInCurrentNode } from './toolchain/node.mjs';
import { CannotGoOn, duration, giveUp, say } from './toolchain/report.mjs';
import { prepareTools } from './verify/prepare.mjs';
import { stages } from './verify/stages.mjs';

/**
 * Everything that is checked, here and in CI. A stage that fails does not stop the next one, so that one run tells
 * all. `--only unit,types` runs some of them. At the end what failed is said once more, and the last line gives the counts.
 *
 * @typedef {import('./verify/reports.mjs').Outcome} Outcome
 */
try {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  await continueInCurrentNode(import.meta.filename);
  process.exitCode = await verify(chosen(values.only));
} catch (error) {
  giveUp(error);
}

/** @param {string[] | undefined} only */
function chosen(only) {
  const names = only?.flatMap(list => list.split(','));
  const unknown = names?.find(name => !stages.some(stage => stage.name === name));
  if (unknown) {
    throw new CannotGoOn(
      `There is no stage "${unknown}". Choose from ${stages.map(stage => stage.name).join(', ')}.`,
    );
  }
  return names ? stages.filter(stage => names.includes(stage.name)) : stages;
}

/**
 * @param {typeof stages} list
 * @returns {Promise<number>} the exit code
 */
async function verify(list) {
  const tools = await prepareTools(new Set(list.flatMap(stage => stage.needs)));
  /** @type {string[]} */
  const summary = [];
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const unsteady = [];
  let passed = 0;
  for (const stage of list) {
    say(`\n── ${stage.name}: ${stage.what}`);
    const started = Date.now();
    /** @type {Outcome} */
    let outcome;
    try {
      for (const tool of stage.needs) await tools[tool];
      outcome = await stage.run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      say(message);
      outcome = { passed: 0, failures: [message] };
    }
    passed += outcome.passed;
    failures.push(...outcome.failures.map(failure => `✗ ${stage.name}: ${failure}\n`));
    unsteady.push(...(outcome.unsteady ?? []).map(test => `unsteady, ${stage.name}: ${test}\n`));
    const mark = outcome.failures.length > 0 ? '✗' : '✓';
    const line = `${mark} ${stage.name.padEnd(9)}${duration(Date.now() - started).padStart(12)}${tally(outcome)}`;
    say(line);
    summary.push(line);
  }
  say(`\n${summary.join('\n')}\n`);
  for (const line of [...unsteady, ...failures]) say(line);
  say(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 ? 1 : 0;
}

/** @param {Outcome} outcome */
function tally({ passed, failures }) {
  const failed = failures.length;
  if (passed + failed <= 1) return '';
  return `   ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
}
