#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
  console.error(`stepwell: needs Node 22.16 or newer, and this is ${process.version} (${process.execPath})`);
  process.exit(2);
}
// Node would keep what it compiles in the system's temporary folder, where another user may have put something.
const start = async () => {
  const { cacheFolder, forkEarly } = await import('../dist/first.js');
  const compiled = process.env.NODE_COMPILE_CACHE ? null : cacheFolder('compiled');
  if (compiled !== null) (await import('node:module')).enableCompileCache(compiled);
  const [, , command, ...args] = process.argv;
  const isHelp = args.some(arg => arg === '--help' || arg === '-h');
  if (['run', 'resume', 'step'].includes(command) && !isHelp) forkEarly();
  await import('../dist/cli.js');
};
await start().catch(error => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('dist')) throw error;
  console.error('stepwell: is not built yet: run `npm run build` (or `npm start`) in its repository');
  process.exit(2);
});
