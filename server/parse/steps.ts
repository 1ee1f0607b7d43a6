import { ts } from 'ts-morph';
import type { StepOptions } from '../../runtime/model/graph.js';
import { type FlowClass, stepDecorator } from './classes.js';
import { conditionLabel } from './conditions.js';
import { docOf } from './docs.js';
import type { Imports } from './imports.js';
import { inputsParameter } from './inputs.js';
import { propertyName } from './literal.js';
import { stepOptions } from './options.js';
import type { ParsedStep, ParsedTransition, Span } from './parsed.js';
import { fullSpanOf, spanOf } from './source.js';
import type { Home } from './sources.js';
import { type Arm, type Transitions, transitionsOf } from './transitions.js';

/** A step as its method says it, before the steps around it are known. */
export interface StepReading extends ParsedStep {
  readonly doc: string;
  readonly options: StepOptions;
  /** Control can reach the closing brace though another way returns a transition. */
  readonly fallsThrough: boolean;
}

/** The steps of a flow, those it inherits first; one that overrides another takes its place. */
export function stepsOf(flow: FlowClass, { imports: own, tree: text }: Home): StepReading[] {
  const steps = new Map<string, StepReading>();
  const here = { file: null, imports: own, tree: text };
  const chain = [
    ...flow.foreign.toReversed(),
    ...flow.bases.toReversed().map(node => ({ node, home: here })),
    { node: flow.node, home: here },
  ];
  for (const { node, home } of chain) {
    const { imports, tree } = home;
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) || !member.body || isStatic(member)) continue;
      const name = propertyName(member.name);
      if (name === null) continue;
      const decorator = stepDecorator(member, imports);
      if (!decorator) {
        // What overrides a step is one only if it says so itself.
        steps.delete(name);
        continue;
      }
      const declaredIn = node === flow.node ? flow.name : (node.name?.text ?? flow.name);
      const step: StepReading = {
        ...readMethod(member, member.body, imports, tree),
        name,
        declaredIn,
        options: stepOptions(decorator),
        decorator: spanOf(decorator, tree),
        elsewhere: null,
      };
      steps.set(
        name,
        home.file === null ? step : standingAt(step, home, spanOf(flow.leaves ?? flow.node, text)),
      );
    }
  }
  return [...steps.values()];
}

/** A step of another file: in this text it stands where its class is named. */
function standingAt(step: StepReading, { file, tree }: Home, here: Span): StepReading {
  const { nameSpan, full, transitions } = step;
  return {
    ...step,
    nameSpan: here,
    full: here,
    body: here,
    decorator: here,
    transitions: transitions.map(transition => ({
      ...transition,
      span: here,
      targets: transition.targets.map(target => ({ ...target, span: here, nameSpan: here })),
    })),
    elsewhere: { file: file ?? '', name: nameSpan, full, text: tree.text.slice(full.start, full.end) },
  };
}

function readMethod(
  method: ts.MethodDeclaration,
  body: ts.Block,
  imports: Imports,
  tree: ts.SourceFile,
): Omit<StepReading, 'name' | 'declaredIn' | 'options' | 'decorator' | 'elsewhere'> {
  const found = transitionsOf(body, tree);
  const inputs = inputsParameter(method.parameters, imports, tree);
  const items = method.parameters.filter(parameter => parameter !== inputs && !isThisParameter(parameter));
  return {
    nameSpan: spanOf(method.name, tree),
    full: fullSpanOf(method, tree),
    body: spanOf(body, tree),
    doc: docOf(method),
    inputs: inputs ? parameterName(inputs) : null,
    itemParameters: items.length,
    transitions: readTransitions(found, tree),
    unknown: found.arms.some(({ outcome }) => isUnknown(outcome)),
    outcomes: found.arms.length + (found.fallsThrough ? 1 : 0),
    fallsThrough: found.fallsThrough && goesOn(found.arms),
    mayEnd:
      goesOn(found.arms) && (found.fallsThrough || found.arms.some(({ outcome }) => outcome.kind === 'end')),
  };
}

function readTransitions(found: Transitions, tree: ts.SourceFile): ParsedTransition[] {
  // A single way out is always taken, whatever stands around it.
  const single = found.arms.length === 1 && !found.fallsThrough;
  const read = (arms: readonly Arm[], returned: boolean): ParsedTransition[] =>
    arms.flatMap(({ conditions, outcome }) =>
      outcome.kind === 'next' || outcome.kind === 'foreach'
        ? {
            kind: outcome.kind,
            span: spanOf(outcome.call, tree),
            returned,
            condition: single ? null : conditionLabel(conditions),
            targets: outcome.targets.map(({ node, name }) => ({
              name,
              span: spanOf(node, tree),
              nameSpan: spanOf(ts.isPropertyAccessExpression(node) ? node.name : node, tree),
            })),
          }
        : [],
    );
  return [...read(found.arms, true), ...read(found.loose, false)].toSorted(
    (one, other) => one.span.start - other.span.start,
  );
}

function isUnknown(outcome: Arm['outcome']): boolean {
  if (outcome.kind === 'unknown') return true;
  return outcome.kind !== 'end' && outcome.targets.some(({ name }) => name === null);
}

function goesOn(arms: readonly Arm[]): boolean {
  return arms.some(({ outcome }) => outcome.kind !== 'end');
}

function parameterName(parameter: ts.ParameterDeclaration): string {
  return ts.isIdentifier(parameter.name) ? parameter.name.text : '';
}

function isThisParameter(parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(parameter.name) && parameter.name.text === 'this';
}

function isStatic(method: ts.MethodDeclaration): boolean {
  return method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}
