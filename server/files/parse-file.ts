import { parseFlows } from '../parse/flows.js';
import type { Parsed } from '../parse/parsed.js';
import { FileModules } from './file-sources.js';

export { parseFlows };

/** The flows of a file with the text that is given for it, and what they inherit from the files it imports. */
export function parseFile(text: string, file: string): Parsed {
  return parseFlows(text, file, new FileModules().sourcesOf(file));
}
