import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import type { ParsedFlow, ParsedStep } from '../parse/parsed.js';
import { holdersOf, type Member, memberOf, type Text } from './family.js';
import { namedAt } from './names.js';
import { holds, locationOf } from './places.js';
import { kindText } from './wording.js';

/** The step at a position, as the root of a hierarchy: a step "calls" those it goes on to. */
export function hierarchyRoots(text: Text, position: Position): CallHierarchyItem[] {
  const named = namedAt(text, position);
  const step = named?.kind === 'step' ? named.flow.steps.find(({ name }) => name === named.name) : undefined;
  return named && step ? [itemOf(text, named.flow, step)] : [];
}

/** The step that an item stands for, wherever else it is gone on to. */
export function memberOfItem(text: Text, item: CallHierarchyItem): Member | null {
  const flow = flowOf(text, item);
  return flow ? memberOf(text, flow, { name: item.name, kind: 'step' }) : null;
}

/** The steps of some documents that go on to a step, or call it, each once however many flows inherit it. */
export function incomingSteps(texts: readonly Text[], member: Member): CallHierarchyIncomingCall[] {
  const found = new Map<string, CallHierarchyIncomingCall>();
  for (const text of texts) {
    for (const flow of holdersOf(text, member)) {
      for (const step of flow.steps) {
        const fromRanges = rangesTo(text, flow, step, member.name);
        if (fromRanges.length === 0) continue;
        const from = itemOf(text, flow, step);
        const { line, character } = from.selectionRange.start;
        const key = `${line} ${character} ${from.uri}`;
        // A step that several flows inherit is told of with the class that declares it, where that is one of them.
        if (!found.has(key) || step.own) found.set(key, { from, fromRanges });
      }
    }
  }
  return [...found.values()];
}

export function outgoingSteps(text: Text, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const flow = flowOf(text, item);
  const from = flow?.steps.find(({ name }) => name === item.name);
  if (!flow || !from) return [];
  return flow.steps.flatMap(step => {
    const fromRanges = rangesTo(text, flow, from, step.name);
    return fromRanges.length > 0 ? [{ to: itemOf(text, flow, step), fromRanges }] : [];
  });
}

/** Where a step names another to go on to it, or calls it: `super.start()`. */
function rangesTo(text: Text, { graph }: ParsedFlow, { transitions, body }: ParsedStep, to: string): Range[] {
  const named = transitions.flatMap(({ targets }) => targets).filter(({ name }) => name === to);
  const called = body.elsewhere
    ? []
    : text.parsed
        .places(graph.flow)
        .filter(({ name, role, span }) => name === to && role === 'call' && holds(body, span.start));
  const spans = [...named.map(({ nameSpan }) => nameSpan), ...called.map(({ span }) => span)];
  // One call with `?:` among its arguments is several transitions.
  const once = new Map(spans.map(span => [(span.elsewhere?.span ?? span).start, span]));
  return [...once.values()].map(span => locationOf(text, span).range);
}

function itemOf(text: Text, { graph }: ParsedFlow, step: ParsedStep): CallHierarchyItem {
  const drawn = graph.steps.find(({ name }) => name === step.name);
  return {
    name: step.name,
    kind: SymbolKind.Method,
    detail: `${drawn ? kindText(drawn) : 'step'} of ${graph.flow}`,
    uri: locationOf(text, step.nameSpan).uri,
    range: locationOf(text, step.full).range,
    selectionRange: locationOf(text, step.nameSpan).range,
    data: { uri: text.uri, flow: graph.flow } satisfies ItemData,
  };
}

function flowOf({ parsed }: Text, item: CallHierarchyItem): ParsedFlow | undefined {
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
