import type { Codecs } from '../flow/codec.js';
import type { ArtifactRef } from '../model/artifact.js';
import { type Content, hashOf } from '../store/content.js';
import type { Objects } from '../store/objects.js';
import { bytesOf, decode, encode, store, typeOf } from '../store/value.js';
import type { Secrets } from './secrets.js';

/** A flow's artifacts as stored values and back, through the flow's own codecs where it has any. */
export class Values {
  readonly #objects: Objects;
  readonly #codecs: Codecs;
  readonly #secrets: Secrets | null;

  /** @param secrets what no stored value may hold */
  constructor(objects: Objects, codecs: Codecs, secrets: Secrets | null = null) {
    this.#objects = objects;
    this.#codecs = codecs;
    this.#secrets = secrets;
  }

  /** The same for a run that has secrets. */
  without(secrets: Secrets): Values {
    return new Values(this.#objects, this.#codecs, secrets);
  }

  load(name: string, ref: ArtifactRef): unknown {
    const stored = decode(bytesOf(this.#objects, ref));
    const codec = this.#codec(name);
    return codec === undefined || stored === undefined ? stored : codec.decode(stored);
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
    const codec = this.#codec(name);
    return encode(codec === undefined || value === undefined ? value : codec.encode(value));
  }

  #codec(name: string) {
    return Object.hasOwn(this.#codecs, name) ? this.#codecs[name] : undefined;
  }
}
