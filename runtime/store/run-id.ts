import { randomBytes } from 'node:crypto';
import { now } from '../clock.js';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
let last = 0;

/**
 * A new run id, such as `20260314t150926535-7k2m9qxe`: UTC to the millisecond, so that ids sort by time, and
 * forty random bits, so that they are unique across machines. Safe as a file name everywhere.
 */
export function newRunId(at: number = now()): string {
  // A clock that jumps back must not put a later run before an earlier one of this process.
  last = Math.max(at, last + 1);
  const time = new Date(last)
    .toISOString()
    .replace(/[-:.Z]/g, '')
    .toLowerCase();
  const tail = Array.from(randomBytes(8), byte => letters[byte & 31]).join('');
  return `${time}-${tail}`;
}
