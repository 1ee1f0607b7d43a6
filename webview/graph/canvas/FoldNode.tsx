/** Several steps as one node: how many they are, and how they fare together. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { sumOf } from '../../../runtime/model/overlay.js';
import { icons, severityIcons, stateIcons } from '../../shared/icons.js';
import { segments, stateText, stepState } from '../../shared/progress.js';
import { stepChangeOf } from '../state/changes.js';
import { usesOf } from '../state/flowing.js';
import { foldKind, foldNote, foldTitle, overlaysIn } from '../state/fold-words.js';
import { type Part, partOf, partWords } from '../state/part.js';
import { originOf, stepsOf } from '../state/selection.js';
import { useView } from '../state/session.js';
import { allDataOf, problemsOf } from '../state/subject.js';
import type { FoldFlowNode } from './elements.js';
import { FoldMark } from './FoldMark.js';
import { stepDomId } from './StepNode.js';

const looks: Readonly<Record<Part, string>> = {
  none: 'none',
  taken: 'none',
  ahead: 'unreached',
  unreached: 'unreached',
  absent: 'absent',
  unknown: 'unreached',
};
const severities = ['error', 'warning', 'information'] as const;

export const FoldNode = memo(function FoldNode({
  data: { step: name, region, graph, stacked, direction },
}: NodeProps<FoldFlowNode>) {
  const { steps } = region;
  const run = useView(view => view.snapshot?.run?.steps);
  const part = useView(view => partOf(view.snapshot, name));
  const problems = useView(view => problemsOf(view.snapshot));
  const selected = useView(view => stepsOf(view.selection).includes(name));
  const active = useView(view => steps.includes(view.snapshot?.activeStep ?? ''));
  const changed = useView(view => steps.filter(step => stepChangeOf(view.snapshot, step)).length);
  const idle = useView(({ artifact, snapshot }) =>
    artifact === null ? false : !steps.some(step => usesOf(allDataOf(snapshot), step, artifact)),
  );
  const aim = useView(({ mode }) => {
    if (mode.kind !== 'aim') return undefined;
    if (steps.includes(originOf(mode.asking.site) ?? '')) return 'from';
    return mode.to !== null && steps.includes(mode.to) ? 'to' : undefined;
  });
  const overlays = useMemo(() => overlaysIn(region, run), [region, run]);
  const sum = useMemo(() => sumOf(overlays), [overlays]);
  const wrong = problems.filter(problem => problem.step !== null && steps.includes(problem.step));
  const worst = severities.find(severity => wrong.some(problem => problem.severity === severity));
  const [input, output] =
    direction === 'DOWN' ? [Position.Top, Position.Bottom] : [Position.Left, Position.Right];

  const state = sum ? stepState(sum) : looks[part];
  const note = foldNote(region, overlays);
  const words = sum ? null : partWords[part];
  const kind = foldKind(region, graph);
  const said = [
    foldTitle(region),
    `folded: ${kind}`,
    words === null ? note : `${note}, ${words.toLowerCase()}`,
    ...(sum?.failure ? [sum.failure.message] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...wrong.map(problem => `${problem.severity}: ${problem.message}`),
  ].join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is a group of steps, not of fields.
    <div
      id={stepDomId(name)}
      className="step"
      data-step={name}
      data-fold={region.kind}
      data-kind="linear"
      data-stacked={stacked}
      data-direction={direction}
      data-state={state}
      data-selected={selected}
      data-active={active}
      data-aim={aim}
      data-uses={idle ? 'none' : undefined}
      data-change={changed > 0 ? 'changed' : undefined}
      data-problem={worst}
      role="group"
      aria-roledescription="folded steps"
      aria-label={said}
    >
      {stacked && <div className="step-stack" aria-hidden="true" />}
      <div className="step-card" title={`${kind}:\n${listed(steps)}`}>
        <span className="step-kind">{icons.folded}</span>
        <div className="step-text">
          <div className="step-line">
            <span className="step-name">{foldTitle(region)}</span>
            {worst && (
              <span
                className="step-problem"
                data-severity={worst}
                title={wrong.map(problem => problem.message).join('\n')}
              >
                {severityIcons[worst]}
                {wrong.length > 1 && wrong.length}
              </span>
            )}
          </div>
          <div className="step-note" data-state={sum ? state : undefined}>
            <span
              className={sum ? 'step-state' : 'step-doc'}
              title={
                sum
                  ? [note, `Tasks: ${stateText(sum)}`, sum.failure?.message ?? ''].join('\n').trim()
                  : undefined
              }
            >
              {sum && stateIcons[stepState(sum)]}
              <span className="step-words">{words === null ? note : `${note} · ${words}`}</span>
            </span>
          </div>
        </div>
        {sum && (
          <div className="step-bar" aria-hidden="true">
            {segments(sum).map(segment => (
              <span
                key={segment.state}
                data-state={segment.state}
                style={{ width: `${segment.share * 100}%` }}
              />
            ))}
          </div>
        )}
      </div>
      {changed > 0 && (
        <span className="step-change" title={`${changed} of them changed`}>
          ~
        </span>
      )}
      <Handle type="target" position={input} className="handle-in" isConnectableStart={false} />
      <Handle
        type="source"
        position={output}
        className="handle-out"
        data-editable="false"
        isConnectable={false}
      />
      <FoldMark region={region} graph={graph} isFolded />
    </div>
  );
});

const mostListed = 12;

function listed(steps: readonly string[]): string {
  const more = steps.length - mostListed;
  return [...steps.slice(0, mostListed), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
