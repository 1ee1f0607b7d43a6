import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { extension } from './build/extension.mjs';
import { runtime } from './build/runtime.mjs';
import { server } from './build/server.mjs';
import { buildRuntimeTypes } from './build/types.mjs';
import { webview } from './build/webview.mjs';
import { notices, shippedAsTheyAre } from './package/notices.mjs';
import { CannotGoOn, duration, giveUp, say } from './toolchain/report.mjs';
import { root } from './toolchain/root.mjs';

/**
 * Makes everything that runs: `runtime/dist` (the npm package) and `dist` (the extension, its language server and
 * its webview). `--watch` goes on as files change; `--release` leaves out source maps and white space; `--out FOLDER`
 * writes there instead of beside the sources; `--only runtime` (or server, extension, webview) makes one of them.
 */
const bundles = { runtime, server, extension, webview };

const { values } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    release: { type: 'boolean', default: false },
    out: { type: 'string', default: root },
    only: { type: 'string', multiple: true },
  },
});

const out = path.resolve(values.out);

/** @type {esbuild.BuildOptions} */
const everywhere = {
  bundle: true,
  logLevel: 'warning',
  sourcemap: values.release ? false : 'linked',
  // Names stay: errors and stacks show them.
  ...(values.release ? { minifyWhitespace: true, minifySyntax: true } : {}),
};

try {
  await (values.watch ? watch(chosen()) : build(chosen()));
} catch (error) {
  giveUp(error);
}

/** @returns {[string, esbuild.BuildOptions][]} */
function chosen() {
  const all = Object.entries(bundles).flatMap(([name, options]) =>
    [options(out)].flat().map(one => /** @type {[string, esbuild.BuildOptions]} */ ([name, one])),
  );
  const unknown = values.only?.find(name => !(name in bundles));
  if (unknown)
    throw new CannotGoOn(`There is no bundle "${unknown}": choose from ${Object.keys(bundles).join(', ')}.`);
  return values.only ? all.filter(([name]) => values.only?.includes(name)) : all;
}

/** @param {[string, esbuild.BuildOptions][]} list */
async function build(list) {
  const started = Date.now();
  const names = [...new Set(list.map(([name]) => name))];
  // Chunks are named by their content, so old ones would pile up.
  if (names.includes('runtime')) rmSync(path.join(out, 'runtime/dist'), { recursive: true, force: true });
  const work = list.map(([, options]) => esbuild.build({ ...everywhere, ...options, metafile: true }));
  if (names.includes('runtime')) work.push(/** @type {Promise<never>} */ (buildRuntimeTypes(out)));
  const outcomes = await Promise.allSettled(work);
  const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const failure of failures) say(failure instanceof Error ? failure.message : String(failure));
  if (failures.length > 0)
    throw new CannotGoOn(`The build failed: ${failures.length} of ${work.length} parts.`);
  if (values.release) writeNotices(outcomes);
  say(`Built ${names.join(', ')} in ${duration(Date.now() - started)}.`);
}

/** @param {PromiseSettledResult<esbuild.BuildResult>[]} outcomes */
function writeNotices(outcomes) {
  const inputs = outcomes.flatMap(o =>
    o.status === 'fulfilled' ? Object.keys(o.value?.metafile?.inputs ?? {}) : [],
  );
  const relative = inputs.map(input => path.relative(root, path.resolve(input)));
  writeFileSync(path.join(out, 'THIRD_PARTY_NOTICES.txt'), notices([...relative, ...shippedAsTheyAre()]));
}

/** @param {[string, esbuild.BuildOptions][]} list */
async function watch(list) {
  for (const [name, options] of list) {
    const context = await esbuild.context({
      ...everywhere,
      ...options,
      logLevel: 'silent',
      plugins: [...(options.plugins ?? []), announce(name)],
    });
    await context.watch();
  }
  say('Watching. Press Ctrl+C to stop.');
}

/**
 * The lines that VS Code's problem matcher and a person both read.
 *
 * @param {string} name
 * @returns {esbuild.Plugin}
 */
function announce(name) {
  return {
    name: 'announce',
    setup(build) {
      build.onStart(() => say(`[watch] ${name} build started`));
      build.onEnd(async result => {
        const messages = await esbuild.formatMessages(result.errors, { kind: 'error' });
        for (const message of messages) say(message.trimEnd());
        say(`[watch] ${name} build finished${messages.length > 0 ? ' with errors' : ''}`);
      });
    },
  };
}
