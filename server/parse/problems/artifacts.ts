import { ts } from 'ts-morph';
import { changes, looksAt, sets, takesOver } from '../dataflow/access.js';
import { hasValue } from '../dataflow/assigned.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { type Deed, type Deeds, type Place, parting, precedes } from '../dataflow/deeds.js';
import type { Dispute } from '../dataflow/disputes.js';
import { localCallsOf } from '../dataflow/locals.js';
import { isAlwaysDone } from '../dataflow/passing.js';
import { withoutCasts } from '../literal.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding, type RelatedSpan } from './finding.js';
import { quoted } from './shape.js';

/** Artifacts that are read where they have no value, and those that nobody can ever read. */
export function artifactFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  // What a class that is not to be had does with the artifacts is not known.
  if (flow.open) return [];
  const steps = [...data.deeds.keys()].flatMap(step => readsIn(flow, data, step));
  return [...steps, ...neverRead(flow, data)];
}

function readsIn(flow: ParsedFlow, data: Dataflow, step: string): Finding[] {
  const deeds = data.deeds.get(step)!;
  if (deeds.escapes) return [];
  const list = deeds.list.filter(({ on, name }) => on === 'flow' && data.isArtifact(name));
  const found = lostInInputs(flow, data, step, deeds.list);
  const given = new Map<string, Deed[]>();
  const told = new Set<string>();
  for (const deed of list) {
    const { name } = deed;
    if (looksAt(deed) && !told.has(name)) {
      const merges = deeds.merges.filter(merge => takesOver(merge, name));
      const before = given.get(name) ?? [];
      const mergedBefore = merges.filter(merge => isBefore(merge, deed));
      const later = isLater(deed)
        ? list.filter(one => one.name === name && sets(one) && isApart(one, deed) && mayPrecede(one, deed))
        : [];
      const isMerged = mergedBefore.length > 0 && isGiven(deeds, [...before, ...mergedBefore], deed);
      const isDeleted = before.length > 0 && before.every(({ kind }) => kind === 'delete');
      const isNowhereGiven = later.length + merges.length === 0 && (before.length === 0 || isDeleted);
      const problem =
        (!isGiven(deeds, before, deed) &&
          !isGivenLater(deeds, later, deed) &&
          disputed(flow, data, step, deed, isMerged)) ||
        (isNowhereGiven &&
          unassigned(
            flow,
            data,
            step,
            deed,
            before.some(one => precedes(one, deed)),
          ));
      if (problem) {
        told.add(name);
        found.push(problem);
      }
    }
    if (sets(deed) || deed.kind === 'delete') given.set(name, [...(given.get(name) ?? []), deed]);
  }
  return found;
}

/** The step has given the artifact a value, or taken it away, wherever control comes to a read. */
function isGiven({ method }: Deeds, before: readonly Place[], read: Place): boolean {
  if (before.length === 0) return false;
  return before.some(one => precedes(one, read)) || (method !== null && isAlwaysDone(method, before));
}

/** The same of a function with a name, wherever that is called; what stands in other functions is taken to have been done. */
function isGivenLater(deeds: Deeds, later: readonly Deed[], { node, calls }: Deed): boolean {
  if (later.length === 0) return false;
  const code = ts.findAncestor(node, ts.isFunctionLike);
  const called = code ? localCallsOf(code) : [];
  if (called.length === 0 || later.some(isLater)) return true;
  return called.every(call => {
    const place = { node: call, calls };
    return isGiven(
      deeds,
      later.filter(one => isBefore(one, place)),
      place,
    );
  });
}

/** It stands before another in the text, by what leads to both. */
function isBefore(one: Place, other: Place): boolean {
  const apart = parting(one, other);
  return apart !== null && apart.place.pos < apart.other.pos;
}

/** It stands in a function that has a name, and runs when that is called. */
function isLater({ node, loose }: Deed): boolean {
  const code = loose ? ts.findAncestor(node, ts.isFunctionLike) : undefined;
  return code !== undefined && (ts.isVariableDeclaration(code.parent) || ts.isFunctionDeclaration(code));
}

/** It may be done before the function that another stands in is called for the last time. */
function mayPrecede(one: Deed, { node, calls }: Deed): boolean {
  const apart = calls.findIndex((call, level) => call !== one.calls[level]);
  const level = apart < 0 ? calls.length : apart;
  const code = ts.findAncestor(node, ts.isFunctionLike);
  const called = apart < 0 ? (code ? localCallsOf(code) : []) : calls.slice(level, level + 1);
  const place = one.calls[level] ?? one.node;
  return called.length === 0 || called.some(call => place.pos < call.end);
}

function isApart(one: Deed, other: Deed): boolean {
  return ts.findAncestor(one.node, ts.isFunctionLike) !== ts.findAncestor(other.node, ts.isFunctionLike);
}

function disputed(
  flow: ParsedFlow,
  data: Dataflow,
  step: string,
  { name, span }: Deed,
  isMerged: boolean,
): Finding | null {
  const [dispute] = data.disputes.before(step, name, isMerged);
  if (!dispute) return null;
  const { join, opening } = dispute;
  const what = opening.kind === 'fanout' ? 'The items' : 'The branches';
  const where = join === step ? 'before it is read' : `in '${join}'`;
  const message = `${what} of '${opening.step}' leave '${name}' different, so it has no value after the join '${join}': assign it ${where}, from the inputs or with this.merge.`;
  return finding(flow, 'artifact-disputed', step, span, message, relatedTo(flow, dispute));
}

/** An input has an artifact without a value where its branch has come with a dispute: around a loop, or from an inner join. */
function lostInInputs(flow: ParsedFlow, data: Dataflow, step: string, list: readonly Deed[]): Finding[] {
  const told = new Set<string>();
  return list.flatMap(({ name, span, node, ...deed }) => {
    if (deed.on !== 'input' || !looksAt({ ...deed, name, span, node }) || told.has(name)) return [];
    const [dispute] = data.disputes.inInputs(step, name, branchNamed(node, data));
    if (!dispute) return [];
    const { join, opening } = dispute;
    const what = opening.kind === 'fanout' ? 'The items' : 'The branches';
    const message = `${what} of '${opening.step}' leave '${name}' different, so it has no value after the join '${join}', and none in an input that no step has set it for since: set it on every way to '${step}', or give it a value in '${join}'.`;
    told.add(name);
    return finding(flow, 'artifact-disputed', step, span, message, relatedTo(flow, dispute));
  });
}

/** `train` in `inputs.train.score`. */
function branchNamed(node: ts.Node, { deeds }: Dataflow): string | null {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return null;
  const input = withoutCasts(node.expression);
  const name = ts.isPropertyAccessExpression(input) ? input.name.text : null;
  return name !== null && deeds.has(name) ? name : null;
}

function relatedTo(flow: ParsedFlow, { artifact, join, culprits }: Dispute): RelatedSpan[] {
  const joined = flow.steps.find(({ name }) => name === join)?.nameSpan;
  return [
    ...culprits.slice(0, 4).map(({ step, deed, isCaught }) => ({
      message: isCaught
        ? `'${artifact}' gets the error of '${step}', if it fails in its branch.`
        : `'${step}' sets '${artifact}' in its branch.`,
      span: deed.span,
    })),
    ...(joined ? [{ message: 'The branches are joined here.', span: joined }] : []),
  ];
}

/** @param isDeleted it has been deleted in the step itself, wherever that comes to the read */
function unassigned(
  flow: ParsedFlow,
  data: Dataflow,
  step: string,
  deed: Deed,
  isDeleted: boolean,
): Finding | null {
  const { name, span, kind } = deed;
  const field = data.members.fields.get(name);
  const isNothing = field?.initializer && !hasValue(field);
  if (!field || field.optional || isNothing || kind === 'test' || kind === 'default') return null;
  if (!isDeleted && data.assigned.before(step, name)) return null;
  const writers = data.artifacts.get(name)?.writers ?? [];
  const others = writers.filter(writer => writer !== step);
  const deleted = [...data.deeds].flatMap(([by, { list }]) =>
    list.some(one => one.name === name && one.kind === 'delete') ? by : [],
  );
  const why =
    deleted.length > 0
      ? `${quoted(deleted)} deletes it`
      : others.length === 0
        ? 'no step assigns it'
        : `${quoted(others)} assigns it only later`;
  const message = `'${name}' has no value here: ${why}. Assign it on the way to '${step}', or give the field a value to begin with.`;
  const related = [{ message: `'${name}' is declared here.`, span: field.nameSpan }];
  return finding(flow, 'artifact-unassigned', step, span, message, related);
}

/**
 * What a run leaves at its end is its result, whoever reads it. But what is set in a branch, lost at the join because the
 * branches differ, and taken from no input, is for nobody.
 */
function neverRead(flow: ParsedFlow, data: Dataflow): Finding[] {
  const all = [...data.deeds.values()];
  if (all.some(deeds => deeds.escapes)) return [];
  const byArtifact = new Map<string, Dispute[]>();
  for (const dispute of data.disputes.all) {
    byArtifact.set(dispute.artifact, [...(byArtifact.get(dispute.artifact) ?? []), dispute]);
  }
  return [...byArtifact].flatMap(([name, disputes]) => {
    const artifact = data.artifacts.get(name);
    if (!artifact || artifact.readers.length > 0) return [];
    const lost = new Set(disputes.flatMap(({ culprits }) => culprits.map(({ step }) => step)));
    if (artifact.writers.some(writer => !lost.has(writer))) return [];
    const isTaken = disputes.some(({ join }) => isTakenOver(data, join, name));
    const [first] = disputes.flatMap(({ culprits }) =>
      culprits.filter(({ deed, isCaught }) => deed.via === null && !isCaught),
    );
    if (isTaken || !first || !changes(first.deed)) return [];
    const joins = quoted([...new Set(disputes.map(({ join }) => join))]);
    const message = `'${name}' is set here, but no step reads it, and its values differ, so that the join ${joins} lets go of it: take it over there, or leave it out.`;
    const related = [...new Set(disputes.map(({ join }) => join))].flatMap(join => {
      const joined = flow.steps.find(step => step.name === join);
      return joined ? [{ message: `'${join}' lets go of it.`, span: joined.nameSpan }] : [];
    });
    return [finding(flow, 'artifact-never-read', first.step, first.deed.span, message, related)];
  });
}

function isTakenOver(data: Dataflow, join: string, name: string): boolean {
  const deeds = data.deeds.get(join);
  return !deeds || deeds.inputsEscape || deeds.merges.some(merge => takesOver(merge, name));
}
