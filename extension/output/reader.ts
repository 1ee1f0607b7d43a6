/** Reads output in a thread of its own: a log may have millions of lines, and the editor waits for nobody. */
import { parentPort } from 'node:worker_threads';
import type { LogLine } from '../../runtime/model/event.js';
import { OutputPlaces } from '../../runtime/store/output-places.js';
import type { OutputLine } from '../../webview/run/protocol.js';
import type { FromReader, OutputOf, ToReader } from './protocol.js';

/** How often what is watched is looked at, in milliseconds. */
const pace = 60;
/** So long it reads at a time, in milliseconds, before it hears what else is wanted. */
const turn = 40;
/** Of a longer line the beginning is shown. */
const longestLine = 20_000;
/** Logs whose places are kept. */
const mostLogs = 4;

const logs = new Map<string, OutputPlaces>();
let watched: { readonly number: number; readonly of: OutputOf; told: string } | null = null;

parentPort?.on('message', (message: ToReader) => {
  switch (message.type) {
    case 'watch':
      watched = { number: message.watch, of: message.of, told: '' };
      look();
      return;
    case 'rest':
      watched = null;
      return;
    case 'lines': {
      const { of, from, count } = message;
      const places = placesOf(of);
      // Who asks for what was told of has it there; who asks first of all gets what one turn gives.
      if (places.count({}) === 0) places.read(performance.now() + turn);
      const lines = places.lines(of.filter, from, count).map(line => line && shown(line));
      tell({ type: 'lines', id: message.id, total: places.count(of.filter), lines });
      return;
    }
    default:
      message satisfies never;
  }
});

let timer: NodeJS.Timeout | null = null;

function look(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (watched === null) return;
  const { number, of } = watched;
  const places = placesOf(of);
  const isWhole = places.read(performance.now() + turn);
  const total = places.count(of.filter);
  const told = `${total} ${places.openChanges} ${isWhole}`;
  if (told !== watched.told) {
    watched.told = told;
    tell({ type: 'grown', watch: number, total, open: places.open(of.filter).map(shown), isWhole });
  }
  timer = setTimeout(look, isWhole ? pace : 0);
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
  return { ...line, text: more === 0 ? text : text.slice(0, longestLine), more };
}

function tell(message: FromReader): void {
  parentPort?.postMessage(message);
}
