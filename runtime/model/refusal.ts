/**
 * Something that can't be done, said to a person: what is wrong, where, and what to do. Its message is shown as it
 * is, on one line, and never with a stack.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type RefusalCode =
  | 'usage'
  | 'no-such-file'
  | 'no-flow'
  | 'several-flows'
  | 'invalid-flow'
  | 'invalid-parameter'
  | 'no-such-run'
  | 'ambiguous-run'
  | 'no-such-step'
  | 'no-such-task'
  | 'no-such-artifact'
  | 'store-version'
  | 'store-unwritable'
  | 'store-missing'
  | 'bundle-failed'
  | 'load-failed'
  | 'damaged'
  | 'unsafe-store'
  | 'too-many-processes';
