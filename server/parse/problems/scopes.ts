import type { Conflict, Opening } from '../../../runtime/model/scopes.js';
import type { ProblemCode } from './codes.js';
import { type Finding, finding, type RelatedSpan } from './finding.js';
import { edgeSpan, named, openedAt, openingSpan, quoted, type Shape, stepSpan } from './shape.js';

/** Where splits, fan-outs and joins don't fit together, and steps that nothing leads to. */
export function scopeFindings(shape: Shape): Finding[] {
  const { scopes } = shape;
  const crossed = scopes.conflicts.some(({ kind }) => kind === 'crossing' || kind === 'unrelated');
  return [
    ...scopes.conflicts.map(conflict => ofConflict(shape, conflict)),
    ...joinedStart(shape),
    ...scopes.openings.flatMap(opening => ofOpening(shape, opening, crossed)),
    ...(crossed ? [] : endsInside(shape)),
    ...unreachable(shape),
  ];
}

function ofConflict(shape: Shape, conflict: Conflict): Finding {
  const { flow, graph } = shape;
  const { edge } = conflict;
  const { from, to } = edge;
  const report = (code: ProblemCode, message: string, related: readonly RelatedSpan[] = []): Finding =>
    finding(flow, code, from, edgeSpan(shape, edge), message, related);
  switch (conflict.kind) {
    case 'notAJoin': {
      const related = [openedAt(shape, conflict.opening)];
      const message = `'${to}' is reached from several branches of ${named(conflict.opening)}: give it a parameter 'inputs: Inputs<this>' so that it joins them.`;
      return finding(flow, 'missing-inputs-parameter', to, stepSpan(shape, to), message, related);
    }
    case 'nothingOpen':
      return report(
        'join-outside-split',
        `'${to}' is a join, but nothing is open when '${from}' goes there: take its Inputs parameter away, or open a split or fan-out before it.`,
        [{ message: `'${to}' takes inputs.`, span: stepSpan(shape, to) }],
      );
    case 'emptyBranch':
      return edge.kind === 'fanout'
        ? report(
            'fanout-into-join',
            `This fan-out leads straight into the join '${to}': put a step between them.`,
          )
        : report(
            'split-into-join',
            `This branch leads straight into the join '${to}': put a step between them.`,
          );
    case 'unrelated':
      return report(
        'unrelated-join',
        `'${to}' can't join both ${named(conflict.other)} and ${named(conflict.opening)}: join the inner one first.`,
        [openedAt(shape, conflict.other), openedAt(shape, conflict.opening)],
      );
    case 'crossing': {
      if (graph.steps.some(step => step.name === to && step.start)) {
        return report(
          'start-has-incoming',
          `'${to}' is the first step and can't be reached from inside ${named(conflict.opening)}: join its branches first.`,
          [openedAt(shape, conflict.opening)],
        );
      }
      return report(
        'crosses-split',
        `'${to}' is reached both inside and outside of ${named(conflict.opening)}: join its branches before going on there.`,
        [openedAt(shape, conflict.opening)],
      );
    }
  }
}

function ofOpening(shape: Shape, opening: Opening, crossed: boolean): Finding[] {
  const { flow } = shape;
  const { step, joins } = opening;
  const span = openingSpan(shape, opening);
  if (joins.length > 1) {
    const message = `The branches of ${named(opening)} join in different places (${quoted(joins)}): let them meet in one step.`;
    const related = joins.map(join => ({
      message: `'${join}' joins some of them.`,
      span: stepSpan(shape, join),
    }));
    return [finding(flow, 'join-mismatch', step, span, message, related)];
  }
  if (joins.length === 1 || opening.unsettled || crossed) return [];
  const what = opening.kind === 'fanout' ? 'fan-out' : 'split';
  const message = `This ${what} is never joined: let its branches go on to a step with a parameter 'inputs: Inputs<this>'.`;
  return [finding(flow, 'split-not-joined', step, span, message)];
}

/** Steps that end while a split is open that others do join; a split that nothing joins is reported itself. */
function endsInside(shape: Shape): Finding[] {
  const { flow, steps, graph, scopes } = shape;
  const goOn = new Set(graph.edges.map(({ from }) => from));
  return steps.flatMap(({ name, nameSpan, mayEndAsMeant: mayEnd, neverEnds, unknown, options }) => {
    const opening = scopes.openingOf(name);
    // A run that comes to an error ends there, unless it is to go on.
    const fails = neverEnds && options.catch === undefined;
    const ends = mayEnd || (!goOn.has(name) && !unknown && !fails);
    if (!opening || !ends || (opening.joins.length === 0 && !opening.unsettled)) return [];
    const [join] = opening.joins;
    const mend = join ? `go on to its join '${join}'.` : 'go on to its join.';
    const message = `'${name}' ${mayEnd ? 'can end' : 'ends'} inside ${named(opening)}: ${mend}`;
    const joined = opening.joins.map(one => ({
      message: `'${one}' joins the others.`,
      span: stepSpan(shape, one),
    }));
    const related = [openedAt(shape, opening), ...joined];
    return [finding(flow, 'terminal-inside-split', name, nameSpan, message, related)];
  });
}

function joinedStart({ flow, graph, steps }: Shape): Finding[] {
  const start = graph.steps.find(step => step.start && step.join);
  const span = steps.find(({ name }) => name === start?.name)?.nameSpan;
  if (!start || !span) return [];
  const message = `'${start.name}' is the first step, where there is nothing to join: take its Inputs parameter away.`;
  return [finding(flow, 'join-outside-split', start.name, span, message)];
}

function unreachable({ flow, graph, steps, scopes }: Shape): Finding[] {
  const names = new Set(scopes.unreachable);
  // A step that can't be followed may lead anywhere.
  const unknown = graph.steps.some(step => step.unknown && !names.has(step.name));
  if (unknown || flow.open || !graph.steps.some(({ start }) => start)) return [];
  return steps
    .filter(({ name }) => names.has(name))
    .map(({ name, nameSpan }) => {
      const message = `Nothing leads to '${name}': go there from another step, or delete it.`;
      return finding(flow, 'unreachable-step', name, nameSpan, message);
    });
}
