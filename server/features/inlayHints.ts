import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { durationText } from '../../runtime/model/duration-text.js';
import type { Analysis } from '../analyser.js';
import type { FlowResult, StepResult } from '../protocol.js';
import { rangeOf } from './names.js';
import { resultOf, resultOfStep } from './results.js';

/** Behind each step's name how long it took in the last run, and of how many items a fan-out had. */
export function inlayHintsIn(analysis: Analysis, range: Range, results: readonly FlowResult[]): InlayHint[] {
  const { parsed, uri } = analysis;
  return parsed.flows.flatMap(flow => {
    const result = resultOf(results, uri, flow.graph.flow);
    if (!result) return [];
    return flow.steps.flatMap(({ name, nameSpan, own }) => {
      const position = rangeOf(analysis, nameSpan).end;
      const isShown = position.line >= range.start.line && position.line <= range.end.line;
      const last = resultOfStep(result, name);
      const label = last && isShown && own ? hintText(last) : '';
      if (label === '') return [];
      const tooltip = `In the last run of ${flow.graph.flow}`;
      return [{ position, label, kind: InlayHintKind.Parameter, paddingLeft: true, tooltip }];
    });
  });
}

function hintText({ tasks, failed, duration }: StepResult): string {
  const parts = [
    tasks > 1 ? `× ${tasks}` : '',
    duration === null ? '' : durationText(duration),
    failed > 0 ? `${failed} failed` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
