import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../place.js';

/** Where the code stood that called a decorator: its file, and its positions there from the innermost call outwards. */
interface Calls {
  readonly file: string;
  readonly at: readonly { readonly line: number; readonly column: number }[];
}

/** By method, and by what a decorator is told of its class. */
const declarations = new WeakMap<object, Calls>();

/** Notes where the code that calls a decorator stands. */
export function noteSource(marked: object): void {
  const calls = callsOutside();
  if (calls !== null) declarations.set(marked, calls);
}

/** The file that a flow's class was declared in: the source, where the code was made from one and says so in a source map. */
export function sourceOf(prototype: object, metadata: object | null): string | null {
  const noted = declarations.get(prototype) ?? (metadata && declarations.get(metadata));
  if (noted) return originalOf(noted) ?? noted.file;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    const calls = typeof method === 'function' ? declarations.get(method) : undefined;
    if (calls !== undefined) return originalOf(calls) ?? calls.file;
  }
  return null;
}

/** The calls from the first file on that is neither ours nor a compiler's helper package. */
function callsOutside(): Calls | null {
  const before = Error.prepareStackTrace;
  let stack: NodeJS.CallSite[] = [];
  Error.prepareStackTrace = (_error, frames) => {
    stack = frames;
    return '';
  };
  void new Error().stack;
  Error.prepareStackTrace = before;
  const files = stack.map(fileOf);
  const first = files.findIndex(file => file !== null && !isOurs(file));
  const file = files[first];
  if (file === undefined || file === null) return null;
  const at = stack
    .filter((_, i) => files[i] === file)
    .map(call => ({ line: call.getLineNumber() ?? 1, column: call.getColumnNumber() ?? 1 }));
  return { file, at };
}

function fileOf(call: NodeJS.CallSite): string | null {
  const name = call.getFileName();
  if (!name || name.startsWith('node:')) return null;
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

function isOurs(file: string): boolean {
  return file.startsWith(packageRoot + sep) || /[\\/](tslib|@swc[\\/]helpers)[\\/]/.test(file);
}

/** What the code was made from; null when it is the source itself, or does not tell. */
function originalOf({ file, at }: Calls): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    const url = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
    if (url === undefined) return null;
    const payload = JSON.parse(mapText(url, dirname(file))) as SourceMapPayload;
    const map = new SourceMap(payload);
    // The innermost call may be a compiler's helper in the same file, which was made from nothing.
    for (const { line, column } of at) {
      const entry = map.findEntry(line - 1, column - 1);
      if (!('originalSource' in entry)) continue;
      const source = entry.originalSource;
      return source.startsWith('file:')
        ? fileURLToPath(source)
        : resolve(dirname(file), payload.sourceRoot ?? '', source);
    }
    return null;
  } catch {
    // A map that can't be read says no more than none.
    return null;
  }
}

function mapText(url: string, folder: string): string {
  const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (data === null) return readFileSync(resolve(folder, decodeURIComponent(url)), 'utf8');
  const [, base64, text = ''] = data;
  return base64 ? Buffer.from(text, 'base64').toString() : decodeURIComponent(text);
}
