import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { builtFile } from '../place.js';
import type { Command } from './command.js';

export const lsp: Command = {
  usage: '',
  most: 0,
  summary: 'start the language server for an editor, over standard input and output',
  terms: [],
  about: [
    'For editors that speak the Language Server Protocol: diagnostics, quick fixes, lenses, hover, rename and more for flows, beside what the editor has for TypeScript. It ends with its client. docs/language-server.md tells how to set up an editor.',
  ],
  options: [
    {
      name: 'stdio',
      what: 'speak over standard input and output, which it does anyway: for editors that say so',
    },
  ],
  examples: [['stepwell lsp', 'what an editor starts']],
  related: ['check'],
  async run() {
    // It lives as long as the editor, mostly at rest: less memory is worth more than the last bit of speed.
    setFlagsFromString('--optimize-for-size');
    // The server reads from the line how to reach its client.
    if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
    await import(pathToFileURL(builtFile('lsp.js')).href);
    // From here on the server decides when the process ends.
    return new Promise<never>(() => undefined);
  },
};
