/** One step: its name, what it is, and how it fares in the run that is shown. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { editById } from '../../../runtime/model/edits.js';
import type { Step } from '../../../runtime/model/graph.js';
import { kindIcons, severityIcons } from '../../shared/icons.js';
import { segments, stepState } from '../../shared/progress.js';
import type { ViewProblem } from '../protocol.js';
import { begin } from '../state/asking.js';
import { changeWords, stepChangeOf } from '../state/changes.js';
import { describeStep } from '../state/describe.js';
import { usesOf } from '../state/flowing.js';
import { regionsCalledBy } from '../state/folds.js';
import { type Part, partOf } from '../state/part.js';
import { originOf, stepsOf } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { allDataOf, problemsOf, problemsOfStep, stepOf, whyReadOnly } from '../state/subject.js';
import type { Mode } from '../state/view.js';
import type { StepFlowNode } from './elements.js';
import { FoldMark } from './FoldMark.js';
import { RenameField } from './RenameField.js';
import { StepNote } from './StepNote.js';

export function stepDomId(step: string): string {
  return `step-${step}`;
}

/** How the card of a step without a task looks. */
const looks: Readonly<Record<Part, string>> = {
  none: 'none',
  taken: 'none',
  ahead: 'unreached',
  unreached: 'unreached',
  absent: 'absent',
  unknown: 'unreached',
};

const changeSigns = { added: '+', removed: '−', changed: '~' } as const;
const usesWords = { reads: 'reads', writes: 'writes', both: 'reads, writes' } as const;

export const StepNode = memo(function StepNode({
  data: { step: name, stacked, direction },
}: NodeProps<StepFlowNode>) {
  const session = useSession();
  const graph = useView(view => view.picture?.graph ?? null);
  const step = stepOf(graph, name);
  const region = useView(({ picture }) =>
    picture
      ? regionsCalledBy(picture.graph, name).find(one => !picture.shown.folds.has(one.head))
      : undefined,
  );
  const overlay = useView(view => view.snapshot?.run?.steps[name]);
  const part = useView(view => partOf(view.snapshot, name));
  const allProblems = useView(view => problemsOf(view.snapshot));
  const selected = useView(view => stepsOf(view.selection).includes(name));
  const active = useView(view => view.snapshot?.activeStep === name);
  const uses = useView(({ artifact, snapshot }) =>
    artifact === null ? undefined : (usesOf(allDataOf(snapshot), name, artifact) ?? 'none'),
  );
  const change = useView(view => stepChangeOf(view.snapshot, name));
  const renaming = useView(view => view.mode.kind === 'rename' && view.mode.step === name);
  const aim = useView(view => aimAt(view.mode, name));
  const pending = useView(view =>
    view.pending.some(
      ({ site }) => originOf(site) === name || (site.kind === 'steps' && site.steps.includes(name)),
    ),
  );
  const editable = useView(view => whyReadOnly(view.snapshot) === null);
  if (!step) return null;

  const state = overlay ? stepState(overlay) : looks[part];
  const problems = problemsOfStep(allProblems, name);
  const [input, output] =
    direction === 'DOWN' ? [Position.Top, Position.Bottom] : [Position.Left, Position.Right];

  return (
    // biome-ignore lint/a11y/useSemanticElements: it is a group of what is known of a step, not of fields.
    <div
      id={stepDomId(name)}
      className="step"
      data-step={name}
      data-kind={step.kind}
      data-start={step.start}
      data-join={step.join}
      data-stacked={stacked}
      data-direction={direction}
      data-state={state}
      data-selected={selected}
      data-active={active}
      data-aim={aim ?? undefined}
      data-pending={pending}
      data-uses={uses}
      data-change={change?.kind}
      data-problem={problems[0]?.severity}
      role="group"
      aria-roledescription="step"
      aria-label={`${describeStep(step, overlay, problems, part)}${change ? `, ${changeWords(change)}` : ''}`}
    >
      {stacked && <div className="step-stack" aria-hidden="true" />}
      <div className="step-card">
        <span className="step-kind">{kindIcons[step.kind]}</span>
        <div className="step-text">
          <div className="step-line">
            {renaming ? (
              <RenameField step={name} />
            ) : (
              <span className="step-name" title={name}>
                {name}
              </span>
            )}
            <ProblemBadge problems={problems} />
          </div>
          <StepNote step={step} overlay={overlay} />
        </div>
        {overlay && overlay.total > 1 && (
          <div className="step-bar" aria-hidden="true">
            {segments(overlay).map(segment => (
              <span
                key={segment.state}
                data-state={segment.state}
                style={{ width: `${segment.share * 100}%` }}
              />
            ))}
          </div>
        )}
      </div>
      {change && (
        <span className="step-change" title={changeWords(change)}>
          {changeSigns[change.kind]}
        </span>
      )}
      {uses !== undefined && uses !== 'none' && <span className="step-uses">{usesWords[uses]}</span>}
      <Marks step={step} />
      {graph && region && <FoldMark region={region} graph={graph} isFolded={false} />}
      <Handle type="target" position={input} className="handle-in" isConnectableStart={false} />
      <Handle
        type="source"
        position={output}
        className="handle-out"
        data-editable={editable && change?.kind !== 'removed'}
        title={editable ? 'Click to add a step, drag to connect' : undefined}
        onClick={event => {
          if (!editable) return;
          event.stopPropagation();
          session.select({ kind: 'step', step: name });
          begin(session, editById('addStep'), { kind: 'step', step: name });
        }}
      >
        <svg viewBox="0 0 16 16" className="handle-plus" aria-hidden="true">
          <path d="M8 4.5v7M4.5 8h7" />
        </svg>
      </Handle>
    </div>
  );
});

/** Whether an edge that is being drawn begins or would end here. */
function aimAt(mode: Mode, step: string): 'from' | 'to' | null {
  if (mode.kind !== 'aim') return null;
  if (originOf(mode.asking.site) === step) return 'from';
  return mode.to === step ? 'to' : null;
}

/** On the card's borders, where work comes in and goes out: a bar gathers, bars spread, a diamond decides. */
function Marks({ step }: { step: Step }) {
  return (
    <>
      {step.join && <span className="mark mark-join" aria-hidden="true" />}
      {step.kind === 'split' && <span className="mark mark-split" aria-hidden="true" />}
      {step.kind === 'fanout' && (
        <span className="mark mark-fanout" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {step.kind === 'condition' && <span className="mark mark-condition" aria-hidden="true" />}
    </>
  );
}

function ProblemBadge({ problems }: { problems: readonly ViewProblem[] }) {
  const worst = problems[0];
  if (!worst) return null;
  return (
    <span
      className="step-problem"
      data-severity={worst.severity}
      title={problems.map(problem => problem.message).join('\n')}
    >
      {severityIcons[worst.severity]}
      {problems.length > 1 && problems.length}
    </span>
  );
}
