/** The flow as a file: as SVG, and as PNG. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { ViewSnapshot } from '../protocol.js';
import type { Picture } from '../state/view.js';
import type { Colours } from './colours.js';
import { Drawing } from './Drawing.js';
import { shortening } from './shorten.js';

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
