import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { CannotGoOn } from './report.mjs';
import { root } from './root.mjs';

/**
 * @typedef {object} ChildOptions
 * @property {string} [cwd] the repository when left out
 * @property {Record<string, string | undefined>} [env] added to this process's own
 * @property {string} [log] a file that takes the output; without it the output is shown
 * @property {boolean} [quiet] neither shown nor kept, except at the end of a failure's message
 * @property {AbortSignal} [signal] ends the child
 */

/**
 * Runs a program and gives its exit code. Throws only when the program can't be started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `output` is empty when it was shown
 */
export function run(command, args, options = {}) {
  const captured = options.log !== undefined || options.quiet === true;
  const log = options.log;
  if (log !== undefined) mkdirSync(path.dirname(log), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', captured ? 'pipe' : 'inherit', captured ? 'pipe' : 'inherit'],
      // npm and vsce are batch files on Windows, which only a shell can start.
      shell: process.platform === 'win32' && !path.isAbsolute(command),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = chunk => {
      output += chunk;
      if (log !== undefined) appendFileSync(log, chunk);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), output }));
  });
}

/**
 * As `run`, but a non-zero exit is an error that ends with the last lines of what the program said.
 *
 * @param {string} what the work, for the message
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} [options]
 */
export async function mustRun(what, command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const whole = options.log ? `\nAll of it: ${options.log}` : '';
  throw new CannotGoOn(`${what} failed: ${command} exited with ${code}.\n${ends(output)}${whole}`);
}

/**
 * The first and last lines of a long output: the cause tends to stand at one of its ends.
 *
 * @param {string} output
 */
function ends(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= 24) return lines.join('\n');
  return [...lines.slice(0, 10), '  …', ...lines.slice(-12)].join('\n');
}
