import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { environmentFor } from '../toolchain/node.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} entry code-server's script
 * @property {string} node the Node that runs it
 * @property {string} userData folder for settings and state
 * @property {string} extensions folder of installed extensions
 * @property {number} [port] a free one when left out
 * @property {boolean} [askForTrust] open folders in Restricted Mode until the person trusts them
 * @property {boolean} [automation] let a page drive the workbench: without it the test keys of its address are ignored
 * @property {Record<string, string | undefined>} [env]
 *
 * @typedef {{ address: string, stop: () => Promise<void> }} Server
 */

/**
 * Starts the server build of VS Code and waits until it answers.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const port = options.port ?? (await freePort());
  const address = `http://127.0.0.1:${port}`;
  mkdirSync(options.userData, { recursive: true });
  const log = path.join(options.userData, 'code-server.log');
  const output = openSync(log, 'a');
  const child = spawn(
    options.node,
    [
      options.entry,
      ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(options.askForTrust ? [] : ['--disable-workspace-trust']),
      ...(options.automation ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      ...folders(options),
    ],
    {
      env: serverEnvironment(options.node, options.env),
      stdio: ['ignore', output, output],
      // A group of its own, so that stopping it also stops the extension hosts it started.
      detached: true,
    },
  );
  const ended = new Promise(resolve => child.once('close', resolve));
  const stop = async () => {
    endGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, pause(5_000)]);
    endGroup(child.pid, 'SIGKILL');
    await ended;
  };
  // Whatever way this process ends, no server stays behind.
  const last = () => endGroup(child.pid, 'SIGKILL');
  process.once('exit', last);
  void ended.then(() => process.off('exit', last));

  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    if (await answers(`${address}/healthz`)) return { address, stop };
    await pause(100);
  }
  await stop();
  throw new Error(
    `The VS Code server did not start on ${address}:\n${readFileSync(log, 'utf8').slice(-2_000)}`,
  );
}

/**
 * The options that say which folders a code-server works on, the same for starting it and for installing into it.
 *
 * @param {Pick<ServerOptions, 'userData' | 'extensions'>} options
 */
export function folders({ userData, extensions }) {
  // Its own configuration would otherwise be written into the person's home.
  const config = path.join(userData, 'code-server.yaml');
  return ['--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
}

/**
 * @param {string} node
 * @param {Record<string, string | undefined>} [env]
 */
export function serverEnvironment(node, env) {
  const inherited = { ...process.env };
  // Set when this runs in a VS Code terminal, and then code-server opens files in that window instead of serving.
  for (const name of Object.keys(inherited)) if (name.startsWith('VSCODE_')) delete inherited[name];
  return { ...inherited, ...environmentFor(node), ...env };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
