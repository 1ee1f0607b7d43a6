/**
 * What may stand where a name is read. A store may come from anywhere, and its names become parts of paths, rows of lists and
 * addresses of documents: a name that could be anything else is none.
 */

/** sha-256 in hex: what an object, a code version or a keyed hash is called. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Such as `20260314t150926535-7k2m9qxe`. */
export function isRunId(text: string): boolean {
  return /^\d{8}t\d{9}-[0-9a-z]{8}$/.test(text);
}

/** Position of a task: `0`, `4`, `4.2`, `4.2@3`. */
export function isTaskName(text: string): boolean {
  return text.length <= longestTask && /^\d+(?:\.\d+)*(?:@\d+)?$/.test(text);
}

/** Nested fan-outs a thousand deep have shorter ones. */
const longestTask = 4_000;

/** Name of a flow, a step, an artifact or a parameter: any that JavaScript has for a member, but for what would leave its line or its path. */
export function isMemberName(text: string): boolean {
  return (
    text !== '' &&
    text !== '__proto__' &&
    text.length <= longestName &&
    text.isWellFormed() &&
    !unfit.test(text)
  );
}

const longestName = 500;

/** Control characters, line ends, marks that turn the direction of text, and what separates the parts of a path. */
const unfit = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/u;

/** `step/task`. */
export function isTaskId(text: string): boolean {
  const slash = text.indexOf('/');
  return slash > 0 && isMemberName(text.slice(0, slash)) && isTaskName(text.slice(slash + 1));
}
