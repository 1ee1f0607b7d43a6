import type { Dispute } from '../model/state.js';

/** What reading an artifact throws that a join left unset. */
export function disputed(name: string, { join, inputs, of }: Dispute): Error {
  const who = inputs.join(', ') + (of > inputs.length ? ` (of ${of} inputs)` : '');
  return new Error(
    `the artifact ${name} has no value since the join ${join}, because its inputs disagree: ${who}; assign it in the join, from an input`,
  );
}
