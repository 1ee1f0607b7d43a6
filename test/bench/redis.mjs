import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Starts a Redis of its own on a free port, with what it would use on a person's machine: a log that is synced every
 * second.
 *
 * @returns {Promise<{ port: number, stop: () => Promise<void> } | null>} null where there is no `redis-server`
 */
export async function startRedis() {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-redis-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'],
    {
      stdio: 'ignore',
    },
  );
  const ended = new Promise(resolve => server.once('close', resolve));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    await once(server, 'spawn');
  } catch {
    clear();
    return null;
  }
  while (!(await answers(port))) await wait(20);
  return {
    port,
    stop: async () => {
      server.kill();
      await ended;
      clear();
    },
  };
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** @param {number} port */
async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
