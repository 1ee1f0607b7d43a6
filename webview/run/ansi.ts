/** A line of output as pieces of text with a look, in the colours of the editor's terminal. */
import Anser from 'anser';
import { lastState, onlyColours } from '../../runtime/model/output-text.js';
import { visible } from '../../runtime/model/visible-text.js';

export interface Piece {
  readonly text: string;
  readonly color: string | null;
  readonly background: string | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isStruck: boolean;
}

/** Nothing in it acts: what is no colour is text, and what would not be seen is written out. */
export function piecesOf(text: string): readonly Piece[] {
  const line = lastState(text);
  if (!line.includes('\u001b')) return line === '' ? [] : [plain(line)];
  const said = onlyColours(line);
  return Anser.ansiToJson(said, { json: true, use_classes: true, remove_empty: true }).map(entry => {
    const { decorations } = entry;
    return {
      text: seen(entry.content),
      color: colorOf(entry.fg, entry.fg_truecolor),
      background: colorOf(entry.bg, entry.bg_truecolor),
      isBold: decorations.includes('bold'),
      isDim: decorations.includes('dim'),
      isItalic: decorations.includes('italic'),
      isUnderlined: decorations.includes('underline'),
      isStruck: decorations.includes('strikethrough'),
    };
  });
}

/** A tab is the one sign that is not seen and stays. */
function seen(text: string): string {
  return text
    .split('\t')
    .map(part => visible(part))
    .join('\t');
}

function plain(text: string): Piece {
  return {
    text: seen(text),
    color: null,
    background: null,
    isBold: false,
    isDim: false,
    isItalic: false,
    isUnderlined: false,
    isStruck: false,
  };
}

const names = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

function colorOf(name: string | null, truecolor: string | null): string | null {
  if (!name) return null;
  if (name === 'ansi-truecolor') return truecolor ? `rgb(${truecolor})` : null;
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  if (palette !== undefined) return ofPalette(Number(palette));
  const [, bright, color = ''] = /^ansi-(bright-)?(\w+)$/.exec(name) ?? [];
  const known = names.find(each => each.toLowerCase() === color);
  return known === undefined ? null : `var(--vscode-terminal-ansi${bright ? 'Bright' : ''}${known})`;
}

/** The 256 colours of xterm: 16 that have names, a cube of six by six by six, and greys. */
function ofPalette(number: number): string {
  if (number < 16) {
    const name = names[number % 8] ?? 'White';
    return `var(--vscode-terminal-ansi${number < 8 ? '' : 'Bright'}${name})`;
  }
  if (number < 232) {
    const level = (at: number) => (at === 0 ? 0 : 55 + 40 * at);
    const at = number - 16;
    return `rgb(${level(Math.floor(at / 36))}, ${level(Math.floor(at / 6) % 6)}, ${level(at % 6)})`;
  }
  const grey = 8 + 10 * (number - 232);
  return `rgb(${grey}, ${grey}, ${grey})`;
}
