import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { existingStore } from '../store/home.js';

/**
 * A command that a person may want next, in a form that works when it is copied into the same terminal: started as this one was, and with
 * the store named where it would not be found from here.
 */
export function commandText(args: readonly string[], store: string): string {
  const found = existingStore(process.cwd());
  const named = found === store ? [] : ['--store', shortest(store)];
  return [program(process.env), ...[...args, ...named].map(quoted)].join(' ');
}

function shortest(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') || !existsSync(below) ? path : below;
}

/** Package managers run programs that no PATH leads to. */
function program(env: NodeJS.ProcessEnv): string {
  switch (/^\w+/.exec(env.npm_config_user_agent ?? '')?.[0]) {
    case undefined:
      return 'stepwell';
    case 'pnpm':
      return 'pnpm exec stepwell';
    case 'yarn':
      return 'yarn stepwell';
    case 'bun':
      return 'bunx stepwell';
    default:
      return 'npx stepwell';
  }
}

/** In double quotes where it must be, which every shell knows. */
function quoted(arg: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(arg) ? arg : `"${arg}"`;
}
