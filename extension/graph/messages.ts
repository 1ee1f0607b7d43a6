import * as vscode from 'vscode';
import { commands } from '../../server/protocol.js';
import type { HostMessage } from '../../webview/graph/protocol.js';
import type { LanguageService } from '../language/client.js';
import type { TaskPages } from '../runs/task-pages.js';
import { sourceOf } from '../runs/workspace-file.js';
import { label, notice, passage } from '../text/inert.js';
import type { Comparing } from './comparing.js';
import { applyEdit } from './edits.js';
import { addFlow, newFlowFile } from './new-flow.js';
import { revealStep } from './reveal.js';
import { saveGraph } from './save.js';
import type { Scene } from './scene.js';
import { whyBeyond } from './subject-bounds.js';
import { viewMessageFrom } from './view-message.js';

/** What a message from the view may reach. */
export interface Reach {
  readonly scene: Scene;
  readonly comparing: Comparing;
  readonly language: LanguageService;
  readonly taskPages: TaskPages;
  readonly output: vscode.LogOutputChannel;
  /** Answers the view. */
  post(message: HostMessage): void;
  /** What is shown may have changed. */
  send(): void;
  /** A step has been selected, or none. */
  selected(step: string | null): void;
  /** Code is to be shown. @returns what says, when it is there, whether nothing else has been asked for since */
  revealing(): () => boolean;
  /** A document is about to be shown to somebody who looks at the graph. */
  leading(uri: vscode.Uri): void;
  /** Writes to the log what is wrong with the view's messages, each thing once. */
  complain(words: string): void;
}

/** Does what a person asked for in the view, as far as it is about what the view shows. */
export async function receive(said: unknown, { scene, ...on }: Reach): Promise<void> {
  const message = viewMessageFrom(said);
  if (message === null) {
    on.complain('it sent a message that is none of its protocol, which was dropped');
    return;
  }
  const beyond = whyBeyond(message, scene.shown);
  if (beyond !== null) {
    if (message.type === 'edit')
      on.post({ type: 'reply', id: message.id, reply: { ok: false, reason: passage(beyond) } });
    else if (message.type === 'tasks') on.post({ type: 'tasks', id: message.id, page: null });
    else on.complain(`its message ${message.type} was not followed: ${beyond}`);
    return;
  }
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
    case 'reveal': {
      const { code } = scene;
      const { step, focus } = message;
      const isWanted = on.revealing();
      const isShown =
        code !== null && (await revealStep(on.language, code, step, focus, on.leading, isWanted));
      if (!isShown && focus) sayWhyNoCode(scene, step);
      return;
    }
    case 'selected':
      on.selected(message.step);
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
    case 'tasks': {
      const page = scene.run && (await on.taskPages.page(scene.run, message));
      on.post({ type: 'tasks', id: message.id, page });
      return;
    }
    case 'showRunGraph':
      if (scene.run !== null) scene.showPast(scene.run);
      on.send();
      return;
    case 'dismissRun':
      scene.dismiss();
      on.send();
      return;
    case 'newFlow': {
      const { document } = scene;
      await (document === null ? newFlowFile(on.language) : addFlow(on.language, document));
      return;
    }
    case 'compare':
      if (message.with === 'nothing') on.comparing.stop();
      else if (place !== null) await on.comparing.choose(place);
      return;
    case 'showChange':
      if (place !== null) await on.comparing.show(place, message.step);
      return;
    case 'copy':
      await vscode.env.clipboard.writeText(message.text);
      return;
    case 'save':
      await saveGraph(message.format, message.content, scene.code);
      return;
    case 'error':
      on.output.error(`graph view: ${message.message}\n${message.stack}`);
      return;
    default:
      message satisfies never;
  }
}

/** Only where somebody asked to go there: a click on a node shows its code by the way. */
function sayWhyNoCode({ run, place }: Scene, step: string): void {
  const flow = run?.run.flow ?? place?.flow ?? 'the flow';
  const source = run === null ? null : sourceOf(run);
  const why =
    source?.ok === false ? source.why : `The code of ${label(flow)} has no step ${label(step)} any more.`;
  void vscode.window.showWarningMessage(notice(why));
}
