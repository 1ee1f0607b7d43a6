import { NoopFlow } from './noop.flow.js';

/** Prints the median milliseconds of a run from code, and those a run of 200 at once; fails when one is lost. */
for (let i = 0; i < 20; i++) await NoopFlow.run();
const spent: number[] = [];
for (let i = 0; i < 60; i++) {
  const started = performance.now();
  await NoopFlow.run();
  spent.push(performance.now() - started);
}
spent.sort((a, b) => a - b);
const many = 200;
const started = performance.now();
const runs = await Promise.all(Array.from({ length: many }, () => NoopFlow.run()));
const together = (performance.now() - started) / many;
if (new Set(runs.map(run => run.id)).size !== many) throw new Error('a run was lost');
console.log(JSON.stringify({ alone: spent[spent.length >> 1], together }));
