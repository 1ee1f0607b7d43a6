/** What `bin/stepwell.js` asks for before anything else is loaded. */
export { cacheFolder } from '../store/user-cache.js';
export * from './fork.js';
