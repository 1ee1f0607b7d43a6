/**
 * What a step can know about the task it runs as: `this.current`.
 *
 * @example
 * const answer = await fetch(url, { signal: this.current.signal });
 */
export interface Current {
  /** Name of the flow's class. */
  readonly flow: string;
  /** Id of the run. */
  readonly run: string;
  readonly step: string;
  /** Position in the run: `0`, `4`, `4.2`, `4.2@3`. */
  readonly task: string;
  /** Zero at the first attempt. */
  readonly attempt: number;
  /** Position among the items of the innermost fan-out; null outside fan-outs. */
  readonly index: number | null;
  /** How often this step was run at this position before, in a loop. */
  readonly iteration: number;
  /** The run that this one resumes; null for a fresh one. */
  readonly originRun: string | null;
  /** The run's, as it was started. */
  readonly tags: readonly string[];
  /** Aborted on timeout, on cancel and when a sibling fails; what ignores it is ended soon after. */
  readonly signal: AbortSignal;
  /** A folder of the task's own, made when it is first asked for and removed when the task ends. */
  readonly tempDir: string;
}

const contexts = new WeakMap<object, Current>();

export function setCurrent(flow: object, current: Current): void {
  contexts.set(flow, current);
}

export function currentOf(flow: object): Current {
  const current = contexts.get(flow);
  if (current === undefined) throw new Error('this.current can be read only while a step runs');
  return current;
}
