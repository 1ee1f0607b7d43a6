import type { Coded } from '../../runtime/model/graph-diff.js';
import { parseFlows } from '../parse/flows.js';
import type { Parsed } from '../parse/parsed.js';
import { stepCode } from '../parse/step-code.js';
import { FileModules, type OpenText } from './file-sources.js';

export { parseFlows, stepCode };

/** The flows of a file with the text that is given for it, and what they inherit from the files it imports. */
export function parseFile(text: string, file: string): Parsed {
  return parseFlows(text, file, new FileModules().sourcesOf(file));
}

/** The flows of a text, each with the code of its steps; or why it can't be read. */
export interface CodedFlows {
  readonly flows: readonly Coded[];
  readonly broken: string | null;
}

/** @param open what files hold that it imports, where that is another than on disk */
export function codedFlows(text: string, file: string, open?: OpenText): CodedFlows {
  const { flows, broken } = parseFlows(text, file, new FileModules(open).sourcesOf(file));
  return { flows: flows.map(flow => ({ graph: flow.graph, code: stepCode(flow, text) })), broken };
}
