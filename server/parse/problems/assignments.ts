import { ts } from 'ts-morph';
import { changes } from '../dataflow/access.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { type Deed, settles } from '../dataflow/deeds.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding } from './finding.js';
import { type Unfit, unfit } from './stored.js';

/** What is wrong with single assignments, wherever they stand in the flow. */
export function assignmentFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  const found: Finding[] = [];
  const start = flow.graph.steps.find(step => step.start)?.name;
  const first = start === undefined ? [] : (data.deeds.get(start)?.list ?? []);
  for (const { name, nameSpan, initializer } of data.members.fields.values()) {
    // What the first step puts in its place is never stored.
    const isReplaced = first.some(deed => deed.name === name && deed.on === 'flow' && settles(deed));
    const why = initializer && !isReplaced && !hasCodec(data, name) ? unfit(initializer, data) : null;
    if (why) found.push(told(flow, null, name, nameSpan, why, 'holds'));
  }
  for (const [step, { list }] of data.deeds) {
    const own = list.filter(({ on }) => on === 'flow');
    for (const deed of own) {
      if (!changes(deed) || !data.members.parameters.has(deed.name)) continue;
      const isChanged = deed.kind === 'mutate';
      const message = isChanged
        ? `'${deed.name}' is a parameter, which every step has as it was given: no other one sees this change. Keep a copy in an artifact of another name.`
        : `'${deed.name}' is a parameter, and parameters are read-only in steps: use an artifact of another name.`;
      const span = data.members.parameters.get(deed.name)!;
      const related = [{ message: `'${deed.name}' is declared here.`, span }];
      found.push(
        finding(
          flow,
          isChanged ? 'parameter-changed' : 'parameter-assigned',
          step,
          deed.span,
          message,
          related,
        ),
      );
    }
    for (const deed of leftBehind(own)) {
      const { name, span } = deed;
      if (!data.isArtifact(name) || hasCodec(data, name)) continue;
      // A default may never be needed.
      if (deed.kind === 'default' && data.members.fields.get(name)?.initializer) continue;
      const [why] = valuesOf(deed).flatMap(value => unfit(value, data) ?? []);
      if (why) found.push(told(flow, step, name, span, why, 'gets'));
    }
  }
  return found;
}

/** What a step makes of each artifact in the end: what one holds meanwhile is the step's own affair. */
function leftBehind(deeds: readonly Deed[]): Deed[] {
  const left = new Map<string, Deed[]>();
  for (const deed of deeds) {
    if (!changes(deed) && deed.kind !== 'delete') continue;
    const before = deed.kind === 'mutate' ? (left.get(deed.name) ?? []) : [];
    left.set(deed.name, [...before, deed]);
  }
  return [...left.values()].flat();
}

/** What becomes a part of the artifact. */
function valuesOf({ kind, value, from }: Deed): readonly ts.Expression[] {
  if (value) return [value];
  if (kind === 'default' && from) return [from];
  if (kind !== 'mutate' || !from) return [];
  // `this.rows.push(…)`, and `this.rows[0] = …`
  if (ts.isCallExpression(from))
    return keeps(from) ? from.arguments.filter(one => !ts.isSpreadElement(one)) : [];
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
