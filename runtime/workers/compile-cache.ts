import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Node keeps what it has compiled, when nobody says where: a worker starts sooner with it. */
export const compileCache = join(tmpdir(), 'node-compile-cache');
