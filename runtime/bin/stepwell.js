#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16)) {
  console.error(`stepwell: needs Node 22.16 or newer, and this is ${process.version} (${process.execPath})`);
  process.exit(2);
}
const { enableCompileCache } = await import('node:module');
enableCompileCache();
await import('../dist/cli.js').catch(error => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('dist')) throw error;
  console.error('stepwell: is not built yet: run `npm run build` (or `npm start`) in its repository');
  process.exit(2);
});
