import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../place.js';

/** Version of the package this file belongs to. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
