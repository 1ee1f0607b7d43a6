import { filePath } from '../file-path.js';
import type { FlowResult, StepResult } from '../protocol.js';

/** The last result of a document's flow, if there is one. */
export function resultOf(results: readonly FlowResult[], uri: string, flow: string): FlowResult | undefined {
  const file = filePath(uri);
  return file === null ? undefined : results.find(one => one.flow === flow && samePath(one.file, file));
}

/** A step may be called like something that every object has. */
export function resultOfStep({ steps }: FlowResult, step: string): StepResult | undefined {
  return Object.hasOwn(steps, step) ? steps[step] : undefined;
}

/** Windows writes the same path with either slash, and its drive with a small or a capital letter. */
function samePath(one: string, other: string): boolean {
  const plain = (path: string): string =>
    path.replaceAll('\\', '/').replace(/^[a-z]:/, drive => drive.toUpperCase());
  return plain(one) === plain(other);
}
