import { ts } from 'ts-morph';
import type { StepOptions } from '../../runtime/model/graph.js';
import { type FlowClass, stepDecorator } from './classes.js';
import { conditionLabel } from './conditions.js';
import { docOf } from './docs.js';
import { inputsParameter } from './inputs.js';
import { propertyName } from './literal.js';
import { stepOptions } from './options.js';
import type { ParsedStep, ParsedTransition } from './parsed.js';
import type { Reading } from './reading.js';
import { type Arm, type Transitions, transitionsOf } from './transitions.js';

/** A step as its method says it, before the steps around it are known. */
export interface StepReading extends ParsedStep {
  readonly doc: string;
  readonly options: StepOptions;
  /** Control can reach the closing brace though another way returns a transition. */
  readonly fallsThrough: boolean;
}

/** The steps of a flow, those it inherits first; one that overrides another takes its place. */
export function stepsOf(flow: FlowClass): StepReading[] {
  const steps = new Map<string, StepReading>();
  for (const { node, reading } of flow.chain) {
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) || !member.body || isStatic(member)) continue;
      const name = propertyName(member.name);
      if (name === null) continue;
      const decorator = stepDecorator(member, reading.imports);
      if (!decorator) {
        // What overrides a step is one only if it says so itself.
        steps.delete(name);
        continue;
      }
      steps.set(name, {
        ...readMethod(member, member.body, reading),
        name,
        declaredIn: node === flow.node ? flow.name : (node.name?.text ?? flow.name),
        own: node === flow.node,
        options: stepOptions(decorator),
        decorator: reading.span(decorator),
      });
    }
  }
  return [...steps.values()];
}

function readMethod(
  method: ts.MethodDeclaration,
  body: ts.Block,
  reading: Reading,
): Omit<StepReading, 'name' | 'declaredIn' | 'own' | 'options' | 'decorator'> {
  const { tree, imports } = reading;
  const found = transitionsOf(body, tree);
  const inputs = inputsParameter(method.parameters, imports, tree);
  const items = method.parameters.filter(parameter => parameter !== inputs && !isThisParameter(parameter));
  return {
    nameSpan: reading.span(method.name),
    full: reading.full(method),
    body: reading.span(body),
    doc: docOf(method),
    inputs: inputs ? parameterName(inputs) : null,
    itemParameters: items.length,
    transitions: readTransitions(found, reading),
    unknown: found.arms.some(({ outcome }) => isUnknown(outcome)),
    outcomes: found.arms.length + (found.fallsThrough ? 1 : 0),
    fallsThrough: found.fallsThrough && goesOn(found.arms),
    mayEnd:
      goesOn(found.arms) && (found.fallsThrough || found.arms.some(({ outcome }) => outcome.kind === 'end')),
  };
}

function readTransitions(found: Transitions, reading: Reading): ParsedTransition[] {
  // A single way out is always taken, whatever stands around it.
  const single = found.arms.length === 1 && !found.fallsThrough;
  const read = (arms: readonly Arm[], returned: boolean): ParsedTransition[] =>
    arms.flatMap(({ conditions, outcome }) =>
      outcome.kind === 'next' || outcome.kind === 'foreach'
        ? {
            kind: outcome.kind,
            span: reading.span(outcome.call),
            returned,
            condition: single ? null : conditionLabel(conditions),
            targets: outcome.targets.map(({ node, name }) => ({
              name,
              span: reading.span(node),
              nameSpan: reading.span(ts.isPropertyAccessExpression(node) ? node.name : node),
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
