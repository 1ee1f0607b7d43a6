/**
 * `next`, with every part that equals the same part of `previous` replaced by that one.
 *
 * Snapshots cross a process boundary, so each is a new object through and through. Sharing what did not change
 * lets React compare by identity: a running flow of a thousand steps redraws only the nodes that moved on.
 */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next;
  const keys = Object.keys(next);
  let equal = keys.length === Object.keys(previous).length;
  const shared: Record<string, unknown> = {};
  for (const key of keys) {
    shared[key] = share(previous[key], next[key]);
    equal &&= key in previous && Object.is(shared[key], previous[key]);
  }
  if (equal) return previous as T;
  return (Array.isArray(next) ? keys.map(key => shared[key]) : shared) as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
