import { isMemberName } from '../../../runtime/model/names.js';
import { runOptionNames } from '../../../runtime/model/run-options.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { isReserved } from '../names.js';
import type { ParsedFlow, Span } from '../parsed.js';
import { type Finding, finding } from './finding.js';

/** Fields and parameters of names that every flow has already, or that no run can keep a value under. */
export function memberNameFindings(flow: ParsedFlow, { members, deeds, isArtifact }: Dataflow): Finding[] {
  const named = new Map<string, Span>();
  // What is only ever assigned is an artifact too.
  for (const { list } of deeds.values()) {
    for (const { name, span, on } of list) if (on === 'flow' && isArtifact(name)) named.set(name, span);
  }
  for (const { name, nameSpan } of members.fields.values()) named.set(name, nameSpan);
  for (const [name, span] of members.parameters) named.set(name, span);
  return [...named].flatMap(([name, span]) => {
    const what = members.parameters.has(name) ? 'A parameter' : 'An artifact';
    return wrongName(flow, what, null, name, span, members.fields.has(name));
  });
}

export function nameFindings(flow: ParsedFlow): Finding[] {
  return flow.steps.flatMap(({ name, nameSpan }) => wrongName(flow, 'A step', name, name, nameSpan, true));
}

function wrongName(
  flow: ParsedFlow,
  what: string,
  step: string | null,
  name: string,
  span: Span,
  mayHide: boolean,
): Finding[] {
  if (isReserved(name)) {
    const message = `${what} can't be called '${name}', which every flow has already: choose another name.`;
    return mayHide ? [finding(flow, 'reserved-name', step, span, message)] : [];
  }
  if (isMemberName(name)) return [];
  const message = `${what} can't be called ${shown(name)}, for runs keep it under that name: choose one of at most 500 characters, on one line, without / and \\.`;
  return [finding(flow, 'invalid-name', step, span, message)];
}

function shown(name: string): string {
  const text = JSON.stringify(name).slice(1, -1);
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

/** Parameters that are called like an option of the command line: it works everywhere else as usual. */
export function parameterNameFindings(flow: ParsedFlow, { members }: Dataflow): Finding[] {
  return [...members.parameters]
    .filter(([name]) => runOptionNames.has(name))
    .map(([name, nameSpan]) =>
      finding(
        flow,
        'parameter-behind-dashes',
        null,
        nameSpan,
        `--${name} is an option of stepwell run: on the command line this parameter stands behind a lone --, as in stepwell run FILE -- --${name} VALUE.`,
      ),
    );
}
