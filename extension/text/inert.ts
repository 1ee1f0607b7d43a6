import { oneLine, severalLines, withoutMarks } from '../../runtime/model/plain-text.js';

/**
 * What user code printed, threw or named, and what a store says, may come from anybody. Wherever VS Code shows such text it goes
 * through one of these: it is read there and does nothing. A test holds every place to that.
 */

/** For a place with little room: a line of a tree or of a pick, a title, a name. */
export function label(text: string): string {
  return withoutMarks(oneLine(text, 200));
}

/** For a message to the person, of which VS Code shows so much. */
export function notice(text: string): string {
  return withoutMarks(oneLine(text, 800));
}

/** For what is opened to be read: a tooltip, a diagnostic, the details of a question. */
export function passage(text: string): string {
  return withoutMarks(severalLines(text, 4_000));
}

/** For the last part of a document's address, which its tab shows. */
export function fileName(text: string): string {
  return oneLine(text, 80).replace(/[\\/?#]/g, '-') || 'unnamed';
}
