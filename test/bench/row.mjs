import { median } from './measure.mjs';

/**
 * One measured thing, beside what it may cost and what a person would use instead.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {Limit | null} limit what is good enough, in the same unit
 * @property {string} beside what it stands beside, measured in the same run
 *
 * @typedef {{ readonly atMost: number } | { readonly atLeast: number }} Limit
 */

/**
 * @param {Row} row
 * @returns {boolean | null} null where nothing is asked of it
 */
export function holds({ value, limit }) {
  if (limit === null) return null;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/**
 * The median of the ratios round by round.
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function ratio(a, b) {
  return median(a.map((value, i) => value / (b[i] ?? Number.NaN)));
}

/** @param {number} value */
export function ms(value) {
  return `${value.toFixed(0)} ms`;
}
