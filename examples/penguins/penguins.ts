import { readFile } from 'node:fs/promises';

/** A row of the Palmer penguins data (https://allisonhorst.github.io/palmerpenguins) as vega-datasets has it. */
export interface RawPenguin {
  Species: 'Adelie' | 'Chinstrap' | 'Gentoo';
  Island: string;
  'Beak Length (mm)': number | null;
  'Beak Depth (mm)': number | null;
  'Flipper Length (mm)': number | null;
  'Body Mass (g)': number | null;
  Sex: string | null;
}

/** A penguin that was measured completely. */
export interface Penguin {
  species: number;
  /** Beak length and depth and flipper length in millimetres, body mass in grams. */
  measures: number[];
}

export const species = ['Adelie', 'Chinstrap', 'Gentoo'] as const;

/** All 344 penguins, straight from the package. */
export async function readPenguins(): Promise<RawPenguin[]> {
  const file = new URL('../data/penguins.json', import.meta.resolve('vega-datasets'));
  return JSON.parse(await readFile(file, 'utf8'));
}

/** The penguin as numbers, or null when a measure is missing. */
export function measured(raw: RawPenguin): Penguin | null {
  const measures = [
    raw['Beak Length (mm)'],
    raw['Beak Depth (mm)'],
    raw['Flipper Length (mm)'],
    raw['Body Mass (g)'],
  ].filter(value => value !== null);
  return measures.length === 4 ? { species: species.indexOf(raw.Species), measures } : null;
}

/** The same order for the same seed, everywhere (mulberry32 drives a Fisher-Yates shuffle). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
