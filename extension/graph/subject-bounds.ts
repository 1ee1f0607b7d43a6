import type { ViewMessage } from '../../webview/graph/protocol.js';

/** What the view shows now, as far as its messages may speak of it. */
export interface Shown {
  /** The document's flow; null while a past run is shown, or nothing. */
  readonly flow: { readonly uri: string; readonly flow: string } | null;
  /** Flows of the shown document. */
  readonly flows: readonly string[];
  /** Steps of the graph that is drawn. */
  readonly steps: readonly string[];
  /** Whether the run that is drawn has a step, or a task of it. */
  hasRun(step: string, task: string | null): boolean;
}

/**
 * Why a message of the view is not followed; null when it speaks of what is shown. The view may lag behind its host, and a page
 * that went wrong must reach nothing else through it.
 */
export function whyBeyond(message: ViewMessage, shown: Shown): string | null {
  switch (message.type) {
    case 'edit': {
      const { flow } = shown;
      return flow !== null && flow.uri === message.uri && flow.flow === message.flow
        ? null
        : `The graph shows something else by now than ${message.flow}: go back to it, and try again.`;
    }
    case 'pickFlow':
      return shown.flows.includes(message.flow) ? null : `the shown file has no flow ${message.flow}`;
    case 'selected':
      return message.step === null || shown.steps.includes(message.step)
        ? null
        : `the shown flow has no step ${message.step}`;
    case 'reveal':
      return shown.steps.includes(message.step) ? null : `the shown flow has no step ${message.step}`;
    case 'runStep':
      return shown.flow !== null && shown.steps.includes(message.step)
        ? null
        : `the shown flow has no step ${message.step}`;
    case 'tasks':
      return shown.hasRun(message.step, null) ? null : `the shown run has no ${message.step}`;
    case 'openLog': {
      const { step, task } = message;
      const place = task === null ? step : `${step}/${task}`;
      return shown.hasRun(step, task) ? null : `the shown run has no ${place}`;
    }
    default:
      return null;
  }
}
