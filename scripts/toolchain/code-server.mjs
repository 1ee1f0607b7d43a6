import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './child.mjs';
import { ensureDebianPackages, hasApt } from './debian.mjs';
import { installOnce } from './install-once.mjs';
import { ensureCurrentNode, environmentFor, nodeHeaders } from './node.mjs';
import { freshNpm } from './npm.mjs';
import { CannotGoOn, timed } from './report.mjs';
import { toolsFolder } from './root.mjs';
import { codeServerVersion } from './vscode-version.mjs';

const name = `code-server-${codeServerVersion}`;
const libraries = ['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev', 'pkg-config'];
const compilers = ['g++', 'make', 'python3'];

/** Whether the server build of VS Code can be had on this system. */
export const codeServerRuns = process.platform !== 'win32';

/** What is needed from the system first. Apart, because two apt-get can't run side by side. */
export async function ensureCodeServerLibraries() {
  if (existsSync(path.join(toolsFolder, name)) || !hasApt()) return;
  await ensureDebianPackages([...libraries, ...compilers], 'what the VS Code server build compiles with');
}

/**
 * The server build of VS Code, installed from npm. It compiles two small native parts, so the first time takes
 * some minutes; after that it is reused.
 *
 * @returns {Promise<string>} the script that starts it
 */
export async function ensureCodeServer() {
  if (!codeServerRuns) throw new CannotGoOn('The server build of VS Code does not run on Windows.');
  await ensureCodeServerLibraries();
  const node = await ensureCurrentNode();
  const log = path.join(toolsFolder, `${name}.log`);
  const folder = await installOnce(name, partial =>
    timed(
      `Installing the VS Code server build (code-server ${codeServerVersion}, some minutes)`,
      async () => {
        writeFileSync(path.join(partial, 'package.json'), manifest);
        const headers = nodeHeaders();
        await mustRun('npm install code-server', 'npm', ['install', '--no-audit', '--no-fund'], {
          cwd: partial,
          log,
          env: {
            ...environmentFor(node),
            ...freshNpm,
            ...(headers ? { npm_config_nodedir: headers } : {}),
          },
        });
      },
    ),
  );
  return path.join(folder, 'node_modules/code-server/out/node/entry.js');
}

const manifest = JSON.stringify({
  private: true,
  dependencies: { 'code-server': codeServerVersion },
  allowScripts: { 'code-server': true, argon2: true },
});
