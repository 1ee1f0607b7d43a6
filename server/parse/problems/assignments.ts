import { ts } from 'ts-morph';
import { changes } from '../dataflow/access.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { type Deed, settles, undoes } from '../dataflow/deeds.js';
import { isAlwaysDone, isReplacedBy } from '../dataflow/passing.js';
import type { ParsedFlow } from '../parsed.js';
import { failsForAll, isDoneByAll, unlessCertain } from './certain.js';
import { type Finding, finding } from './finding.js';
import { isSurelyUnfit, type Unfit, unfit } from './stored.js';

/** What is wrong with single assignments, wherever they stand in the flow. */
export function assignmentFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  const found: Finding[] = [];
  const start = flow.graph.steps.find(step => step.start)?.name;
  const first = start === undefined ? [] : (data.deeds.get(start)?.list ?? []);
  for (const { name, nameSpan, initializer } of data.members.fields.values()) {
    // What the first step puts in its place is never stored.
    const own = first.filter(deed => deed.name === name && deed.on === 'flow' && deed.kind !== 'mutate');
    const set = own.filter(deed => deed.kind === 'write' || deed.kind === 'delete');
    const method = start === undefined ? null : data.deeds.get(start)!.method;
    const isReplaced = own.some(settles) || (method !== null && set.length > 0 && isAlwaysDone(method, set));
    const why = initializer && !isReplaced && !hasCodec(data, name) ? unfit(initializer, data) : null;
    if (!why || !initializer) continue;
    const isCertain = (): boolean =>
      start !== undefined &&
      !own.some(deed => changes(deed) || deed.kind === 'delete') &&
      isSurelyUnfit(initializer, data) &&
      failsForAll(flow, data, start);
    found.push(unlessCertain(told(flow, null, name, nameSpan, why, 'holds'), isCertain));
  }
  for (const [step, { list, method }] of data.deeds) {
    const own = list.filter(({ on }) => on === 'flow');
    for (const deed of own) {
      if (!changes(deed) || !data.members.parameters.has(deed.name)) continue;
      const isChanged = deed.kind === 'mutate';
      const message = isChanged
        ? `'${deed.name}' is a parameter, which every step has as it was given: no other one sees this change. Keep a copy in an artifact of another name.`
        : `'${deed.name}' is a parameter, and parameters are read-only in steps: use an artifact of another name.`;
      const span = data.members.parameters.get(deed.name)!;
      const related = [{ message: `'${deed.name}' is declared here.`, span }];
      const code = isChanged ? 'parameter-changed' : 'parameter-assigned';
      const one = finding(flow, code, step, deed.span, message, related);
      found.push(unlessCertain(one, () => isDoneByAll(flow, data, step, deed)));
    }
    for (const { deed, isReplaced } of leftBehind(own, method)) {
      const { name, span } = deed;
      if (!data.isArtifact(name) || hasCodec(data, name)) continue;
      if (deed.kind === 'default' && !data.lacking.at(step, deed)) continue;
      const values = valuesOf(deed);
      const [why] = values.flatMap(value => unfit(value, data, deed.calls) ?? []);
      if (!why) continue;
      const isCertain = (): boolean =>
        !isReplaced &&
        deed.kind !== 'default' &&
        values.some(value => isSurelyUnfit(value, data, deed.calls)) &&
        isDoneByAll(flow, data, step, deed);
      found.push(unlessCertain(told(flow, step, name, span, why, 'gets'), isCertain));
    }
  }
  return found;
}

interface Left {
  readonly deed: Deed;
  /** On some way through the step, something else takes its place. */
  readonly isReplaced: boolean;
}

/** What a step may make of each artifact in the end: what one holds meanwhile is the step's own affair. */
function leftBehind(deeds: readonly Deed[], method: ts.Node | null): Left[] {
  const left = new Map<string, Left[]>();
  for (const deed of deeds) {
    if (!changes(deed) && deed.kind !== 'delete') continue;
    const before = settles(deed) ? [] : (left.get(deed.name) ?? []).filter(one => !undoes(deed, one.deed));
    const isReplacing = deed.kind === 'write' || deed.kind === 'delete';
    const kept = isReplacing ? before.map(one => ({ ...one, isReplaced: true })) : before;
    left.set(deed.name, [...kept, { deed, isReplaced: false }]);
  }
  return [...left.values()].flatMap(all => {
    // What both arms of a condition replace is not left either.
    const isGone = (at: number): boolean =>
      method !== null &&
      isReplacedBy(
        method,
        all.slice(at + 1).map(({ deed }) => deed),
      );
    return all.filter(({ isReplaced }, at) => !isReplaced || !isGone(at));
  });
}

/** What becomes a part of the artifact. */
function valuesOf({ kind, value, from }: Deed): readonly ts.Expression[] {
  if (value) return [value];
  if (kind === 'default' && from) return [from];
  if (kind !== 'mutate' || !from) return [];
  // `this.rows.push(…)`, and `this.rows[0] = …`
  if (ts.isCallExpression(from)) return keeps(from) ? from.arguments : [];
  return ts.isBinaryExpression(from) ? [from.right] : [];
}

/** A comparison is given to `sort`, and not kept. */
function keeps({ expression: callee }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(callee) && keeping.has(callee.name.text);
}

const keeping: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add', 'fill', 'splice']);

function told(
  flow: ParsedFlow,
  step: string | null,
  name: string,
  span: Deed['span'],
  why: Unfit,
  verb: 'gets' | 'holds',
): Finding {
  switch (why.kind) {
    case 'unstorable': {
      const mend =
        verb === 'gets'
          ? 'keep plain data there, hold helpers in a #private field, or give the flow a codec for it'
          : 'make it a method, or a #private field, or give the flow a codec for it';
      const message = `'${name}' ${verb} ${why.what}, which can't be stored: ${mend}.`;
      return finding(flow, 'artifact-unstorable', step, span, message);
    }
    case 'instance':
      return finding(
        flow,
        'artifact-class-instance',
        step,
        span,
        `'${name}' ${verb} an instance of ${why.of}, which can't be stored as it is: keep its data there, or give the flow a codec for it (static codecs).`,
      );
    case 'promise': {
      const mend = verb === 'gets' ? `write 'await' before it` : 'set it in a step, with await';
      const message = `'${name}' ${verb} a promise, which can't be stored: ${mend}.`;
      return finding(flow, 'unawaited-artifact', step, span, message);
    }
  }
}

function hasCodec({ members: { codecs } }: Dataflow, name: string): boolean {
  return codecs === null || codecs.has(name);
}
