import { changes } from './access.js';
import { isSurelyReached } from './around.js';
import type { FlowParts } from './assigned.js';
import type { Branches } from './branches.js';
import { type Deed, isDefault, settles } from './deeds.js';
import type { Members } from './members.js';
import type { Change, Reaching } from './reaching.js';
import { saidBy } from './said.js';

/** The branches of a split surely do the same, so that they agree. */
export function areAlike(
  all: readonly Change[],
  branches: Branches,
  changed: ReadonlySet<string>,
  isLeft: boolean,
  { caught, members }: FlowParts,
): boolean {
  const said = new Set(all.map(({ deed }) => doneBy(deed, changed, members)));
  const [one] = said;
  if (said.size > 1 || one === null) return false;
  if (all.every(({ deed }) => deed.kind === 'write' || deed.kind === 'delete')) return !isLeft;
  // What adds to the value that was there must be done once.
  return branches.all.every((steps, at) => {
    const [only, more] = all.filter(({ step }) => steps.has(step));
    return (
      only !== undefined &&
      !more &&
      !caught.has(only.step) &&
      [only.deed.from!, ...only.deed.calls].every(isSurelyReached) &&
      branches.isPassed(only.step, at)
    );
  });
}

/**
 * Every value that an artifact may come to the end of a branch with is the same, whether it was there before the branches or was set in
 * one: whoever sets what is there already changes nothing.
 */
export function isAsBefore(
  own: readonly number[],
  others: () => readonly number[],
  reaching: Reaching,
  parts: FlowParts,
): boolean {
  const said = new Set<string | null>();
  const isOne = (number: number): boolean => {
    said.add(saidAt(number, reaching, parts, reaching.changed));
    return said.size === 1 && !said.has(null);
  };
  return own.every(isOne) && others().every(isOne);
}

function saidAt(
  number: number,
  { changes: all, initial }: Reaching,
  { members, made }: FlowParts,
  changed: ReadonlySet<string>,
): string | null {
  const change = all[number];
  if (change) {
    const { deed, isCaught } = change;
    if (isCaught) return null;
    // What was there before it counts by itself.
    if (isDefault(deed)) return doneBy({ ...deed, kind: 'write' }, changed, members);
    const isWhole = deed.kind === 'write' || deed.kind === 'delete';
    return isWhole ? doneBy(deed, changed, members) : null;
  }
  const name = initial(number);
  const first = members.fields.get(name)?.initializer;
  if (made.escapes) return null;
  const [only, more] = made.list.filter(
    deed => deed.on === 'flow' && deed.name === name && (changes(deed) || deed.kind === 'delete'),
  );
  // A constructor gives it another one than its field.
  if (only) return !more && settles(only) ? doneBy(only, changed, members) : null;
  return first ? saidBy(first, { changed, calls: [], members }) : 'delete';
}

/** What a deed comes to, if that can be read there; null when it takes running code to know. */
function doneBy(
  { kind, name, from, calls, loose }: Deed,
  changed: ReadonlySet<string>,
  members: Members,
): string | null {
  if (kind === 'delete') return kind;
  if (from === null) return null;
  if (kind === 'write') return saidBy(from, { changed, calls, members });
  const others = new Set(changed);
  others.delete(name);
  const said = loose ? null : saidBy(from.parent, { changed: others, calls, members });
  return said === null ? null : `${kind} ${said}`;
}
