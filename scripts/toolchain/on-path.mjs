import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the shell would find a program.
 *
 * @param {string} program
 * @returns {string | undefined}
 */
export function onPath(program) {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  return (process.env.PATH ?? process.env.Path ?? '')
    .split(path.delimiter)
    .flatMap(folder => names.map(name => path.join(folder, name)))
    .find(file => existsSync(file));
}
