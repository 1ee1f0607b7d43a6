import { type Codecs, live, stored } from '../flow/codec.js';
import type { ArtifactRef } from '../model/artifact.js';
import { type Content, hashOf } from '../store/content.js';
import type { Objects } from '../store/objects.js';
import { copyOf, encode, load, store, typeOf } from '../store/value.js';
import type { Secrets } from './secrets.js';

/** A flow's artifacts as stored values and back, through the flow's own codecs where it has any. */
export class Values {
  readonly #objects: Objects;
  readonly #codecs: Codecs;
  readonly #secrets: Secrets | null;
  readonly #left: ((field: string) => void) | undefined;

  /**
   * @param secrets what no stored value may hold
   * @param left is told the fields of errors that are not kept
   */
  constructor(
    objects: Objects,
    codecs: Codecs,
    secrets: Secrets | null = null,
    left?: (field: string) => void,
  ) {
    this.#objects = objects;
    this.#codecs = codecs;
    this.#secrets = secrets;
    this.#left = left;
  }

  /** The same for one task. */
  of(secrets: Secrets | null, left: (field: string) => void): Values {
    return new Values(this.#objects, this.#codecs, secrets, left);
  }

  load(name: string, ref: ArtifactRef): unknown {
    return live(this.#codecs, name, load(this.#objects, ref));
  }

  /** A parameter's value, or an item's, of its own: what one task does with it must not be seen by the next. */
  own(name: string, kept: unknown): unknown {
    return live(this.#codecs, name, copyOf(kept));
  }

  /** What is kept of a value in the place where it came from. */
  kept(name: string, value: unknown): unknown {
    return stored(this.#codecs, name, value);
  }

  store(name: string, value: unknown): ArtifactRef {
    this.#secrets?.refuseText(name);
    return this.#put(this.#encode(name, value), value);
  }

  /** The reference to a loaded value that has changed in place since; null when it has not. */
  storeIfChanged(name: string, value: unknown, loadedFrom: ArtifactRef): ArtifactRef | null {
    const content = this.#changed(name, value, loadedFrom);
    return content === null ? null : this.#put(content, value);
  }

  #put(content: Content, value: unknown): ArtifactRef {
    this.#secrets?.refuse(content);
    return store(this.#objects, content, typeOf(value));
  }

  /** Whether a loaded value has changed in place since. */
  hasChanged(name: string, value: unknown, loadedFrom: ArtifactRef): boolean {
    return this.#changed(name, value, loadedFrom) !== null;
  }

  #changed(name: string, value: unknown, loadedFrom: ArtifactRef): Content | null {
    const content = this.#encode(name, value);
    if (hashOf(content) === loadedFrom.hash) return null;
    // The value may only have changed its inner form by being stored and loaded: compare with a second load.
    const again = this.#encode(name, this.load(name, loadedFrom));
    return hashOf(again) === hashOf(content) ? null : content;
  }

  #encode(name: string, value: unknown): Content {
    return encode(stored(this.#codecs, name, value), this.#left);
  }
}
