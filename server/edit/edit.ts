import type { Problem } from '../../runtime/model/diagnostics.js';
import type { EditKind, EditOf, GraphEdit } from '../../runtime/model/edit.js';
import { parseFlows } from '../parse/flows.js';
import type { Parsed } from '../parse/parsed.js';
import { readSource } from '../parse/source.js';
import type { Sources } from '../parse/sources.js';
import { addBefore } from './addBefore.js';
import { addBranch } from './addBranch.js';
import { addFirst } from './addFirst.js';
import { addJoin } from './addJoin.js';
import { addStep } from './addStep.js';
import { connect } from './connect.js';
import { connectElse } from './connectElse.js';
import { connectWhen } from './connectWhen.js';
import { copyStep, copySteps, cutStep, cutSteps } from './copy.js';
import { deleteEdge } from './deleteEdge.js';
import { deleteStep } from './deleteStep.js';
import { deleteSteps } from './deleteSteps.js';
import { describeField, describeStep } from './describe.js';
import {
  applied,
  type Draft,
  inOrder,
  type Refusal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { duplicateStep } from './duplicateStep.js';
import { duplicateSteps } from './duplicateSteps.js';
import { isAsPromised } from './expected.js';
import { extractSteps } from './extractSteps.js';
import { fanOut, setConcurrency, undoFanOut } from './fanOut.js';
import { addArtifact, addParameter, removeField, setParameter } from './fields.js';
import { withTypes } from './fitting.js';
import { inlineFlow } from './inlineFlow.js';
import { moveArm } from './moveArm.js';
import { moveBranch } from './moveBranch.js';
import { moveEdge } from './moveEdge.js';
import { moveEdges } from './moveEdges.js';
import { moveStep } from './moveStep.js';
import { moveToBase } from './moveToBase.js';
import { pasteSteps } from './paste.js';
import { renameField } from './renameField.js';
import { renameStep } from './renameStep.js';
import { setArtifact } from './setArtifact.js';
import { setCondition } from './setCondition.js';
import { setChoices, setKind } from './setKind.js';
import { setOption } from './setOption.js';
import { setStart } from './setStart.js';
import { takeAlways } from './takeAlways.js';

/** The text changes that make an edit of a flow's graph, and the text they lead to; or why it can't be made. */
export type Edited =
  | {
      readonly ok: true;
      /** In source order, without overlaps. */
      readonly replacements: readonly Replacement[];
      readonly text: string;
      /** That text, read. */
      readonly parsed: Parsed;
      readonly step: string | null;
      /** What is to be on the clipboard then; null where that is left as it is. */
      readonly clipboard: string | null;
    }
  | Refusal;

/**
 * Turns an edit of a flow's graph into changes of its source. Leaves everything that the edit is not about as it is.
 *
 * @param known what is known of the text, where it has been read already
 */
export function editFlow(
  text: string,
  fileName: string,
  flowName: string,
  edit: GraphEdit,
  sources: Sources | null = null,
  known: Parsed | null = null,
): Edited {
  const parsed = known ?? parseFlows(text, fileName, sources);
  if (parsed.broken !== null)
    return refuse(`The source has a syntax error, which must be mended first: ${parsed.broken}`);
  const flow = parsed.classes.find(({ graph }) => graph.flow === flowName);
  if (!flow) return refuse(`There is no flow '${flowName}' in this file any more.`);
  const subject: Subject = {
    text,
    tree: parsed.tree ?? readSource(text, fileName).tree,
    parsed,
    flow,
    sources,
  };
  const draft = draftOf(subject, edit);
  if (!draft.ok) return draft;
  const after = parseFlows(applied(text, draft.replacements), fileName, sources);
  if (after.broken !== null)
    return refuse(`This can't be written into the code as it stands: ${after.broken}`);
  if (draft.reaches && !isReached(after, flowName, draft.reaches))
    return refuse(
      `'${draft.reaches.from}' would never come to '${draft.reaches.to}' as its code stands: write this there.`,
    );
  const harm = newError(parsed.problems, after.problems, edit) ?? newOf(draft, flowName, parsed, after);
  if (harm) return refuse(harm.message);
  const made = after.classes.find(({ graph }) => graph.flow === flowName);
  if (!made || !isAsPromised(edit, flow.graph, made.graph, draft.step))
    return refuse('As the code stands, this would make another flow of it than is meant: change it there.');
  const typed = withTypes(subject, draft.replacements, after);
  if (!typed.ok) return typed;
  const replacements = inOrder(typed.replacements);
  const { step, clipboard = null } = draft;
  const written = applied(text, replacements);
  const isRead = replacements.length === draft.replacements.length;
  return {
    ok: true,
    replacements,
    text: written,
    parsed: isRead ? after : parseFlows(written, fileName, sources),
    step,
    clipboard,
  };
}

type Drafter<Kind extends EditKind> = (subject: Subject, edit: EditOf<Kind>) => Draft;

/** By whom each kind of edit is worked out: a file a kind. */
const drafters: { readonly [Kind in EditKind]: Drafter<Kind> } = {
  addStep,
  renameStep,
  deleteStep,
  deleteSteps,
  connect,
  deleteEdge,
  moveEdge,
  moveEdges,
  moveStep,
  addFirst,
  addBefore,
  addBranch,
  addJoin,
  extractSteps,
  inlineFlow,
  moveToBase,
  duplicateStep,
  duplicateSteps,
  copyStep,
  copySteps,
  cutStep,
  cutSteps,
  pasteSteps,
  setStart,
  describeStep,
  setOption,
  connectWhen,
  connectElse,
  moveArm,
  fanOut,
  undoFanOut,
  setConcurrency,
  moveBranch,
  setCondition,
  takeAlways,
  addParameter,
  setParameter,
  setKind,
  setChoices,
  setArtifact,
  addArtifact,
  describeField,
  renameField,
  removeField,
};

/** What an edit of the graph changes in the text; whether the flow survives that is not looked at yet. */
export function draftOf<Kind extends EditKind>(
  subject: Subject,
  edit: EditOf<Kind> & { readonly kind: Kind },
): Draft {
  const { kind }: { readonly kind: Kind } = edit;
  return drafters[kind](subject, edit);
}

/** The flow goes on from one step to another, and may come to that. */
function isReached(parsed: Parsed, flow: string, { from, to }: { from: string; to: string }): boolean {
  const after = parsed.classes.find(({ graph }) => graph.flow === flow);
  return (
    after?.graph.edges.some(edge => edge.from === from && edge.to === to && edge.unreached !== true) ?? false
  );
}

/** What a flow goes through while it is being built: shown as problems, but no reason to refuse the next step of the work. */
export const unfinished: ReadonlySet<string> = new Set([
  'split-not-joined',
  'terminal-inside-split',
  'unreachable-step',
  'missing-inputs-parameter',
]);

const takesAway: ReadonlySet<EditKind> = new Set([
  'deleteEdge',
  'deleteStep',
  'deleteSteps',
  'moveEdge',
  'moveEdges',
  'undoFanOut',
  'takeAlways',
  'cutStep',
  'cutSteps',
  'pasteSteps',
]);

/** What is said then, and was not before, of a step of which nothing may be said. */
function newOf(
  { faultless }: { readonly faultless?: string },
  flow: string,
  before: Parsed,
  after: Parsed,
): Problem | undefined {
  if (faultless === undefined) return undefined;
  const of = ({ problems }: Parsed) =>
    problems.filter(({ flows, step }) => step === faultless && flows.includes(flow));
  const known = of(before).map(({ code }) => code);
  return of(after).find(({ code }) => !known.includes(code));
}

/** The first error that the edit brings in. Told by number, since an edit may change names, places and so messages. */
function newError(
  before: readonly Problem[],
  after: readonly Problem[],
  edit: GraphEdit,
): Problem | undefined {
  const errors = after.filter(({ severity }) => severity === 'error');
  const count = (problems: readonly Problem[], code: string): number =>
    problems.filter(problem => problem.severity === 'error' && problem.code === code).length;
  return errors.find(({ code }) => {
    if (unfinished.has(code)) return false;
    // Taking a split apart leaves its join behind for a moment.
    if (takesAway.has(edit.kind) && code === 'join-outside-split') return false;
    return count(after, code) > count(before, code);
  });
}
