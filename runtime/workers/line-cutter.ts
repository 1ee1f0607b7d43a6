/** Longer lines than this many characters are cut, since no string can hold more than some 500 million. */
const longest = 128 * 1024 * 1024;

/**
 * Cuts a stream of text into its lines. Text without an end is only added to, never searched again, so that a line which comes
 * in a million pieces costs what one piece of its length does.
 */
export class LineCutter {
  #rest = '';

  /** The lines that this text completes. */
  cut(text: string): string[] {
    let end = text.indexOf('\n');
    if (end < 0) {
      this.#rest += text;
      return this.#rest.length > longest ? [this.rest()] : [];
    }
    const lines = [this.#rest + text.slice(0, end)];
    let start = end + 1;
    for (end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      lines.push(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
    return lines;
  }

  /** What has come of a line that was not completed; it is forgotten. */
  rest(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest;
  }
}
