import { cacheFolder } from '../store/user-cache.js';

/**
 * Where Node keeps what it has compiled, when nobody says where: a worker starts sooner with it. What lies there is executed, so it is the
 * user's own folder or none. The worker takes the second name away again with the first: it was for that process alone, and not for what
 * a step starts.
 */
export function compileCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = env.NODE_COMPILE_CACHE === undefined ? cacheFolder('compiled', env) : null;
  return folder === null ? {} : { NODE_COMPILE_CACHE: folder, STEPWELL_COMPILED: folder };
}
