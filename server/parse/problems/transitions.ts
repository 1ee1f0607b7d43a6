import type { Dataflow } from '../dataflow/dataflow.js';
import type { TargetSlip } from '../outcomes.js';
import type { ParsedFlow, ParsedTransition, Span } from '../parsed.js';
import type { StepReading } from '../steps.js';
import type { ProblemCode } from './codes.js';
import { type Finding, finding, type RelatedSpan } from './finding.js';
import { suggestion } from './intended.js';

/** What is wrong with single transitions, whatever the rest of the flow is like. */
export function transitionFindings(
  flow: ParsedFlow,
  steps: readonly StepReading[],
  data: Dataflow,
): Finding[] {
  const names = new Set(steps.map(({ name }) => name));
  return steps.flatMap(step =>
    // One call with `?:` in it is several transitions, whose common parts are wrong only once.
    once(step.transitions.flatMap(transition => ofTransition(flow, step, transition, names, data))),
  );
}

function ofTransition(
  flow: ParsedFlow,
  step: StepReading,
  transition: ParsedTransition,
  names: ReadonlySet<string>,
  data: Dataflow,
): Finding[] {
  const found: Finding[] = [];
  const report = (
    code: ProblemCode,
    span: Span,
    message: string,
    related: readonly RelatedSpan[] = [],
  ): void => {
    found.push(finding(flow, code, step.name, span, message, related));
  };
  if (!transition.returned && transition.behind === null) {
    const call = `this.${transition.kind}(…)`;
    const words = `${call} does nothing unless it is returned: write 'return ${call}'.`;
    const told = finding(flow, 'transition-not-returned', step.name, transition.span, words);
    // A step that goes on all the same may only look at what it makes there.
    const goesOn = transition.aside && step.transitions.some(({ returned }) => returned);
    found.push(goesOn ? { ...told, severity: 'warning' } : told);
  }
  if (transition.targets.length === 0) {
    report(
      'no-target',
      transition.span,
      `this.next() names no step: write the step to go on to, such as this.next(this.end).`,
    );
  }
  const seen = new Map<string, Span>();
  for (const { name, span, nameSpan, slip } of transition.targets) {
    if (slip) report('not-a-step', span, slipWords(slip, name, transition.kind));
    if (name === null) continue;
    const before = seen.get(name);
    if (before) {
      report(
        'duplicate-branch',
        span,
        `'${name}' is in this split twice: name it once, or run it for several items with this.foreach.`,
        [{ message: 'It is named here before.', span: before }],
      );
    }
    seen.set(name, span);
    if (names.has(name) || flow.open || slip) continue;
    if (flow.memberNames.includes(name)) {
      report(
        'not-a-step',
        nameSpan,
        `'${name}' is not a step: mark the method with @step(), or go on to a step.`,
        declarationOf(name, data),
      );
    } else {
      const meant = suggestion(flow, name, names);
      const mend = meant
        ? `did you mean '${meant}'?`
        : `add a method '${name}' marked @step(), or name another step.`;
      report('unknown-step', nameSpan, `${flow.graph.flow} has no step '${name}': ${mend}`);
    }
  }
  return found;
}

function slipWords(slip: TargetSlip, name: string | null, verb: 'next' | 'foreach'): string {
  const mend = `write the step itself, such as this.${name ?? 'end'}.`;
  const given = `this.${verb} is given`;
  switch (slip) {
    case 'absent':
      return `No class that this one extends has '${name}': ${mend}`;
    case 'bound':
      return `${given} a bound copy of '${name}', which is not the step: ${mend}`;
    case 'called':
      return `'${name}' is called here, and ${given} what it returns: ${mend}`;
    case 'function':
      return `${given} a function, which is not a step: ${mend}`;
    case 'quoted':
      return `${given} text, which is not a step: ${mend}`;
    case 'value':
      return `${given} a value, which is not a step: ${mend}`;
  }
}

function declarationOf(method: string, { members, reader }: Dataflow): RelatedSpan[] {
  const [member] = members.code.get(method) ?? [];
  if (!member?.name) return [];
  return [{ message: `'${method}' is declared here.`, span: reader.reading(member).span(member.name) }];
}

function once(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map(one => [`${one.code} ${one.span.start} ${one.span.end}`, one]));
  return [...seen.values()];
}
