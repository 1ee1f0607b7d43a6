import * as vscode from 'vscode';
import { commands } from '../../server/protocol.js';
import type { HostMessage, ViewMessage } from '../../webview/protocol.js';
import type { LanguageService } from '../language/client.js';
import { applyEdit } from './edits.js';
import { revealStep } from './reveal.js';
import type { Scene } from './scene.js';

/** What a message from the view may reach. */
export interface Reach {
  readonly scene: Scene;
  readonly language: LanguageService;
  readonly output: vscode.LogOutputChannel;
  /** Answers the view. */
  post(message: HostMessage): void;
  /** What is shown may have changed. */
  send(): void;
}

/** Does what a person asked for in the view. */
export async function receive(message: ViewMessage, { scene, ...on }: Reach): Promise<void> {
  const run = (command: string, argument: unknown) => vscode.commands.executeCommand(command, argument);
  const { place } = scene;
  const flow = place === null ? null : { uri: place.uri.toString(), flow: place.flow };
  const shown = scene.run === null ? null : { run: scene.run.run.id };
  switch (message.type) {
    case 'ready':
      on.send();
      return;
    case 'edit': {
      const at = { uri: vscode.Uri.parse(message.uri), flow: message.flow };
      const reply = await applyEdit(on.language, at, message.version, message.edit);
      on.post({ type: 'reply', id: message.id, reply });
      return;
    }
    case 'reveal':
      if (scene.code !== null) await revealStep(on.language, scene.code, message.step, message.focus);
      return;
    case 'pickFlow':
      scene.pickFlow(message.flow);
      on.send();
      return;
    case 'run':
      if (flow !== null) await run(commands.run, flow);
      return;
    case 'resume':
      if (shown !== null) await run(commands.resume, shown);
      return;
    case 'cancel':
      if (shown !== null) await run('stepwell.cancel', shown);
      return;
    case 'runStep':
      if (flow !== null) await run(commands.runStep, { ...flow, step: message.step });
      return;
    case 'openLog': {
      const task = message.task === null ? {} : { task: message.task };
      if (shown !== null) await run(commands.openLog, { ...shown, step: message.step, ...task });
      return;
    }
    case 'dismissRun':
      scene.dismiss();
      on.send();
      return;
    case 'error':
      on.output.error(`graph view: ${message.message}\n${message.stack}`);
      return;
    default:
      message satisfies never;
  }
}
