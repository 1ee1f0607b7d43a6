/** The colours of a picture that stands by itself: those of the theme, or some that suit white paper. */
import type { StepKind } from '../../../runtime/model/graph.js';
import type { StepState } from '../../shared/progress.js';

export interface Colours {
  /** Behind everything; null for nothing. */
  readonly page: string | null;
  readonly card: string;
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly quiet: string;
  readonly kinds: Readonly<Record<StepKind, string>>;
  readonly states: Readonly<Record<StepState, string>>;
}

type Tone = 'green' | 'blue' | 'purple' | 'orange' | 'yellow' | 'red' | 'quiet';

const kindTones: Readonly<Record<StepKind, Tone>> = {
  start: 'green',
  linear: 'quiet',
  terminal: 'quiet',
  split: 'blue',
  join: 'blue',
  fanout: 'purple',
  condition: 'orange',
};

const stateTones: Readonly<Record<StepState, Tone>> = {
  queued: 'quiet',
  cancelled: 'quiet',
  running: 'blue',
  retrying: 'orange',
  done: 'green',
  reused: 'green',
  failed: 'red',
  caught: 'yellow',
  lost: 'purple',
};

function coloursOf(
  plain: Pick<Colours, 'page' | 'card' | 'line' | 'edge' | 'text'>,
  tones: Readonly<Record<Tone, string>>,
): Colours {
  const toned = <Key extends string>(by: Readonly<Record<Key, Tone>>) =>
    Object.fromEntries(Object.entries<Tone>(by).map(([key, tone]) => [key, tones[tone]])) as Record<
      Key,
      string
    >;
  return { ...plain, quiet: tones.quiet, kinds: toned(kindTones), states: toned(stateTones) };
}

/** Dark enough on white to be read when printed. */
export const onWhite: Colours = coloursOf(
  { page: '#ffffff', card: '#f8f9fa', line: '#c4cad1', edge: '#6b7480', text: '#1f2328' },
  {
    green: '#1a7f37',
    blue: '#0a5fc4',
    purple: '#7a3fbf',
    orange: '#b35900',
    yellow: '#8a6a00',
    red: '#c62828',
    quiet: '#5c6570',
  },
);

/** Those that are seen now, as any program reads them: what the page mixes is mixed already. */
export function themeColours(): Colours {
  const probe = document.body.appendChild(document.createElement('span'));
  const pixel = document.createElement('canvas');
  [pixel.width, pixel.height] = [1, 1];
  const ink = pixel.getContext('2d', { willReadFrequently: true });
  const seen = (name: string, under: string | null): string => {
    probe.style.color = `var(--sw-${name})`;
    if (!ink) return '#808080';
    ink.clearRect(0, 0, 1, 1);
    for (const layer of [under, getComputedStyle(probe).color]) {
      if (layer === null) continue;
      ink.fillStyle = layer;
      ink.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = ink.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map(part => part.toString(16).padStart(2, '0')).join('')}`;
  };
  const page = seen('canvas', null);
  const on = (name: string) => seen(name, page);
  const colours = coloursOf(
    { page, card: on('surface'), line: on('line-strong'), edge: on('edge'), text: on('text') },
    {
      green: on('green'),
      blue: on('blue'),
      purple: on('purple'),
      orange: on('orange'),
      yellow: on('yellow'),
      red: on('red'),
      quiet: on('quiet'),
    },
  );
  probe.remove();
  return colours;
}
