import type { EditKind, GraphEdit } from '../../runtime/model/edit.js';
import type { Graph } from '../../runtime/model/graph.js';

/** Kinds that neither make a step nor take one away. */
const keepsSteps: ReadonlySet<EditKind> = new Set([
  'connect',
  'connectWhen',
  'connectElse',
  'deleteEdge',
  'moveEdge',
  'moveEdges',
  'copyStep',
  'copySteps',
  'setStart',
  'moveStep',
  'moveToBase',
  'describeStep',
  'setOption',
  'fanOut',
  'undoFanOut',
  'setConcurrency',
  'setCondition',
  'takeAlways',
  'moveBranch',
  'moveArm',
  'addParameter',
  'setParameter',
  'setKind',
  'setChoices',
  'setArtifact',
  'addArtifact',
  'describeField',
  'renameField',
  'removeField',
]);

type Way = readonly [from: string, to: string];

/**
 * Whether an edit leads to the ways that its kind promises, and to no others. Text that looks right may mean something else where it stands:
 * what does not come out as it was asked for is not made.
 *
 * @param step the one that the edit makes
 */
export function isAsPromised(edit: GraphEdit, before: Graph, after: Graph, step: string | null): boolean {
  const promised = promisedWays(edit, waysOf(before), step);
  if (promised === null) return true;
  const known = new Set(before.steps.map(({ name }) => name));
  // What is none of the edit's business is still a step: none has gone into a comment.
  const isKept =
    after.steps.length === before.steps.length && after.steps.every(({ name }) => known.has(name));
  if (keepsSteps.has(edit.kind) && !isKept) return false;
  if (edit.kind === 'connectElse' && after.steps.some(({ name, ends }) => name === edit.from && ends))
    return false;
  // What pasted steps lead to is theirs to say.
  const made = waysOf(after).filter(([from]) => edit.kind !== 'pasteSteps' || known.has(from));
  const [one, other] = [promised, made].map(ways => new Set(ways.map(way => way.join('\n'))));
  return one!.size === other!.size && [...one!].every(way => other!.has(way));
}

function waysOf({ edges }: Graph): Way[] {
  return edges.map(({ from, to }) => [from, to]);
}

/** The ways that a flow has then; null where a kind leaves them to the code. */
function promisedWays(edit: GraphEdit, ways: readonly Way[], step: string | null): readonly Way[] | null {
  const without = (from: string, to: string): readonly Way[] =>
    ways.filter(way => way[0] !== from || way[1] !== to);
  switch (edit.kind) {
    case 'connect':
    case 'connectWhen':
    case 'connectElse':
      return [...ways, [edit.from, edit.to]];
    case 'deleteEdge':
      return without(edit.from, edit.to);
    case 'moveEdge':
      return [...without(edit.from, edit.to), [edit.from, edit.target]];
    case 'moveEdges':
      return ways.map(([from, to]): Way => [from, to === edit.to && from !== edit.target ? edit.target : to]);
    case 'extractSteps': {
      const gone = (name: string): boolean => edit.steps.includes(name);
      return step === null
        ? null
        : ways
            .filter(([from, to]) => !gone(from) || !gone(to))
            .map(([from, to]): Way => [gone(from) ? step : from, gone(to) ? step : to]);
    }
    case 'takeAlways':
      return [...ways.filter(([from]) => from !== edit.from), [edit.from, edit.to]];
    case 'deleteStep':
      return edit.ways === 'end' ? ways.filter(way => !way.includes(edit.step)) : null;
    case 'deleteSteps':
      return edit.ways === 'end' ? ways.filter(way => !edit.steps.some(step => way.includes(step))) : null;
    case 'addStep':
      return edit.before === undefined || step === null
        ? null
        : [...without(edit.after, edit.before), [edit.after, step], [step, edit.before]];
    case 'duplicateStep': {
      const own = ways.filter(([from]) => from === edit.step);
      return step === null
        ? null
        : [...ways, ...own.map(([from, to]): Way => [step, to === from ? step : to])];
    }
    case 'addFirst':
    case 'copyStep':
    case 'copySteps':
    case 'pasteSteps':
    case 'setStart':
    case 'moveStep':
    case 'moveToBase':
    case 'describeStep':
    case 'setOption':
    case 'fanOut':
    case 'undoFanOut':
    case 'setConcurrency':
    case 'setCondition':
    case 'moveBranch':
    case 'moveArm':
    case 'addParameter':
    case 'setParameter':
    case 'setKind':
    case 'setChoices':
    case 'setArtifact':
    case 'addArtifact':
    case 'describeField':
    case 'renameField':
    case 'removeField':
      return ways;
    default:
      return null;
  }
}
