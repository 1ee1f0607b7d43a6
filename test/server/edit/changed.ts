import type { GraphEdit } from '../../../runtime/model/edit.js';
import { editFlow } from '../../../server/edit/edit.js';

/** The text after an edit of flow `F`, or `refused: …`. */
export function changed(text: string, edit: GraphEdit): string {
  const edited = editFlow(text, 'f.ts', 'F', edit);
  return edited.ok ? edited.text : `refused: ${edited.reason}`;
}

/** Only the lines that differ, as `- old` and `+ new`, or `refused: …`. */
export function lines(text: string, edit: GraphEdit): string {
  const edited = editFlow(text, 'f.ts', 'F', edit);
  if (!edited.ok) return `refused: ${edited.reason}`;
  const [before, after] = [text.split('\n'), edited.text.split('\n')];
  const shown: string[] = [];
  let at = 0;
  for (const line of after) {
    const found = before.indexOf(line, at);
    const isLater = found >= 0 && after.indexOf(before[at] ?? '', after.indexOf(line)) < 0;
    if (found === at || isLater) {
      for (; at < found; at++) shown.push(`- ${before[at]}`);
      at++;
    } else {
      shown.push(`+ ${line}`);
    }
  }
  for (; at < before.length; at++) shown.push(`- ${before[at]}`);
  return shown.join('\n');
}
