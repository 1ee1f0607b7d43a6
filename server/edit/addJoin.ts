import type { EditOf } from '../../runtime/model/edit.js';
import { analyseScopes } from '../../runtime/model/scopes.js';
import { parseFlows } from '../parse/flows.js';
import type { ParsedStep } from '../parse/parsed.js';
import { applied, type Draft, ownStep, type Replacement, refuse, type Subject } from './draft.js';
import { endsSomewhere, goOnFromEveryEnd } from './everyEnd.js';
import { joinParameter } from './joinParameter.js';
import { freeNameLike, nameRefusal } from './naming.js';
import { newMethod } from './newMethod.js';

/** The join that a split or fan-out lacks: a new step, to which every branch goes on wherever it ends. */
export function addJoin(subject: Subject, { step: opening, name: asked }: EditOf<'addJoin'>): Draft {
  const own = ownStep(subject, opening);
  if (!own.ok) return own;
  const { flow } = subject;
  const name = asked ?? freeNameLike(flow, 'join');
  const badName = nameRefusal(flow, name);
  if (badName) return badName;
  const scopes = analyseScopes(flow.graph);
  const joined = scopes.joinOf(opening);
  if (joined !== null) return refuse(`'${opening}' is joined by '${joined}' already.`);
  const inside = flow.steps.filter(one => scopes.openingOf(one.name)?.step === opening);
  const ends = inside.filter(one => !one.unknown && endsSomewhere(subject, one));
  const last = inside.at(-1);
  if (!last) return refuse(`'${opening}' opens nothing that could be joined.`);
  const [first] = ends;
  if (!first) return refuse(`No branch of '${opening}' ends: lead them to the join in the code.`);
  const other = ends.find(one => !one.own);
  if (other) return refuse(`'${other.name}' is inherited from ${other.declaredIn}: lead it to a join there.`);
  const parameter = joinParameter(subject, 'inputs');
  const replacements: Replacement[] = [
    ...ends.flatMap(end => goOnFromEveryEnd(subject, end, name)),
    newMethod(subject, last, name, null, { parameters: parameter.written }),
    ...parameter.replacements,
  ];
  const left = stillEnding(subject, replacements, ends);
  return left === undefined
    ? { ok: true, replacements, step: name }
    : refuse(`'${left.name}' ends in a way that can only be changed in the code: lead it to the join there.`);
}

/** The first of some steps that still ends the flow on some way. */
function stillEnding(
  { text, tree, flow, sources }: Subject,
  replacements: readonly Replacement[],
  steps: readonly ParsedStep[],
): ParsedStep | undefined {
  const parsed = parseFlows(applied(text, replacements), tree.fileName, sources);
  const now = parsed.classes.find(({ graph }) => graph.flow === flow.graph.flow);
  return steps.find(({ name }) => {
    const step = now?.steps.find(one => one.name === name);
    return now && step && endsSomewhere({ flow: now, parsed }, step);
  });
}
