import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say } from './toolchain/report.mjs';
import { root } from './toolchain/root.mjs';

/**
 * Adds to package-lock.json the optional packages for other systems that npm left out because a registry mirror did
 * not list them. `npm ci` refuses a lock without them, and on those systems their programs would be missing. Their
 * versions are exact in the package that asks for them; what system each is for stands in its name.
 *
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */
const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
/** @type {Record<string, Locked>} */
const packages = lock.packages;

const operatingSystems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/** @type {string[]} */
const added = [];
for (const [place, { optionalDependencies, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    if (packages[`node_modules/${name}`] || packages[`${place}/node_modules/${name}`]) continue;
    const system = systemOf(name);
    if (!system || !/^\d+\.\d+\.\d+$/.test(version)) continue;
    packages[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...system };
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
say(
  added.length > 0
    ? `Added to package-lock.json:\n  ${added.join('\n  ')}`
    : 'package-lock.json is complete.',
);

/**
 * @param {string} name for example `@biomejs/cli-linux-x64-musl`
 * @returns {Pick<Locked, 'os' | 'cpu' | 'libc'> | undefined}
 */
function systemOf(name) {
  const words = name.split(/[-/]/);
  const os = operatingSystems.find(system => words.includes(system));
  const cpu = processors.find(processor => words.includes(processor));
  if (!os || !cpu) return undefined;
  const libc = words.some(word => word.startsWith('musl'))
    ? 'musl'
    : words.some(word => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc ? { libc: [libc] } : {}) };
}
