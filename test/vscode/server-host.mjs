#!/usr/bin/env node
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumFlags, ensureChromium } from '../../scripts/toolchain/chromium.mjs';
import { ensureCodeServer } from '../../scripts/toolchain/code-server.mjs';
import { startServer } from '../../scripts/workbench/server.mjs';

/**
 * Stands in for a desktop VS Code: takes the arguments that @vscode/test-electron gives to one, runs the suite in
 * the server build behind a headless Chromium, shows what it prints, and exits with its code.
 */
const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string', default: '' },
    extensionTestsPath: { type: 'string', default: '' },
  },
  allowPositionals: true,
  strict: false,
});

// @vscode/test-electron passes Ctrl+C on. Exiting, rather than dying, ends the server too.
process.once('SIGINT', () => process.exit(130));

const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-suite-'));
const log = path.join(path.dirname(String(values.extensionTestsPath)), 'workbench.log');
const limit = 10 * 60_000;
let code = 1;
/** @type {Awaited<ReturnType<typeof startServer>> | undefined} */
let server;
try {
  server = await startServer({
    entry: await ensureCodeServer(),
    node: process.execPath,
    userData: path.join(folder, 'user-data'),
    extensions: path.join(folder, 'extensions'),
    automation: true,
  });
  code = await runSuite(server.address);
} catch (error) {
  console.error(error);
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

/**
 * @param {string} address
 * @returns {Promise<number>} the suite's exit code
 */
async function runSuite(address) {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.exposeFunction('codeAutomationLog', print);
    /** @type {Promise<number>} */
    const ended = new Promise((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
      page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
      setTimeout(() => reject(new Error(`The suite did not end within ${limit / 60_000} minutes.`)), limit);
    });
    await page.goto(suiteAddress(address));
    return await ended;
  } finally {
    await browser.close();
  }
}

/** @param {string} address */
function suiteAddress(address) {
  const remote = address.replace('http://', 'vscode-remote://');
  const payload = [
    ['extensionDevelopmentPath', remote + values.extensionDevelopmentPath],
    ['extensionTestsPath', remote + values.extensionTestsPath],
    ['skipWelcome', 'true'],
  ];
  const workspace = positionals[0] ?? String(values.extensionDevelopmentPath);
  const parameters = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${address}/?${parameters.toString().replaceAll('+', '%20')}`;
}

/**
 * The suite's own lines carry a mark and are shown; what the workbench says goes into a file for when one fails.
 *
 * @param {string} _level
 * @param {unknown[]} args
 */
function print(_level, args) {
  const line = format(...args);
  if (line.startsWith('│')) console.log(line);
  appendFileSync(log, `${line}\n`);
}
