/**
 * Text that user code or a stranger's store has made, made fit to be shown: nothing in it hides, turns around or breaks up what
 * stands beside it. What came in is looked at only as far as it will be shown.
 */

/** On one line: line breaks and runs of blanks become a blank each. */
export function oneLine(text: string, most: number): string {
  return cut(
    seen(begin(text, most))
      .replace(/[\s\u0085]+/g, ' ')
      .trim(),
    most,
    isLonger(text, most),
  );
}

/** With its line breaks, of which no more than two follow each other. */
export function severalLines(text: string, most: number): string {
  const broken = begin(text, most).replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n');
  return cut(
    seen(broken)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    most,
    isLonger(text, most),
  );
}

/**
 * With nothing in it that VS Code takes for a mark of its own: messages draw `[text](link)` as a link, `command:` ones too, and
 * labels draw `$(name)` as an icon. A blank of no width between the two signs keeps what one reads.
 */
export function withoutMarks(text: string): string {
  return text.replace(/([\]$])(?=\()/g, '$1\u200b');
}

/** Blanks may be dropped, so that somewhat more is looked at than is shown. */
function begin(text: string, most: number): string {
  return text.slice(0, most * 4);
}

function isLonger(text: string, most: number): boolean {
  return text.length > most * 4;
}

function cut(text: string, most: number, wasLonger: boolean): string {
  if (text.length <= most && !wasLonger) return text;
  const kept = text.slice(0, most - 1);
  // Half of a pair is no character.
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Control characters as the pictures that Unicode has of them; what turns the direction of writing is dropped. */
function seen(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g, pictureOf);
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
