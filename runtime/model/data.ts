/** What a step does with its flow's artifacts: each name once, in the order in which the step comes to it. */
export interface StepData {
  /** On the flow itself, or on the inputs of a join. */
  readonly reads: readonly string[];
  /** Set, or changed in place. */
  readonly writes: readonly string[];
}

/** An artifact that the flow's class declares: a field, as it is written there. */
export interface ArtifactField {
  readonly name: string;
  /** As code; null where none is written. */
  readonly type: string | null;
  readonly value: string | null;
  readonly doc: string;
}
