import { isRunId } from '../../runtime/model/names.js';
import type { OutputPlace, RunViewMessage, Selected } from '../../webview/run/protocol.js';

/** Names in a source may be long, but nobody reads longer ones. */
const longestName = 1_000;
/** Of the view's own troubles; the rest is cut off. */
const longestReport = 10_000;
/** Of a list, more than a screen has. */
const mostRows = 500;
/** What is copied was shown. */
const longestCopy = 10_000_000;

type Fields = Readonly<Record<string, unknown>>;
type Reader<Type> = (fields: Fields) => Extract<RunViewMessage, { type: Type }> | null;

/** What came from the run view's page, as what it may be; null for anything else. The page draws what strangers wrote. */
export function runMessageFrom(value: unknown): RunViewMessage | null {
  const { type, ...rest } = fieldsOf(value);
  if (typeof type !== 'string' || !Object.hasOwn(readers, type)) return null;
  return readers[type as RunViewMessage['type']](rest);
}

const readers: { readonly [Type in RunViewMessage['type']]: Reader<Type> } = {
  ready: () => ({ type: 'ready' }),
  select: ({ selected }) => {
    const read = selectedFrom(selected);
    return read && { type: 'select', selected: read };
  },
  chooseRun: ({ run }) => (isRun(run) ? { type: 'chooseRun', run } : null),
  followLatest: () => ({ type: 'followLatest' }),
  tasks: ({ id, step, query, from, count }) =>
    isCount(id) && isName(step) && isText(query) && isStretch(from, count)
      ? { type: 'tasks', id, step, query, from, count: Number(count) }
      : null,
  lines: ({ id, place, from, count }) => {
    const read = placeFrom(place);
    return read && isCount(id) && isStretch(from, count)
      ? { type: 'lines', id, place: read, from, count: Number(count) }
      : null;
  },
  find: ({ id, place, wanted }) => {
    const read = placeFrom(place);
    const { text, isCase, isWord } = fieldsOf(wanted);
    return read && isCount(id) && isName(text) && typeof isCase === 'boolean' && typeof isWord === 'boolean'
      ? { type: 'find', id, place: read, wanted: { text, isCase, isWord } }
      : null;
  },
  findNoMore: () => ({ type: 'findNoMore' }),
  openLog: () => ({ type: 'openLog' }),
  openSource: ({ file, line, column }) =>
    isName(file) && isCount(line) && isCount(column) ? { type: 'openSource', file, line, column } : null,
  showGraph: () => ({ type: 'showGraph' }),
  cancel: () => ({ type: 'cancel' }),
  copy: ({ text }) =>
    typeof text === 'string' && text !== '' && text.length <= longestCopy ? { type: 'copy', text } : null,
  error: ({ message, stack }) =>
    typeof message === 'string' && typeof stack === 'string'
      ? { type: 'error', message: message.slice(0, longestReport), stack: stack.slice(0, longestReport) }
      : null,
};

function selectedFrom(value: unknown): Selected | null {
  const { step, task, attempt } = fieldsOf(value);
  if (step === null) return { step, task: null, attempt: null };
  if (!isName(step)) return null;
  if (task === null) return { step, task, attempt: null };
  if (!isName(task)) return null;
  return attempt === null || isCount(attempt) ? { step, task, attempt } : null;
}

function placeFrom(value: unknown): OutputPlace | null {
  const { run } = fieldsOf(value);
  const selected = selectedFrom(value);
  return selected && isRun(run) ? { run, ...selected } : null;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isRun(value: unknown): value is string {
  return typeof value === 'string' && isRunId(value);
}

function isName(value: unknown): value is string {
  return isText(value) && value !== '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestName;
}

function isStretch(from: unknown, count: unknown): from is number {
  return isCount(from) && isCount(count) && count <= mostRows;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
