/** The flow as a file: as SVG, and as PNG. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { ViewSnapshot } from '../protocol.js';
import type { Picture } from '../state/view.js';
import type { Colours } from './colours.js';
import { Drawing, type Shorten } from './Drawing.js';

export function svgOf(picture: Picture, snapshot: ViewSnapshot | null, colours: Colours): string {
  const place = document.createElement('div');
  const root = createRoot(place);
  flushSync(() =>
    root.render(<Drawing picture={picture} snapshot={snapshot} colours={colours} shorten={shortening()} />),
  );
  const svg = place.firstElementChild;
  const text = svg ? new XMLSerializer().serializeToString(svg) : '';
  root.unmount();
  return `${text}\n`;
}

/** Two pixels for one, as screens have; fewer where the picture would be larger than browsers draw. */
const sharpness = 2;
const longestSide = 16_000;
const mostPixels = 100_000_000;

/** @returns the picture as a `data:` address */
export async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { width, height } = image;
  const scale = Math.min(
    sharpness,
    longestSide / Math.max(width, height),
    Math.sqrt(mostPixels / (width * height)),
  );
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('This browser draws no pictures.');
  ink.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

const fonts = {
  name: '600 13px system-ui, sans-serif',
  note: '11px system-ui, sans-serif',
  code: '11px ui-monospace, monospace',
} as const;

/** Text as an XML file can hold it, as long as there is room for. */
function shortening(): Shorten {
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
