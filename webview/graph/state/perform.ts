/** Finds the command that is meant, and runs it or says why not. */
import type { ViewCommand } from '../protocol.js';
import type { Command, CommandId } from './command.js';
import { commandById, commands } from './commands.js';
import type { Selection } from './selection.js';
import type { Session } from './session.js';
import { stepOf } from './subject.js';
import type { View } from './view.js';

/** The command a key stands for, among those that make sense now. */
export function commandForKey(
  view: View,
  event: { key: string; mod: boolean; shift: boolean; alt?: boolean },
): Command | undefined {
  const key = event.alt ? `Alt+${event.key}` : event.mod ? `Mod+${event.key.toLowerCase()}` : unlocked(event);
  return commands.find(command => command.keys.includes(key) && command.why(view) !== undefined);
}

/** A letter as the Shift key says, whatever Caps Lock does. */
function unlocked({ key, shift }: { key: string; shift: boolean }): string {
  if (!/^\p{L}$/u.test(key)) return key;
  return shift ? key.toUpperCase() : key.toLowerCase();
}

/** Those that make sense now, whatever they are about. */
export function commandsNow(view: View): readonly Command[] {
  return commands.filter(command => command.why(view) !== undefined);
}

/** Those that stand in the menu of what was clicked. */
export function commandsOn(view: View, target: Selection | null): readonly Command[] {
  const kind = target?.kind ?? 'flow';
  return commands.filter(command => command.on.includes(kind) && command.why(view) !== undefined);
}

/** Runs it, or says why not. */
export function perform(session: Session, command: Command): void {
  const view = session.store.getState();
  const why = command.why(view);
  if (why === null) command.run(session);
  else if (why !== undefined) {
    session.store.setState({ refusal: { reason: why, at: view.selection }, announcement: why });
  }
}

/** What a command of the editor's means: the first of them that makes sense for what is selected. */
const fromEditor: Readonly<Record<ViewCommand, readonly CommandId[]>> = {
  fit: ['fit'],
  addStep: ['addStep', 'insertStep'],
  connect: ['connect'],
  rename: ['renameStep'],
  delete: ['deleteStep', 'deleteEdge'],
  palette: ['palette'],
  focusSearch: ['find'],
};

export function performFromEditor(session: Session, name: ViewCommand): void {
  const meant = () => {
    const now = session.store.getState();
    return fromEditor[name].map(commandById).find(command => command.why(now) !== undefined);
  };
  const view = session.store.getState();
  if (!meant() && view.selection === null) {
    const step = view.snapshot?.activeStep;
    if (step && stepOf(view.picture?.graph ?? null, step)) session.select({ kind: 'step', step });
  }
  const command = meant();
  if (command) perform(session, command);
  else {
    const thing = name === 'delete' ? 'a step or an edge' : 'a step';
    session.store.setState({ refusal: { reason: `Select ${thing} in the graph first.`, at: null } });
  }
}
