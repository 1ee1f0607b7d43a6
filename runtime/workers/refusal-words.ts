import { importPrefix } from './resolve.js';
import { describeError } from './thrown.js';

/** Why a flow's code can't be loaded, on one line: where in the user's sources, what, and what to do. */
export function refusalWords(error: unknown): string {
  const { name, message, at } = describeError(error);
  const said = (message.split('\n')[0] ?? '').replaceAll(new RegExp(`${importPrefix}[0-9a-f]+:`, 'g'), '');
  const missing = /^Cannot find package '(.+?)' imported from (.+)$/.exec(said);
  if (missing !== null) {
    return `${missing[2]} imports the package ${missing[1]}, which is not installed: npm install ${missing[1]}`;
  }
  if (at === undefined) return said;
  return `${at.file}:${at.line}:${at.column}: the flow's code can't be loaded: ${name}: ${said}`;
}
