import { editFrom } from '../../runtime/model/edit.js';
import type { ShownFlow, ViewMessage } from '../../webview/graph/protocol.js';

/**
 * What came from the view's page, or was left for it, as what it may be; null for anything else. The page draws what strangers
 * wrote, so what it says is read like what a stranger says.
 */
export function viewMessageFrom(value: unknown): ViewMessage | null {
  const { type, ...rest } = fieldsOf(value);
  if (typeof type !== 'string' || !Object.hasOwn(readers, type)) return null;
  return readers[type as ViewMessage['type']](rest);
}

/** The flow that the page last showed, out of the state that VS Code kept for it. */
export function shownFlowFrom(state: unknown): ShownFlow | null {
  const { uri, flow } = fieldsOf(fieldsOf(state).shown);
  return isAddress(uri) && isName(flow) ? { uri, flow } : null;
}

/** Names in a source may be long, but nobody reads longer ones. */
const longestName = 1_000;
const longestAddress = 8_000;
/** Of the view's own troubles; the rest is cut off. */
const longestReport = 10_000;

/** Of a list, more than a screen has. */
const mostRows = 500;

/** Of a picture of a thousand steps some two million letters are used. */
const longestExport = 100_000_000;

type Fields = Readonly<Record<string, unknown>>;
type Reader<Type> = (fields: Fields) => Extract<ViewMessage, { type: Type }> | null;

const readers: { readonly [Type in ViewMessage['type']]: Reader<Type> } = {
  ready: () => ({ type: 'ready' }),
  edit: ({ id, uri, flow, version, edit }) => {
    const read = editFrom(edit);
    return isCount(id) && isAddress(uri) && isName(flow) && isCount(version) && read !== null
      ? { type: 'edit', id, uri, flow, version, edit: read }
      : null;
  },
  reveal: ({ step, focus }) =>
    isName(step) && typeof focus === 'boolean' ? { type: 'reveal', step, focus } : null,
  selected: ({ step }) => (step === null || isName(step) ? { type: 'selected', step } : null),
  pickFlow: ({ flow }) => (isName(flow) ? { type: 'pickFlow', flow } : null),
  run: () => ({ type: 'run' }),
  resume: () => ({ type: 'resume' }),
  cancel: () => ({ type: 'cancel' }),
  runStep: ({ step }) => (isName(step) ? { type: 'runStep', step } : null),
  openLog: ({ step, task }) =>
    isName(step) && (task === null || isName(task)) ? { type: 'openLog', step, task } : null,
  tasks: ({ id, step, query, from, count }) =>
    isCount(id) && isName(step) && isText(query) && isCount(from) && isCount(count) && count <= mostRows
      ? { type: 'tasks', id, step, query, from, count }
      : null,
  showRunGraph: () => ({ type: 'showRunGraph' }),
  dismissRun: () => ({ type: 'dismissRun' }),
  newFlow: () => ({ type: 'newFlow' }),
  compare: ({ with: what }) =>
    what === 'something' || what === 'nothing' ? { type: 'compare', with: what } : null,
  showChange: ({ step }) => (step === null || isName(step) ? { type: 'showChange', step } : null),
  copy: ({ text }) => (isExport(text) ? { type: 'copy', text } : null),
  save: ({ format, content }) =>
    (format === 'svg' || format === 'png' || format === 'mermaid') && isExport(content)
      ? { type: 'save', format, content }
      : null,
  error: ({ message, stack }) =>
    typeof message === 'string' && typeof stack === 'string'
      ? { type: 'error', message: message.slice(0, longestReport), stack: stack.slice(0, longestReport) }
      : null,
};

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestName;
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestAddress;
}

function isExport(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestExport;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
