import { accessorsOf } from '../flow/accessors.js';
import { Flow } from '../flow/flow.js';
import { setAdopter } from '../flow/merge.js';
import type { ArtifactRef } from '../model/artifact.js';
import { Refusal } from '../model/refusal.js';
import type { Dispute, State } from '../model/state.js';
import { Unstorable } from '../store/storable.js';
import { disputed } from './disputed.js';
import { HeldSecret } from './secrets.js';
import type { Values } from './values.js';

type Slot =
  | { readonly kind: 'stored'; readonly ref: ArtifactRef }
  | { readonly kind: 'loaded'; readonly ref: ArtifactRef; readonly value: unknown }
  | { readonly kind: 'assigned'; readonly value: unknown }
  /** Taken over from an input of a join, and not loaded. */
  | { readonly kind: 'adopted'; readonly ref: ArtifactRef }
  | { readonly kind: 'disputed'; readonly dispute: Dispute };

/** An artifact that can't be stored, said for the person whose step it is. */
export class UnstorableArtifact extends Error {
  override readonly name = 'UnstorableArtifact';
}

/**
 * The artifacts on a flow's instance while a task runs: each is a property that loads its value when it is first
 * read. At the end, `collect` stores what was assigned, added, or changed in place.
 */
export class ArtifactTable {
  readonly #slots = new Map<string, Slot>();

  constructor(
    readonly flow: object,
    readonly values: Values,
    readonly before: State,
    options: {
      /** Names that are parameters. */
      readonly parameters: ReadonlySet<string>;
      /** The fields' own values count: this is the run's first task. */
      readonly first: boolean;
      /** Which join this task is, for words. */
      readonly step: string;
      /** At a join: the artifacts as they stood where its branches began. */
      readonly opened: State['set'] | null;
    },
  ) {
    const accessors = accessorsOf(flow, Flow.prototype);
    for (const key of [...Object.keys(flow), ...accessors]) {
      if (options.parameters.has(key)) continue;
      const value: unknown = Reflect.get(flow, key);
      if (options.first && value !== undefined) this.#slots.set(key, { kind: 'assigned', value });
      // A later task must not see what its own process's initialiser made: the value is the run's, from its start.
      else Reflect.set(flow, key, undefined);
    }
    for (const [name, ref] of Object.entries(before.set)) this.#slots.set(name, { kind: 'stored', ref });
    for (const [name, dispute] of Object.entries(before.disputed))
      this.#slots.set(name, { kind: 'disputed', dispute });
    for (const name of [...this.#slots.keys(), ...accessors]) this.#define(name);
    setAdopter<ArtifactRef>(flow, {
      assigned: name => this.#isOwn(name),
      original: name => options.opened?.[name],
      adopt: (name, ref) => {
        this.#slots.set(name, { kind: 'adopted', ref });
        this.#define(name);
      },
    });
  }

  /** What the artifact was when the task began. */
  #refBefore(name: string): ArtifactRef | undefined {
    return Object.hasOwn(this.before.set, name) ? this.before.set[name] : undefined;
  }

  #define(name: string): void {
    Object.defineProperty(this.flow, name, {
      enumerable: true,
      configurable: true,
      get: () => this.#read(name),
      set: value => {
        this.#slots.set(name, { kind: 'assigned', value });
      },
    });
  }

  #read(name: string): unknown {
    const slot = this.#slots.get(name);
    switch (slot?.kind) {
      case undefined:
        return undefined;
      case 'stored': {
        const value = this.values.load(name, slot.ref);
        this.#slots.set(name, { kind: 'loaded', ref: slot.ref, value });
        return value;
      }
      case 'adopted': {
        const value = this.values.load(name, slot.ref);
        this.#slots.set(name, { kind: 'assigned', value });
        return value;
      }
      case 'loaded':
      case 'assigned':
        return slot.value;
      case 'disputed':
        throw disputed(name, slot.dispute);
    }
  }

  /**
   * Stores what changed.
   *
   * @param lenient leave out what can't be stored instead of throwing: the task has failed already.
   */
  collect(step: string, lenient = false): { set: Record<string, ArtifactRef>; unset: string[] } {
    const set: Record<string, ArtifactRef> = {};
    const unset: string[] = [];
    for (const name of Object.keys(this.flow)) this.#takePlain(name);
    const own = new Set(Object.keys(this.flow));
    for (const [name, slot] of this.#slots) {
      if (!own.has(name)) {
        if (this.#refBefore(name) !== undefined || Object.hasOwn(this.before.disputed, name))
          unset.push(name);
        continue;
      }
      const ref = this.#changed(step, name, slot, lenient);
      if (ref !== null) set[name] = ref;
    }
    return { set, unset };
  }

  /** Takes over a plain field: an artifact that the step added, or removed and then assigned anew. */
  #takePlain(name: string): void {
    const descriptor = Object.getOwnPropertyDescriptor(this.flow, name);
    if (descriptor === undefined || descriptor.get !== undefined) return;
    const { value } = descriptor;
    if (value !== undefined || this.#slots.has(name)) this.#slots.set(name, { kind: 'assigned', value });
  }

  /** Whether the step itself has assigned the artifact, or changed its value in place. */
  #isOwn(name: string): boolean {
    if (!Object.hasOwn(this.flow, name)) return false;
    this.#takePlain(name);
    const slot = this.#slots.get(name);
    if (slot?.kind !== 'loaded') return slot?.kind === 'assigned';
    const { value, ref } = slot;
    return typeof value === 'object' && value !== null && this.values.hasChanged(name, value, ref);
  }

  #changed(step: string, name: string, slot: Slot, lenient: boolean): ArtifactRef | null {
    switch (slot.kind) {
      case 'stored':
      case 'disputed':
        return null;
      case 'adopted':
        return slot.ref.hash === this.#refBefore(name)?.hash ? null : slot.ref;
      case 'assigned': {
        const ref = this.#store(step, name, lenient, () => this.values.store(name, slot.value));
        return ref === null || ref.hash === this.#refBefore(name)?.hash ? null : ref;
      }
      case 'loaded': {
        const { value, ref } = slot;
        if (typeof value !== 'object' || value === null) return null;
        return this.#store(step, name, lenient, () => this.values.storeIfChanged(name, value, ref));
      }
    }
  }

  #store(step: string, name: string, lenient: boolean, put: () => ArtifactRef | null): ArtifactRef | null {
    try {
      return put();
    } catch (cause) {
      // A store that can't be written is another matter, and says so itself.
      if (cause instanceof Refusal) throw cause;
      if (lenient) return null;
      throw new UnstorableArtifact(unstorable(`the artifact ${name}`, step, cause), { cause });
    }
  }
}

/** One sentence for a value that can't be stored: which, where, why, and what to do. */
export function unstorable(what: string, step: string, cause: unknown): string {
  if (cause instanceof HeldSecret) {
    const { parameter } = cause;
    return `${what} of the step ${step} is not stored, because it holds the secret ${parameter}: read this.${parameter} where it is needed, and keep nothing that is made of it`;
  }
  const why =
    cause instanceof Unstorable
      ? cause.path
        ? `because its ${cause.path} is ${cause.what}`
        : `because it is ${cause.what}`
      : `(${cause instanceof Error ? cause.message : String(cause)})`;
  return `${what} of the step ${step} can't be stored ${why}: keep plain data there, hold helpers in a #private field, or give the flow a codec for it (static codecs)`;
}
