/** Reads output in a thread of its own: a log may have millions of lines, and the editor waits for nobody. */
import { parentPort } from 'node:worker_threads';
import type { LogLine } from '../../runtime/model/event.js';
import { lastState, withoutEscapes } from '../../runtime/model/output-text.js';
import { OutputPlaces } from '../../runtime/store/output-places.js';
import { OutputSearch } from '../../runtime/store/output-search.js';
import type { OutputLine } from '../../webview/run/protocol.js';
import { sourcePlaces } from '../logs/source-places.js';
import type { FromReader, OutputOf, ToReader } from './protocol.js';

/** How often what is watched is looked at, in milliseconds. */
const pace = 60;
/** So long it reads at a time, in milliseconds, before it hears what else is wanted. */
const turn = 40;
/** Of a longer line the beginning is shown. */
const longestLine = 20_000;
/** Places of a line that lead somewhere. */
const mostPlaces = 20;
/** Logs whose places are kept. */
const mostLogs = 4;

const logs = new Map<string, OutputPlaces>();

interface Watched {
  readonly number: number;
  readonly of: OutputOf;
  told: string;
}

let watched: Watched | null = null;
let sought: { readonly id: number; readonly search: OutputSearch; told: string } | null = null;

parentPort?.on('message', (message: ToReader) => {
  switch (message.type) {
    case 'watch':
      watched = { number: message.watch, of: message.of, told: '' };
      look();
      return;
    case 'rest':
      watched = null;
      sought = null;
      return;
    case 'find':
      sought = {
        id: message.id,
        search: new OutputSearch(placesOf(message.of), message.of.filter, message.wanted),
        told: '',
      };
      look();
      return;
    case 'findNoMore':
      sought = null;
      return;
    case 'lines': {
      const { of, from, count } = message;
      const places = placesOf(of);
      // Who asks for what was told of has it there; who asks first of all gets what one turn gives.
      if (places.count({}) === 0) places.read(performance.now() + turn);
      const lines = places
        .lines(of.filter, from, count)
        .map(one => one && { ...shown(one.line), more: one.more + shown(one.line).more });
      tell({ type: 'lines', id: message.id, total: places.count(of.filter), lines });
      return;
    }
    default:
      message satisfies never;
  }
});

let timer: NodeJS.Timeout | null = null;

/** Reads on in what is watched, and looks on for what is sought. */
function look(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (watched === null) return;
  const isRead = readOn(watched);
  const isFound = sought === null || findOn(sought, isRead);
  timer = setTimeout(look, isRead && isFound ? pace : 0);
}

function findOn(of: NonNullable<typeof sought>, isRead: boolean): boolean {
  const isThrough = of.search.on(performance.now() + turn);
  const { count, places } = of.search;
  const isWhole = isThrough && isRead;
  const told = `${count} ${isWhole}`;
  if (told !== of.told) {
    of.told = told;
    tell({ type: 'found', found: { id: of.id, count, lines: places, isWhole } });
  }
  return isThrough;
}

function readOn(watched: Watched): boolean {
  const { number, of } = watched;
  const places = placesOf(of);
  const isWhole = places.read(performance.now() + turn);
  const total = places.count(of.filter);
  const told = `${total} ${places.openChanges} ${isWhole}`;
  if (told !== watched.told) {
    watched.told = told;
    tell({ type: 'grown', watch: number, total, open: places.open(of.filter).map(shown), isWhole });
  }
  return isWhole;
}

function placesOf({ store, run }: OutputOf): OutputPlaces {
  const key = `${store} ${run}`;
  const places = logs.get(key) ?? new OutputPlaces(store, run);
  logs.delete(key);
  logs.set(key, places);
  const [oldest] = logs.keys();
  if (logs.size > mostLogs && oldest !== undefined) logs.delete(oldest);
  return places;
}

function shown({ text, ...line }: LogLine): OutputLine {
  const more = Math.max(0, text.length - longestLine);
  const beginning = more === 0 ? text : text.slice(0, longestLine);
  // Most lines name nothing, and have no colours.
  const places = /:\d/.test(beginning) ? sourcePlaces(withoutEscapes(lastState(beginning))) : [];
  return { ...line, text: beginning, more, places: places.slice(0, mostPlaces) };
}

function tell(message: FromReader): void {
  parentPort?.postMessage(message);
}
