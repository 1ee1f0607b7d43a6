/** One thing a person can do, and when. */
import type { EditGroup, EditId, Site } from '../../../runtime/model/edits.js';
import type { Session } from './session.js';
import type { View } from './view.js';

type ViewCommandId =
  | 'reveal'
  | 'runStep'
  | 'openLog'
  | 'tasks'
  | 'nextEdge'
  | 'palette'
  | 'find'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'direction'
  | 'wrap'
  | 'inspector'
  | 'selectAll'
  | 'selectAfter'
  | 'selectBefore'
  | 'fitSelection'
  | 'back'
  | 'on'
  | 'follow'
  | 'newFlow'
  | 'compare'
  | 'compareNoMore'
  | 'showChange'
  | 'export'
  | 'fold'
  | 'openFold'
  | 'foldAround'
  | 'foldAll'
  | 'openAll'
  | 'help';

export type CommandId = ViewCommandId | EditId;

export interface Command {
  readonly id: CommandId;
  readonly title: string;
  /** What it does, as a sentence; null where the title says it. */
  readonly says: string | null;
  /** Values of `KeyboardEvent.key`, with `Mod+` before those that need Ctrl or Cmd. The first one is shown. */
  readonly keys: readonly string[];
  /** In which context menus it stands. */
  readonly on: readonly Site['kind'][];
  readonly group: 'go' | 'select' | 'run' | 'view' | EditGroup;
  /** Why it can't be done; null when it can; undefined when it makes no sense here and is not even listed. */
  why(view: View): string | null | undefined;
  run(session: Session): void;
}
