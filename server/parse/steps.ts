import { ts } from 'ts-morph';
import type { StepOptions } from '../../runtime/model/graph.js';
import type { FlowClass } from './classes.js';
import { type Condition, conditionLabel, is } from './conditions.js';
import { docOf } from './docs.js';
import { mayBeTransition } from './expressions.js';
import { inputsParameter } from './inputs.js';
import { propertyName, withoutCasts } from './literal.js';
import { type StepMark, stepMark } from './marks.js';
import { resultOf } from './meanings.js';
import { stepOptions, type WrittenOption, writtenOptions } from './options.js';
import type { Arm } from './outcomes.js';
import type { ParsedStep, ParsedTarget, ParsedTransition, RefusedResult, Span } from './parsed.js';
import type { Reading } from './reading.js';
import { type Transitions, transitionsOf } from './transitions.js';

/** A step as its method says it, before the steps around it are known. */
export interface StepReading extends ParsedStep {
  readonly transitions: readonly ReadTransition[];
  /** Where it ends as a step of a class that it extends does: `return super.start()`. */
  readonly inherits: readonly Inherited[];
  /** A transition stands under a condition, or is not returned. */
  readonly hasArms: boolean;
  readonly mark: StepMark;
  /** What is given to the mark. */
  readonly written: ReadonlyMap<string, WrittenOption>;
  /** Some way of ending is not known, whatever the targets of the others are. */
  readonly unknownOutcome: boolean;
  readonly doc: string;
  readonly options: StepOptions;
  /** A parameter for an item has no value of its own. */
  readonly needsItem: boolean;
  /** How many ways there are to go on after an error that is caught: those that are come to, or else those behind a `throw`. */
  readonly caughtWays: number;
  /** When it ends though it may go on, as edges say when they are taken. */
  readonly ends: readonly (string | null)[];
  /** Control can reach the closing brace, past no transition that only lacks its `return`, though another way returns one. */
  readonly fallsThrough: boolean;
}

interface Inherited {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly behind: Span | null;
}

export interface ReadTransition extends ParsedTransition {
  readonly targets: readonly ReadTarget[];
}

interface ReadTarget extends ParsedTarget {
  /** The method that is called to give it. */
  readonly called: string | null;
  readonly onBase: boolean;
}

/** The steps of a flow, and marks that make none. */
export interface Steps {
  readonly steps: readonly StepReading[];
  readonly strays: readonly Stray[];
}

/** A `@step()` that makes no step, or one that no run can call. */
export interface Stray {
  readonly kind: 'noMethod' | 'noName' | 'notCalled' | 'generator';
  /** What it stands on. */
  readonly what: string;
  /** Null where it makes no step. */
  readonly step: string | null;
  readonly span: Span;
}

/** The steps of a flow, those it inherits first; one that overrides another takes its place. */
export function stepsOf(flow: FlowClass): Steps {
  const steps = new Map<string, StepReading>();
  const strays: Stray[] = [];
  for (const { node, reading } of flow.chain) {
    const whole = stepMark(node, reading.imports);
    if (whole) strays.push(stray('noMethod', 'the class', null, reading.span(whole.decorator)));
    const own = node === flow.node;
    let inherited: ReadonlySet<string> | null = null;
    const isInherited = (name: string): boolean => {
      inherited ??= namesBefore(flow, node);
      return flow.unknownBase !== null || inherited.has(name);
    };
    const declaredIn = own ? flow.name : (node.name?.text ?? flow.name);
    for (const member of node.members) {
      const read = memberOf(member, reading);
      strays.push(...read.strays);
      if (read.step) {
        const step = { ...onBases(read.step, isInherited), declaredIn, own };
        steps.set(
          step.name,
          asInherited(step, name => steps.get(name) ?? null),
        );
      }
      // What overrides a step is one only if it says so itself.
      else if (read.hides !== null) steps.delete(read.hides);
    }
  }
  const getters = gettersOf(flow);
  const named = [...steps.values()].map(step => onGetters(withCalled(step, steps), getters));
  return { steps: named, strays };
}

/** Names that the classes before one in a chain have. */
function namesBefore({ chain }: FlowClass, node: ts.ClassLikeDeclaration): Set<string> {
  const before = chain.slice(
    0,
    chain.findIndex(link => link.node === node),
  );
  const members = before.flatMap(link => [...link.node.members]);
  return new Set(members.flatMap(({ name }) => (name && propertyName(name)) ?? []));
}

/** Goes on where the steps of its bases do that it ends with; what else `super` has may go anywhere. */
function asInherited(step: StepReading, baseOf: (name: string) => StepReading | null): StepReading {
  if (step.inherits.length === 0) return step;
  const bases = step.inherits.map(inherited => ({ ...inherited, base: baseOf(inherited.name) }));
  const reached = bases.filter(({ behind }) => behind === null);
  const transitions = bases.flatMap(({ base, conditions, behind }) =>
    (base?.transitions ?? [])
      .filter(({ returned }) => returned)
      .map(transition => ({
        ...transition,
        behind: behind ?? transition.behind,
        condition: labelWithin(conditions, transition.condition, step.outcomes === 1),
      })),
  );
  const ends = reached.flatMap(({ base }) => base ?? []);
  const isUnknown = bases.some(({ base }) => base === null || base.unknownOutcome);
  const more = bases.reduce((sum, { base }) => sum + (base?.outcomes ?? 1) - 1, 0);
  return {
    ...step,
    inherits: bases.flatMap(({ base }) => base?.inherits ?? []),
    transitions: [...step.transitions, ...transitions],
    unknown: step.unknown || bases.some(({ base }) => base === null || base.unknown),
    unknownOutcome: step.unknownOutcome || isUnknown,
    outcomes: step.outcomes + more,
    caughtWays: step.caughtWays + reached.reduce((sum, { base }) => sum + (base?.caughtWays ?? 1) - 1, 0),
    ends: [
      ...step.ends,
      ...reached.flatMap(({ base, conditions }) => {
        const inner = base && isLast(base) ? [null] : (base?.ends ?? []);
        return inner.map(end => labelWithin(conditions, end, step.outcomes === 1));
      }),
    ],
    mayEnd: step.mayEnd || ends.some(base => base.mayEnd || isLast(base)),
    mayEndAsMeant: step.mayEndAsMeant || ends.some(base => base.mayEndAsMeant || isLast(base)),
    neverEnds:
      step.neverEnds || (step.outcomes === bases.length && bases.every(({ base }) => base?.neverEnds)),
  };
}

/** It goes on nowhere, and the run knows it. */
function isLast({ transitions, unknown, inherits, neverEnds }: StepReading): boolean {
  return !unknown && !neverEnds && inherits.length === 0 && !transitions.some(({ returned }) => returned);
}

/** An inner `else` is the other of what the inner step asks, of which nothing more is to be said. */
function labelWithin(around: readonly Condition[], inner: string | null, single: boolean): string | null {
  if (single || around.length === 0) return inner;
  return conditionLabel(inner === null || inner === 'else' ? around : [...around, is(inner)]);
}

/** `super.end` leads to the step `end`, if a class that is extended has one. */
function onBases<Step extends Pick<StepReading, 'transitions'>>(
  step: Step,
  isInherited: (name: string) => boolean,
): Step {
  const isAbsent = ({ onBase, name }: ReadTarget): boolean => onBase && name !== null && !isInherited(name);
  if (!step.transitions.some(({ targets }) => targets.some(isAbsent))) return step;
  const transitions = step.transitions.map(transition => ({
    ...transition,
    targets: transition.targets.map(target =>
      isAbsent(target) ? { ...target, slip: 'absent' as const } : target,
    ),
  }));
  return { ...step, transitions };
}

/** Names for which a getter may give a step, unless a class further down has something else by them. */
function gettersOf({ chain }: FlowClass): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of chain) {
    for (const member of node.members) {
      const name = member.name && propertyName(member.name);
      if (typeof name !== 'string' || hasModifier(member, ts.SyntaxKind.StaticKeyword)) continue;
      const result = ts.isGetAccessor(member) && resultOf(member);
      if (ts.isGetAccessor(member) && !(result && !mayBeTransition(withoutCasts(result)))) names.add(name);
      else if (!ts.isSetAccessor(member)) names.delete(name);
    }
  }
  return names;
}

/** A getter may give any step. */
function onGetters(step: StepReading, getters: ReadonlySet<string>): StepReading {
  const isGot = ({ name, slip }: ReadTarget): boolean => name !== null && slip === null && getters.has(name);
  if (getters.size === 0 || !step.transitions.some(({ targets }) => targets.some(isGot))) return step;
  const transitions = step.transitions.map(transition => ({
    ...transition,
    targets: transition.targets.map(target => (isGot(target) ? { ...target, name: null } : target)),
  }));
  return { ...step, transitions, unknown: step.unknownOutcome || transitions.some(isOpen) };
}

/** A step that is called where it should be named is the one that is meant; another method may give any. */
function withCalled(step: StepReading, steps: ReadonlyMap<string, StepReading>): StepReading {
  const isMeant = ({ called }: ReadTarget): boolean => called !== null && steps.has(called);
  if (!step.transitions.some(({ targets }) => targets.some(isMeant))) return step;
  const transitions = step.transitions.map(transition => ({
    ...transition,
    targets: transition.targets.map(target =>
      isMeant(target) ? { ...target, name: target.called, slip: 'called' as const } : target,
    ),
  }));
  return { ...step, transitions, unknown: step.unknownOutcome || transitions.some(isOpen) };
}

function isOpen({ returned, targets }: ReadTransition): boolean {
  return returned && targets.some(({ name }) => name === null);
}

interface ReadMember {
  readonly step: Omit<StepReading, 'declaredIn' | 'own'> | null;
  /** The name that it has in the class without being a step. */
  readonly hides: string | null;
  readonly strays: readonly Stray[];
}

/** What was read of a member, which all classes that inherit it share. */
const members = new WeakMap<ts.ClassElement, { readonly reading: Reading; readonly read: ReadMember }>();

function memberOf(member: ts.ClassElement, reading: Reading): ReadMember {
  const known = members.get(member);
  if (known?.reading === reading) return known.read;
  const read = readMember(member, reading);
  members.set(member, { reading, read });
  return read;
}

function readMember(member: ts.ClassElement, reading: Reading): ReadMember {
  const mark = stepMark(member, reading.imports);
  const isStatic = hasModifier(member, ts.SyntaxKind.StaticKeyword);
  const name = member.name ? propertyName(member.name) : null;
  const hides = isStatic || !isEmitted(member) ? null : name;
  if (!mark) return { step: null, hides, strays: [] };
  const what = (): string => (member.name ? member.name.getText(reading.tree) : 'the constructor');
  const told = (kind: Stray['kind'], step: string | null): Stray =>
    stray(kind, what(), step, reading.span(member.name ?? mark.decorator));
  if (isStatic || !ts.isMethodDeclaration(member) || !member.body)
    return { step: null, hides, strays: [told('noMethod', null)] };
  if (name === null) return { step: null, hides, strays: [told('noName', null)] };
  const strays: Stray[] = [];
  if (!mark.isCalled) strays.push(stray('notCalled', what(), name, reading.span(mark.decorator)));
  if (member.asteriskToken) strays.push(told('generator', name));
  const written = writtenOptions(mark);
  const step = {
    ...readMethod(member, member.body, reading),
    name,
    options: stepOptions(written),
    written,
    mark,
    decorator: reading.span(mark.decorator),
  };
  return { step, hides, strays };
}

function stray(kind: Stray['kind'], what: string, step: string | null, span: Span): Stray {
  return { kind, what, step, span };
}

/** It is there when the class runs: an overload, an abstract member and a `declare`d field only say what is. */
function isEmitted(member: ts.ClassElement): boolean {
  if (hasModifier(member, ts.SyntaxKind.AbstractKeyword, ts.SyntaxKind.DeclareKeyword)) return false;
  return !ts.isMethodDeclaration(member) || member.body !== undefined;
}

function hasModifier(member: ts.ClassElement, ...kinds: readonly ts.SyntaxKind[]): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some(({ kind }) => kinds.includes(kind)) ?? false)
  );
}

function readMethod(
  method: ts.MethodDeclaration,
  body: ts.Block,
  reading: Reading,
): Omit<StepReading, 'name' | 'declaredIn' | 'own' | 'options' | 'decorator' | 'mark' | 'written'> {
  const { tree, imports } = reading;
  const found = transitionsOf(body, tree, name => {
    const meaning = imports.meaningOf(name);
    return meaning?.kind === 'function' ? meaning.node : null;
  });
  const reached = found.arms.filter(({ behind }) => behind === null);
  const isEnded = reached.some(({ outcome }) => ends(outcome));
  const inputs = inputsParameter(method.parameters, imports, tree);
  const items = method.parameters.filter(parameter => parameter !== inputs && !isThisParameter(parameter));
  return {
    nameSpan: reading.span(method.name),
    full: reading.full(method),
    body: reading.span(body),
    doc: docOf(method),
    inputs: inputs ? parameterName(inputs) : null,
    itemParameters: items.length,
    needsItem: items.some(({ initializer, dotDotDotToken }) => !initializer && !dotDotDotToken),
    transitions: readTransitions(found, reading),
    unknown: found.arms.some(({ outcome }) => isUnknown(outcome)),
    hasArms:
      found.loose.length + found.kept.length > 0 ||
      found.arms.some(({ conditions }) => conditions.length > 0),
    inherits: found.arms.flatMap(({ outcome, conditions, behind }) =>
      outcome.kind === 'inherited'
        ? { name: outcome.name, conditions, behind: behind && reading.span(behind) }
        : [],
    ),
    unknownOutcome: found.arms.some(({ outcome }) => isUnknown(outcome) && !('targets' in outcome)),
    refused: found.arms.flatMap(arm => refusedResult(arm, reading)),
    outcomes: found.arms.length + (found.fallsThrough ? 1 : 0),
    caughtWays: goesOn(reached) ? reached.length + (found.fallsThrough ? 1 : 0) : found.arms.length,
    fallsThrough: found.asMeant.fallsThrough && goesOn(reached),
    ends: found.ends.map(conditionLabel),
    mayEnd: goesOn(found.arms) && (found.surelyFalls || isEnded),
    mayEndAsMeant: goesOn(found.arms) && (found.asMeant.surelyFalls || isEnded),
    neverEnds: found.neverEnds,
  };
}

/** What a run refuses, where it comes to it. */
function refusedResult({ outcome, behind }: Arm, reading: Reading): RefusedResult[] {
  if (behind !== null) return [];
  if (outcome.kind === 'takenOff')
    return [{ kind: outcome.member, name: null, span: reading.span(outcome.node) }];
  if (outcome.kind === 'member')
    return [{ kind: 'member', name: outcome.name, span: reading.span(outcome.node) }];
  return outcome.kind === 'value' ? [{ kind: 'value', name: null, span: reading.span(outcome.node) }] : [];
}

function readTransitions(found: Transitions, reading: Reading): ReadTransition[] {
  // A single way out is always taken, whatever stands around it.
  const single = found.arms.length === 1 && !found.fallsThrough;
  const read = (arms: readonly Arm[], returned: boolean, aside = false): ReadTransition[] =>
    arms.flatMap(({ conditions, outcome, behind }) =>
      outcome.kind === 'next' || outcome.kind === 'foreach'
        ? {
            kind: outcome.kind,
            span: reading.span(outcome.call),
            returned,
            aside,
            behind: behind && reading.span(behind),
            condition: single ? null : conditionLabel(conditions),
            targets: outcome.targets.map(({ node, ...target }) => ({
              ...target,
              span: reading.span(node),
              nameSpan: reading.span(ts.isPropertyAccessExpression(node) ? node.name : node),
            })),
          }
        : [],
    );
  return [...read(found.arms, true), ...read(found.loose, false), ...read(found.kept, false, true)].toSorted(
    (one, other) => one.span.start - other.span.start,
  );
}

function isUnknown(outcome: Arm['outcome']): boolean {
  if (outcome.kind === 'unknown' || outcome.kind === 'takenOff' || outcome.kind === 'member') return true;
  return 'targets' in outcome && outcome.targets.some(({ name }) => name === null);
}

function goesOn(arms: readonly Arm[]): boolean {
  return arms.some(({ outcome }) => !ends(outcome));
}

function ends({ kind }: Arm['outcome']): boolean {
  return kind === 'end' || kind === 'value';
}

function parameterName(parameter: ts.ParameterDeclaration): string {
  return ts.isIdentifier(parameter.name) ? parameter.name.text : '';
}

function isThisParameter(parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(parameter.name) && parameter.name.text === 'this';
}
