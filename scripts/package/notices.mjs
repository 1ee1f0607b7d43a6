import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * The licences of everything that ends up inside the bundles, as their authors ask to have them kept.
 *
 * @param {Iterable<string>} inputs paths of the files that were bundled, relative to the repository
 * @returns {string}
 */
export function notices(inputs) {
  const folders = new Set([...inputs].flatMap(input => packageFolder(input)));
  const parts = [...folders].map(notice).sort((a, b) => a.title.localeCompare(b.title));
  const lines = parts.map(
    ({ title, licence, text }) => `${'='.repeat(80)}\n${title} (${licence})\n\n${text.trim()}\n`,
  );
  return `Stepwell contains the following packages, each under its own licence.\n\n${lines.join('\n')}`;
}

/**
 * @param {string} input
 * @returns {string[]} the folder of the package a bundled file belongs to; none for our own
 */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.split(path.sep).join('/'));
  return match?.[1] === undefined ? [] : [match[1]];
}

/** @param {string} folder */
function notice(folder) {
  const place = path.join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
  const file = readdirSync(place).find(entry => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(path.join(place, file), 'utf8');
  return { title: `${name} ${version}`, licence: String(license), text: text || `Licence: ${license}` };
}

/**
 * Files that are shipped as they are, outside of any bundle.
 *
 * @returns {string[]}
 */
export function shippedAsTheyAre() {
  const files = ['node_modules/esbuild/package.json'];
  return files.filter(file => existsSync(path.join(root, file)));
}
