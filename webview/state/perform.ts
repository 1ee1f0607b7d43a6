/** Finds the command that is meant, and runs it or says why not. */
import type { ViewCommand } from '../protocol.js';
import { type Command, type CommandId, commandById, commands } from './commands.js';
import type { Session } from './session.js';
import type { Selection, View } from './view.js';

/** The command a key stands for, among those that make sense now. */
export function commandForKey(view: View, event: { key: string; mod: boolean }): Command | undefined {
  const key = event.mod ? `Mod+${event.key.toLowerCase()}` : event.key;
  return commands.find(command => command.keys.includes(key) && command.why(view) !== undefined);
}

/** Those that stand in the menu of what was clicked. */
export function commandsOn(view: View, target: Selection | null): readonly Command[] {
  const kind = target?.kind ?? 'canvas';
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

const fromEditor: Readonly<Record<ViewCommand, CommandId>> = {
  fit: 'fit',
  addStep: 'addStep',
  connect: 'connect',
  rename: 'rename',
  delete: 'delete',
  focusSearch: 'find',
};

export function performFromEditor(session: Session, name: ViewCommand): void {
  const command = commandById(fromEditor[name]);
  const view = session.store.getState();
  if (command.why(view) === undefined && view.selection === null) {
    const step = view.snapshot?.activeStep;
    if (step && view.picture?.layout.steps.has(step)) session.select({ kind: 'step', step });
  }
  if (command.why(session.store.getState()) === undefined) {
    const thing = name === 'delete' ? 'a step or an edge' : 'a step';
    session.store.setState({ refusal: { reason: `Select ${thing} in the graph first.`, at: null } });
  } else perform(session, command);
}
