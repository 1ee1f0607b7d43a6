import { sep } from 'node:path';
import { fileUri } from '../file-path.js';
import { mostSourceBytes, readBoundedSoon } from '../files/bounded-read.js';
import { mayHoldFlows } from '../parse/may-hold-flows.js';
import type { Parsed } from '../parse/parsed.js';
import type { WorkspaceFlow } from '../protocol.js';
import { isSkipped, isSource, sourceFiles } from './source-files.js';

/** Reads a text; `read` is told of the files that it inherits from. */
type Parse = (text: string, file: string, read: (path: string) => void) => Parsed;

/** So many files are read at a time; between them, requests have their turn. */
const atOnce = 16;

/** A request takes some turns of the event loop from its arrival to its answer: it has them all before the next file is parsed. */
const turnsBetween = 4;

/**
 * The flows of the workspace's folders, found by reading what may hold some. What is open in the editor counts before what is on
 * disk: whoever knows of a change says so with `heard`.
 */
export class FlowList {
  readonly #parse: Parse;
  readonly #openText: (file: string) => string | null;
  readonly #changed: () => void;
  readonly #folders = new Set<string>();
  readonly #byFile = new Map<string, Found>();
  /** The files that classes of a file inherit from. */
  readonly #uses = new Map<string, ReadonlySet<string>>();
  /** Files whose classes inherit from one that has changed: read again when somebody asks. */
  readonly #stale = new Set<string>();
  #scan: Promise<void> = Promise.resolve();
  /** Ends when the file that is being parsed has been. */
  #parsing: Promise<void> = Promise.resolve();

  /** @param changed called when the list is not what it was, once a whole scan has been made */
  constructor(parse: Parse, openText: (file: string) => string | null, changed: () => void) {
    this.#parse = parse;
    this.#openText = openText;
    this.#changed = changed;
  }

  /** Looks through folders one after the other, those that are already under way first. */
  add(folders: readonly string[]): void {
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      this.#folders.add(folder);
      this.#scan = this.#scan.then(() => this.#look(folder));
    }
  }

  remove(folders: readonly string[]): void {
    for (const folder of folders) this.#folders.delete(folder);
    const gone = [...this.#byFile.keys()].filter(file => !this.#holds(file));
    for (const file of gone) this.#forget(file);
    if (gone.length > 0) this.#changed();
  }

  /** All flows, in the order of their files' paths, once every folder has been looked through. */
  async all(): Promise<WorkspaceFlow[]> {
    await this.#settled();
    return this.#inOrder().flatMap(({ flows }) => flows);
  }

  /** The same with the classes that flows extend. */
  async classes(): Promise<WorkspaceFlow[]> {
    await this.#settled();
    return this.#inOrder().flatMap(({ classes }) => classes);
  }

  async #settled(): Promise<void> {
    let scan: Promise<void> | null = null;
    while (scan !== this.#scan) {
      scan = this.#scan;
      await scan;
    }
    const stale = [...this.#stale];
    this.#stale.clear();
    await Promise.all(stale.map(file => this.#read(file)));
  }

  #inOrder(): Found[] {
    return [...this.#byFile].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, found]) => found);
  }

  /** Files with classes that may inherit from a file, once every folder has been looked through. */
  async heirsOf(file: string): Promise<string[]> {
    await this.#settled();
    return [...this.#uses].flatMap(([heir, files]) => (files.has(file) ? [heir] : []));
  }

  /** A file has another text, has come or gone. */
  async heard(file: string): Promise<void> {
    for (const [heir, files] of this.#uses) if (files.has(file)) this.#stale.add(heir);
    if (!this.#holds(file) || !isSource(file) || isSkipped(file)) return;
    const before = JSON.stringify(this.#byFile.get(file)?.flows ?? []);
    await this.#read(file);
    if (JSON.stringify(this.#byFile.get(file)?.flows ?? []) !== before) this.#changed();
  }

  #holds(file: string): boolean {
    return [...this.#folders].some(folder => file.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }

  async #look(folder: string): Promise<void> {
    const before = this.#byFile.size;
    for await (const files of sourceFiles(folder)) {
      for (let at = 0; at < files.length; at += atOnce) {
        if (!this.#folders.has(folder)) return;
        await Promise.all(files.slice(at, at + atOnce).map(file => this.#read(file)));
      }
    }
    if (this.#byFile.size !== before) this.#changed();
  }

  async #read(file: string): Promise<void> {
    const text = this.#openText(file) ?? (await readBoundedSoon(file, mostSourceBytes)) ?? '';
    this.#forget(file);
    if (!mayHoldFlows(text)) return;
    const found = await this.#inTurn(() => this.#foundIn(text, file));
    if (found.classes.length > 0) this.#byFile.set(file, found);
  }

  #forget(file: string): void {
    this.#byFile.delete(file);
    this.#uses.delete(file);
  }

  /** Parsing takes its time: between one file and the next, those who ask for something have their turn. */
  async #inTurn<Result>(work: () => Result): Promise<Result> {
    const before = this.#parsing;
    const own = Promise.withResolvers<void>();
    this.#parsing = own.promise;
    await before;
    for (let turn = 0; turn < turnsBetween; turn++) await new Promise(setImmediate);
    try {
      return work();
    } finally {
      own.resolve();
    }
  }

  #foundIn(text: string, file: string): Found {
    const files = new Set<string>();
    const parsed = this.#parse(text, file, path => files.add(path));
    if (parsed.classes.length > 0 && files.size > 0) this.#uses.set(file, files);
    return foundIn(parsed, fileUri(file));
  }
}

/** What a document declares: the flows, and those with the classes that they extend. */
interface Found {
  readonly flows: readonly WorkspaceFlow[];
  readonly classes: readonly WorkspaceFlow[];
}

export function foundIn({ flows, classes, lines }: Parsed, uri: string): Found {
  const listed = new Map(
    classes.map(one => [
      one,
      {
        uri,
        flow: one.graph.flow,
        doc: one.graph.doc,
        range: lines.range(one.name),
        steps: one.steps
          .filter(({ own }) => own)
          .map(step => ({ name: step.name, range: lines.range(step.nameSpan) })),
      },
    ]),
  );
  return { flows: flows.flatMap(one => listed.get(one) ?? []), classes: [...listed.values()] };
}
