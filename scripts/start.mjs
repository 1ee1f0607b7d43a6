import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './toolchain/child.mjs';
import { ensureCodeServer } from './toolchain/code-server.mjs';
import { continueInCurrentNode, ensureCurrentNode } from './toolchain/node.mjs';
import { onPath } from './toolchain/on-path.mjs';
import { ensurePackages } from './toolchain/packages.mjs';
import { CannotGoOn, giveUp, say, timed } from './toolchain/report.mjs';
import { root, toolsFolder } from './toolchain/root.mjs';
import { openInBrowser } from './workbench/browser.mjs';
import { installExtension } from './workbench/install.mjs';
import { startServer } from './workbench/server.mjs';
import { quietSettings } from './workbench/settings.mjs';

/**
 * `npm start`: installs what is missing, builds, runs the example in the terminal, and opens VS Code on it.
 * `--no-open` stops after the run. Its first lines run on Node 20 with nothing installed.
 */
const example = 'examples/penguins';
const flow = `${example}/train.flow.ts`;

try {
  const { values } = parseArgs({ options: { 'no-open': { type: 'boolean', default: false } } });
  await ensurePackages();
  await continueInCurrentNode(import.meta.filename);
  await start(!values['no-open']);
} catch (error) {
  giveUp(error);
}

/** @param {boolean} open */
async function start(open) {
  const desktop = onPath('code') !== undefined;
  // It takes minutes the first time, so it begins before there is anything to open.
  const server = open && !desktop ? ensureCodeServer() : undefined;
  server?.catch(() => {});

  await ours('The build', ['scripts/build.mjs']);
  say(`\nstepwell run ${flow}`);
  await ours('The example', ['runtime/bin/stepwell.js', 'run', flow]);
  if (!open) return;
  say('');
  if (server) await openServer(await server);
  else await openDesktop();
}

async function openDesktop() {
  say(`Opening VS Code on ${example}.`);
  const { code } = await run('code', [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    path.join(root, example),
    path.join(root, flow),
  ]);
  if (code !== 0) throw new CannotGoOn(`VS Code could not be opened: "code" exited with ${code}.`);
}

/** @param {string} entry code-server's script */
async function openServer(entry) {
  const node = await ensureCurrentNode();
  const folder = path.join(toolsFolder, 'start');
  const where = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  await ours('Packaging', ['scripts/package.mjs', '--extension']);
  const { packagedExtension } = await import('./package/names.mjs');
  await timed('Installing the extension', () =>
    installExtension({ entry, node, vsix: packagedExtension(), ...where }),
  );
  writeSettings(where.userData);
  const server = await startServer({ entry, node, ...where });
  const payload = [['openFile', server.address.replace('http:', 'vscode-remote:') + path.join(root, flow)]];
  const address =
    `${server.address}/?folder=${encodeURIComponent(path.join(root, example))}` +
    `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  say(`\nVS Code is at\n  ${address}\nPress Ctrl+C here to stop it.`);
  openInBrowser(address);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, async () => {
      await server.stop();
      process.exit(0);
    });
  }
}

/**
 * Settings of the first time; later the person's own stay.
 *
 * @param {string} userData
 */
function writeSettings(userData) {
  const file = path.join(userData, 'User/settings.json');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(quietSettings, null, 2));
}

/**
 * @param {string} what
 * @param {string[]} args of Node
 */
async function ours(what, [script = '', ...args]) {
  const { code } = await run(process.execPath, [path.join(root, script), ...args]);
  if (code !== 0) throw new CannotGoOn(`${what} failed; see above.`);
}
