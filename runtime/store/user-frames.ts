/** Folders whose code is none of the user's. */
let hidden: readonly string[] = [];

/** What is in a folder is left out of stacks from now on. */
export function hideFramesIn(folder: string): void {
  hidden = [`${folder}/`, `${folder}\\`];
}

/** A line of a stack that tells nothing to who has thrown: it is in Node itself, or in the runtime. */
function isHidden(line: string): boolean {
  return (
    line.includes('node:internal') || line.includes('(node:') || hidden.some(folder => line.includes(folder))
  );
}

/** An error's stack without such lines. What stands before its first line, such as the message, stays. */
export function userFrames(stack: string): string {
  if (!stack.includes('\n    at ')) return stack;
  return stack
    .split('\n')
    .filter(line => !/^ {4}at /.test(line) || !isHidden(line))
    .join('\n');
}
