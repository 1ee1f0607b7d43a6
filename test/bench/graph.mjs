import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../../scripts/toolchain/root.mjs';
import { median, wallTime } from './measure.mjs';
import { ms } from './row.mjs';

/**
 * What it costs to look at a flow and to change it in the picture.
 *
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function graphRows() {
  /** @type {{ first: { steps: number, shown: number, own: number, elk: number }[], moving: { pan: number, zoom: number, idle: number }, live: { delay: number, grown: number, frames: number }, folding: number, stable: { across: number, least: number, whole: number } }} */
  const view = JSON.parse(await printed('graph-view.ts'));
  /** @type {{ edits: Record<string, { whole: number, reading: number }>, bare: number }} */
  const { edits, bare } = JSON.parse(await printed('graph-edits.ts'));
  /** @type {{ counted: number[], lists: { whole: number, longest: number }[] }} */
  const run = JSON.parse(await printed('graph-run.ts'));
  const inVSCode = measuredInVSCode();
  const own = Object.values(edits).map(({ whole, reading }) => whole - reading);
  const reading = Object.values(edits).map(each => each.reading);
  const limits = { 50: 400, 300: 800, 1000: 1_500 };
  return [
    ...view.first.map(({ steps, shown, own, elk }) => ({
      what: `first paint of a flow of ${steps.toLocaleString('en')} steps`,
      value: shown,
      unit: 'ms',
      limit: { atMost: limits[/** @type {keyof typeof limits} */ (steps)] },
      beside: `from the page’s first byte, laid out, of it the layout ${ms(own)}; ELK for the same: ${ms(elk)}`,
    })),
    ...['pan', 'zoom'].map(how => ({
      what: `${how} over 1,000 steps`,
      value: view.moving[/** @type {'pan' | 'zoom'} */ (how)],
      unit: 'frames/s',
      limit: { atLeast: 50 },
      beside: `an empty page: ${view.moving.idle.toFixed(0)}`,
    })),
    {
      what: 'key in the text → picture, 100 steps',
      value: late(inVSCode.typed),
      unit: 'ms (p95)',
      limit: { atMost: 150 },
      beside: `in the real VS Code; median ${ms(median(inVSCode.typed))}; until the code itself shows the key: ${ms(late(inVSCode.bare))}, median ${ms(median(inVSCode.bare))}`,
    },
    {
      what: 'key in the picture → text → picture',
      value: late(inVSCode.edited),
      unit: 'ms (p95)',
      limit: { atMost: 250 },
      beside: `in the real VS Code, 100 steps, one duplicated or deleted; median ${ms(median(inVSCode.edited))}`,
    },
    {
      what: 'a task that ends → its count is painted',
      value: view.live.delay,
      unit: 'ms (p95)',
      limit: { atMost: 200 },
      beside: `5,000 a second, one update a frame (${view.live.frames} of them)`,
    },
    {
      what: 'a task of 100,000 that ends → the step’s counts and times',
      value: late(run.counted),
      unit: 'ms (p95)',
      limit: { atMost: 20 },
      beside: `in the editor’s process, ten times a second; median ${ms(median(run.counted))}`,
    },
    {
      what: 'the list of 100,000 tasks: others wait',
      value: Math.max(...run.lists.map(({ longest }) => longest)),
      unit: 'ms',
      limit: { atMost: 20 },
      beside: `half of them slow, in order and searched; a list is there after ${ms(median(run.lists.map(({ whole }) => whole)))}`,
    },
    {
      what: 'fold → picture, 1,000 steps',
      value: view.folding,
      unit: 'ms',
      limit: { atMost: 1_500 },
      beside: 'laid out anew without the two that are folded; the median of both ways',
    },
    {
      what: 'memory that 100,000 such tasks leave',
      value: Math.max(0, view.live.grown),
      unit: 'MB',
      limit: { atMost: 5 },
      beside: 'after a collection',
    },
    {
      what: 'other nodes that keep their column',
      value: view.stable.across * 100,
      unit: '%',
      limit: { atLeast: 80 },
      beside: `a step is put into a flow of 50; at the worst of ten places ${(view.stable.least * 100).toFixed(0)} %; their row too, where what comes behind makes room: ${(view.stable.whole * 100).toFixed(0)} %`,
    },
    {
      what: 'an edit’s own work, 500 steps',
      value: Math.max(...own),
      unit: 'ms',
      limit: { atMost: 30 },
      beside: `the dearest of ${own.length} kinds; reading what it makes of the text, which the picture then has: ${ms(median(reading))}; createSourceFile alone: ${ms(bare)}`,
    },
    {
      what: 'the view’s script and styles, gzipped',
      value: ['graph.js', 'graph.css'].reduce((sum, file) => sum + zipped(file), 0),
      unit: 'KB',
      limit: { atMost: 250 },
      beside: 'the layout is among it',
    },
  ];
}

/**
 * What a person waits for in a real VS Code, where one can be had.
 *
 * @returns {{ bare: number[], typed: number[], edited: number[] }} milliseconds
 */
function measuredInVSCode() {
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js');
  const config = path.join(root, 'test/journeys/speed/playwright.config.ts');
  wallTime(process.execPath, [cli, 'test', '--config', config], { cwd: root });
  return JSON.parse(readFileSync(path.join(root, 'test-results/bench/graph-in-vscode.json'), 'utf8'));
}

/**
 * What all but one in twenty are below.
 *
 * @param {readonly number[]} values
 */
function late(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

/** @param {string} file of the built view */
function zipped(file) {
  return gzipSync(readFileSync(path.join(root, 'dist/webview', file))).length / 1_000;
}

/**
 * What a script prints that is run in a process of its own.
 *
 * @param {string} script
 */
async function printed(script) {
  const outfile = path.join(root, 'test-results', script.replace('.ts', '.mjs'));
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    entryPoints: [path.join(root, 'test/bench', script)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return wallTime(process.execPath, [outfile], { cwd: root }).output;
}
