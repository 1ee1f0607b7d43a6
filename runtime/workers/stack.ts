import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourcePath } from './map-source.js';

/**
 * Makes stacks speak of the user's sources: every position in the bundle becomes the one it was made from, in
 * `error.stack` itself, so that a stack which the user's own code prints is right too. Costs nothing until
 * an error's stack is asked for.
 */
export function mapStacks(bundle: string): void {
  const url = pathToFileURL(bundle).href;
  let map: SourceMap | null | undefined;
  let classes: ReadonlyMap<string, string> | undefined;
  const place = (line: number, column: number): string | null => {
    map ??= loadMap(bundle);
    const entry = map?.findEntry(line - 1, column - 1);
    if (entry === undefined || !('originalSource' in entry)) return null;
    const file = sourcePath(dirname(bundle), entry.originalSource);
    return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map(frame => {
      if (frame.getFileName() !== url) return `    at ${frame}`;
      classes ??= renamedClasses(bundle);
      const text = withClassOf(frame.toString(), classes);
      const mapped = place(frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1);
      return `    at ${mapped === null ? text : text.replace(/file:\S+?:\d+:\d+/, () => mapped)}`;
    });
    return [headline(error), ...lines].join('\n');
  };
}

function headline(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

/**
 * Classes that the bundler has renamed, because they are decorated or speak of themselves, with the names they have in the
 * source. An engine names a method's class by how it was declared, whatever its `name` says.
 */
function renamedClasses(bundle: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let text: string;
  try {
    text = readFileSync(bundle, 'utf8');
  } catch {
    return names;
  }
  const declared = /__name\((_\w+), "([^"]+)"\)|class (_\w+)[^{]*\{\s*static \{\s*__name\(this, "([^"]+)"\)/g;
  for (const [, one, oneName, other, otherName] of text.matchAll(declared)) {
    const [renamed, name] = [one ?? other, oneName ?? otherName];
    if (renamed !== undefined && name !== undefined) names.set(renamed, name);
  }
  return names;
}

function withClassOf(frame: string, classes: ReadonlyMap<string, string>): string {
  return frame.replace(/^((?:async |new )?)(_\w+)(?=[. ])/, (whole, before: string, name: string) => {
    const known = classes.get(name);
    return known === undefined ? whole : before + known;
  });
}

function loadMap(bundle: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
