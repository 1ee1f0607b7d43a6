/** Cuts a text so that it is no wider than so many pixels. */
export type Shorten = (text: string, width: number, font: keyof typeof fonts) => string;

const fonts = {
  name: '600 13px system-ui, sans-serif',
  note: '11px system-ui, sans-serif',
  code: '11px ui-monospace, monospace',
} as const;

/** Text as an XML file can hold it, as long as there is room for. */
export function shortening(): Shorten {
  const ink = document.createElement('canvas').getContext('2d');
  return (text, width, font) => {
    const whole = [...writable(text)];
    if (!ink || width === Number.POSITIVE_INFINITY) return whole.join('');
    ink.font = fonts[font];
    // Nobody reads more, and there is room for no more.
    const letters = whole.slice(0, 400);
    const fits = (count: number) => ink.measureText(`${letters.slice(0, count).join('')}…`).width <= width;
    if (letters.length === whole.length && ink.measureText(letters.join('')).width <= width)
      return letters.join('');
    let [least, most] = [0, letters.length];
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      if (fits(middle)) least = middle;
      else most = middle - 1;
    }
    return `${letters.slice(0, least).join('')}…`;
  };
}

/** Without what no XML file may hold (https://www.w3.org/TR/xml/#charsets). */
export function writable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
