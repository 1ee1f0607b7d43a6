import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { ParsedFlow, ParsedStep } from '../parse/parsed.js';
import { namedAt } from './names.js';
import { locationOf } from './places.js';
import { kindText } from './wording.js';

/** The step at a position, as the root of a hierarchy: a step "calls" those it goes on to. */
export function hierarchyRoots(analysis: Analysis, position: Position): CallHierarchyItem[] {
  const named = namedAt(analysis, position);
  const step = named?.kind === 'step' ? named.flow.steps.find(({ name }) => name === named.name) : undefined;
  return named && step ? [itemOf(analysis, named.flow, step)] : [];
}

export function incomingSteps(analysis: Analysis, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const flow = flowOf(analysis, item);
  if (!flow) return [];
  return flow.steps.flatMap(step => {
    const fromRanges = rangesTo(analysis, step, item.name);
    return fromRanges.length > 0 ? [{ from: itemOf(analysis, flow, step), fromRanges }] : [];
  });
}

export function outgoingSteps(analysis: Analysis, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const flow = flowOf(analysis, item);
  const from = flow?.steps.find(({ name }) => name === item.name);
  if (!flow || !from) return [];
  return flow.steps.flatMap(step => {
    const fromRanges = rangesTo(analysis, from, step.name);
    return fromRanges.length > 0 ? [{ to: itemOf(analysis, flow, step), fromRanges }] : [];
  });
}

function rangesTo(analysis: Analysis, { transitions }: ParsedStep, to: string): Range[] {
  const spans = transitions.flatMap(({ targets }) => targets).filter(({ name }) => name === to);
  // One call with `?:` among its arguments is several transitions.
  const once = new Map(spans.map(({ nameSpan }) => [(nameSpan.elsewhere?.span ?? nameSpan).start, nameSpan]));
  return [...once.values()].map(span => locationOf(analysis, span).range);
}

function itemOf(analysis: Analysis, { graph }: ParsedFlow, step: ParsedStep): CallHierarchyItem {
  const drawn = graph.steps.find(({ name }) => name === step.name);
  return {
    name: step.name,
    kind: SymbolKind.Method,
    detail: `${drawn ? kindText(drawn) : 'step'} of ${graph.flow}`,
    uri: locationOf(analysis, step.nameSpan).uri,
    range: locationOf(analysis, step.full).range,
    selectionRange: locationOf(analysis, step.nameSpan).range,
    data: { uri: analysis.uri, flow: graph.flow } satisfies ItemData,
  };
}

function flowOf({ parsed }: Analysis, item: CallHierarchyItem): ParsedFlow | undefined {
  return parsed.classes.find(({ graph }) => graph.flow === dataOf(item)?.flow);
}

/** What an item is asked about later, since the step may stand in another document than the flow. */
interface ItemData {
  readonly uri: string;
  readonly flow: string;
}

/** It has been with the client, so that anything may have become of it. */
export function dataOf({ data }: CallHierarchyItem): ItemData | null {
  if (typeof data !== 'object' || data === null) return null;
  const [uri, flow]: unknown[] = [Reflect.get(data, 'uri'), Reflect.get(data, 'flow')];
  return typeof uri === 'string' && typeof flow === 'string' ? { uri, flow } : null;
}
