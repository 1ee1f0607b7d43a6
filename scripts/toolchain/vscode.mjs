import path from 'node:path';
import { codeServerRuns, ensureCodeServer } from './code-server.mjs';
import { CannotGoOn, say, timed } from './report.mjs';
import { toolsFolder } from './root.mjs';
import { vscodeVersion } from './vscode-version.mjs';

/**
 * The VS Code to run suites in: a desktop build, where one can be had and shown, else the server build.
 * `STEPWELL_VSCODE=desktop|server` insists on one of them.
 *
 * @typedef {{ kind: 'desktop', program: string } | { kind: 'server', entry: string }} VsCode
 *
 * @returns {Promise<VsCode>}
 */
export async function ensureVsCode() {
  const wanted = process.env.STEPWELL_VSCODE;
  if (wanted !== 'server' && (wanted === 'desktop' || hasScreen())) {
    const program = await desktop();
    if (program) return { kind: 'desktop', program };
    if (wanted === 'desktop' || !codeServerRuns) {
      throw new CannotGoOn(
        `VS Code ${vscodeVersion} could not be downloaded: update.code.visualstudio.com can't be reached.`,
      );
    }
    say('A desktop VS Code could not be downloaded: using the server build instead.');
  }
  return { kind: 'server', entry: await ensureCodeServer() };
}

function hasScreen() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/** @returns {Promise<string | undefined>} */
async function desktop() {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  try {
    return await timed(`Getting VS Code ${vscodeVersion}`, () =>
      downloadAndUnzipVSCode({
        version: vscodeVersion,
        cachePath: path.resolve(toolsFolder),
        reporter: new SilentReporter(),
        extractSync: true,
      }),
    );
  } catch {
    return undefined;
  }
}
