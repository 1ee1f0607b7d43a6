/** What would leave its line, turn the direction of the text around it, or do something to a terminal. */
const unseen = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const unseenInLines = new RegExp(`(\u001b\\[[0-9;:]*m)|(?![\\n\\t])${unseen.source}`, 'gu');

/**
 * A text from a run's files as it can stand in a row of a list: on one line, in one direction, with nothing in it that acts. What would not
 * be seen is written as JavaScript writes it, such as `\n` or `\u202e`.
 *
 * @param most characters; of a longer text the beginning
 */
export function visible(text: string, most = Number.POSITIVE_INFINITY): string {
  const cut = text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text;
  return cut.replace(unseen, written);
}

/**
 * The same of a text of several lines, which stay.
 *
 * @param colours whether what colours it on a terminal stays, too
 */
export function visibleLines(text: string, colours = false): string {
  return text.replace(unseenInLines, (character, sgr: string | undefined) =>
    sgr === undefined ? written(character) : colours ? sgr : sgr.replace('\u001b', written),
  );
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return short[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
