/** What a line of output says, apart from how it says it. */

/** Of what drew itself anew with a carriage return, its last state. */
export function lastState(text: string): string {
  if (!text.includes('\r')) return text;
  return text.split('\r').findLast(state => state !== '') ?? '';
}

const title = '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)';
const charset = '\\u001b[()][A-Z0-9]';
const all = new RegExp(`${title}|${charset}|\\u001b\\[[0-9;:?]*[A-Za-z]`, 'g');
/** But for `m`, which colours. */
const others = new RegExp(`${title}|${charset}|\\u001b\\[[0-9;:?]*[A-LN-Za-ln-z]`, 'g');

/** Without the sequences that colour, move, clear or name something on a terminal. */
export function withoutEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(all, '') : text;
}

/** Without those but for what colours: of a log nothing else is left of them. */
export function onlyColours(text: string): string {
  return text.includes('\u001b') ? text.replace(others, '') : text;
}
