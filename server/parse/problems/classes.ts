import type { Span } from '../parsed.js';
import type { ReadFlow } from '../text.js';
import { type Finding, finding } from './finding.js';

/** What is wrong with the classes of a text as classes: how they are come to, what they are called, what they extend. */
export function classFindings(read: readonly ReadFlow[], isAlone: boolean): Finding[] {
  const extended = new Set(read.flatMap(({ source }) => source.bases));
  const first = new Map<string, Span>();
  return read.flatMap(({ flow, source, isBase }) => {
    const found: Finding[] = [];
    const { flow: name } = flow.graph;
    const { unknownBase } = source;
    if (unknownBase && !unknownBase.isParameter && !isAlone) {
      const { expression, reading } = unknownBase;
      const what = expression.getText(reading.tree).replace(/\s+/g, ' ');
      const message = `'${what}' can't be followed to a class of this project, so the steps that ${name} has from it are not in its graph: extend a class by its name, from a source.`;
      found.push(finding(flow, 'unknown-base', null, reading.span(expression), message));
    }
    const isForOthers = source.abstract || extended.has(source.node) || unknownBase?.isParameter;
    if (source.reach === null && !isForOthers) {
      const message =
        name === 'default'
          ? 'No run can come to this flow, since nothing at the top of the file names its class: declare it there, or extend what makes it, as in class Made extends make() {}.'
          : `No run can come to ${name}, since its class is not at the top of the file: declare it there, or extend what makes it, as in class Made extends make() {}.`;
      found.push(finding(flow, 'flow-out-of-reach', null, flow.name, message));
    }
    if (isBase) return found;
    const before = first.get(name);
    if (before) {
      const related = [{ message: `${name} is declared here before.`, span: before }];
      const message = `There is a flow ${name} in this file already, and a run could not tell them apart: give this one another name.`;
      found.push(finding(flow, 'duplicate-flow', null, flow.name, message, related));
    } else first.set(name, flow.name);
    return found;
  });
}
