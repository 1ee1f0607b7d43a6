import * as vscode from 'vscode';
import { notice } from '../text/inert.js';
import type { CommandContext } from './context.js';
import { flowCommands } from './flows.js';
import { graphCommands } from './graph.js';
import { runCommands } from './runs.js';
import { isTrusted } from './trust.js';

/** What a command does, or a reason for the person to read why it does not. */
export type Handler = (context: CommandContext, argument: unknown) => Promise<void> | void;

/**
 * A command, and what it is to the workspace. One that `acts` runs code or changes what is stored: it asks for trust before
 * it does anything, and its `enablement` in package.json says `isWorkspaceTrusted`. One that `looks` changes nothing but what is
 * shown, or a document in front of the person, as typing does.
 */
export interface EditorCommand {
  readonly is: 'acts' | 'looks';
  readonly run: Handler;
}

/** Every command, by its name in package.json; a test holds the two together. */
export const allCommands: Readonly<Record<string, EditorCommand>> = {
  ...flowCommands,
  ...runCommands,
  ...graphCommands,
};

export function registerCommands(context: CommandContext): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(allCommands).map(([name, command]) =>
      vscode.commands.registerCommand(name, async (argument: unknown) => {
        try {
          if (command.is === 'acts' && !(await isTrusted())) return;
          await command.run(context, argument);
        } catch (error) {
          context.output.error(error instanceof Error ? error : String(error));
          const words = error instanceof Error ? error.message : String(error);
          void vscode.window.showErrorMessage(notice(`Stepwell: ${words}`));
        }
      }),
    ),
  );
}
