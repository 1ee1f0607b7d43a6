import * as vscode from 'vscode';
import type { CommandContext } from './context.js';
import { flowCommands } from './flows.js';
import { graphCommands } from './graph.js';
import { runCommands } from './runs.js';

export type Handler = (context: CommandContext, argument: unknown) => Promise<void> | void;

/** Every command, by its name in package.json; a test holds the two together. */
export const allCommands: Readonly<Record<string, Handler>> = {
  ...flowCommands,
  ...runCommands,
  ...graphCommands,
};

export function registerCommands(context: CommandContext): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(allCommands).map(([name, handler]) =>
      vscode.commands.registerCommand(name, async (argument: unknown) => {
        try {
          await handler(context, argument);
        } catch (error) {
          context.output.error(error instanceof Error ? error : String(error));
          void vscode.window.showErrorMessage(
            `Stepwell: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }),
    ),
  );
}
