import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { mustRun, run } from './child.mjs';
import { freshNpm } from './npm.mjs';
import { CannotGoOn, say, timed } from './report.mjs';
import { root } from './root.mjs';

const modules = path.join(root, 'node_modules');

/**
 * Brings node_modules up to package-lock.json. Does nothing, and needs no network, when it is.
 */
export async function ensurePackages() {
  const what = outOfDate();
  if (what === undefined) return;
  if (linked()) {
    throw new CannotGoOn(
      `node_modules is a link to ${realpathSync(modules)}, which lacks ${what}. ` +
        'Run npm ci in the checkout that it belongs to.',
    );
  }
  try {
    await timed('Installing npm packages', install);
  } catch (error) {
    throw new CannotGoOn(
      `The npm packages could not be installed.\n${error instanceof Error ? error.message : error}\n` +
        'If the registry could not be reached (npm ping), try again when it can.',
    );
  }
}

async function install() {
  const quiet = { quiet: true, env: freshNpm };
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund'], quiet);
  if (code === 0) return;
  if (!output.includes('EUSAGE')) throw new Error(output.trimEnd());
  say('package-lock.json lacks packages (scripts/complete-lock.mjs can mend that): installing without them.');
  await mustRun('npm install', 'npm', ['install', '--no-save', '--no-audit', '--no-fund'], quiet);
}

/**
 * Compares what npm says that it installed, which it writes last, with what it should. By content: a checkout of an
 * older commit makes files newer without changing a package.
 *
 * @returns {string | undefined} a package that is not there as it should be
 */
function outOfDate() {
  const installed = packagesOf(path.join(modules, '.package-lock.json'));
  if (!installed) return 'every package';
  const wanted = packagesOf(path.join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).find(
    // npm leaves out optional packages that are for other systems.
    ([place, { version, optional }]) =>
      place.startsWith('node_modules/') && !optional && installed[place]?.version !== version,
  )?.[0];
}

/**
 * @param {string} lock
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(lock) {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm ci would empty the folder behind a link, which another checkout works with. */
function linked() {
  return lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
