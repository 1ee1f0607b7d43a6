/**
 * A stored value. Two references with the same `hash` are the same value.
 */
export interface ArtifactRef {
  /** sha-256, in hex, of the encoded value. */
  readonly hash: string;
  /** Length of the encoded value in bytes. */
  readonly size: number;
  /** A word for the value's type, such as `number`, `Array(3)` or `Map(2)`. */
  readonly type: string;
  /** The encoded value itself in base64, when it is small; otherwise it is the object named by `hash`. */
  readonly inline?: string;
}
