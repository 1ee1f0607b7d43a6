/**
 * Everything a person can do, as one table: the keyboard, the context menu, the list of shortcuts and the
 * editor's own commands all read it.
 */
import { changesNothing } from '../../../runtime/model/edit.js';
import { edits } from '../../../runtime/model/edits.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { begin } from './asking.js';
import type { Command, CommandId } from './command.js';
import { folding } from './folding.js';
import { looking } from './looking.js';
import { whyReadOnly } from './subject.js';
import { siteOf, type View } from './view.js';
import { viewing } from './viewing.js';

/** The edits of the table, as what a person can do here. */
const editing: readonly Command[] = edits.map(edit => ({
  id: edit.id,
  title: edit.title,
  says: edit.says,
  keys: edit.keys,
  // Of the options a menu would be long: they stand in the details, and in the palette.
  on: edit.group === 'option' ? [] : [edit.on],
  group: edit.group,
  why: view => {
    const graph = graphOfText(view);
    const fits = graph ? edit.why(siteOf(view), graph) : undefined;
    if (fits === undefined || (changesNothing(edit.kind) && isOfDocument(view))) return fits;
    return whyReadOnly(view.snapshot) ?? fits;
  },
  run: session => begin(session, edit, siteOf(session.store.getState())),
}));

const groups: readonly Command['group'][] = [
  'go',
  'step',
  'edge',
  'shape',
  'option',
  'field',
  'select',
  'run',
  'view',
];

/** In the order in which they are shown. */
export const commands: readonly Command[] = groups.flatMap(group =>
  [...looking, ...viewing, ...folding, ...editing].filter(command => command.group === group),
);

/** Those by which a step leads on to something: what the end of a wire can be. */
export const wireEnds: readonly CommandId[] = [
  'addStep',
  'addBranch',
  'connect',
  'connectWhen',
  'connectElse',
];

/** Those that set an option of a step. */
export const optionCommands: readonly Command[] = commands.filter(({ group }) => group === 'option');

/** The option that such a command sets: `retry` of `setRetry`. */
export function optionOf({ id }: Command): string {
  return id.slice('set'.length).toLowerCase();
}

export function commandById(id: CommandId): Command {
  const command = commands.find(each => each.id === id);
  if (!command) throw new Error(`There is no command ${id}.`);
  return command;
}

function isOfDocument({ snapshot }: View): boolean {
  return snapshot?.subject.kind === 'flow' && snapshot.subject.broken === null;
}

/** The graph that edits are made in, without what it has no more. */
function graphOfText({ picture, snapshot }: View): Graph | null {
  const isCompared = snapshot?.changes && snapshot.subject.kind === 'flow';
  return isCompared && picture ? snapshot.subject.graph : (picture?.graph ?? null);
}
