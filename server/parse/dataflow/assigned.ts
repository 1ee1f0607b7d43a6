import { ts } from 'ts-morph';
import type { Graph } from '../../../runtime/model/graph.js';
import { sets } from './access.js';
import { Bits } from './bits.js';
import { type Deed, type Deeds, settles, undoes } from './deeds.js';
import { followed } from './given.js';
import type { Field, Members } from './members.js';
import { isAlwaysDone } from './passing.js';
import type { Effect, Followers } from './spread.js';

export interface FlowParts {
  readonly graph: Graph;
  readonly followers: Followers;
  /** Of the artifacts; their places are their numbers. */
  readonly names: readonly string[];
  readonly members: Members;
  readonly deeds: ReadonlyMap<string, Deeds>;
  /** What the run sets where a step fails for good, by step: `catch: 'error'`. */
  readonly caught: ReadonlyMap<string, Deed>;
  /** What is done as an instance of the flow is made. */
  readonly made: Pick<Deeds, 'list' | 'escapes'>;
  /** Whether an artifact may have no value, or null, when a step begins. */
  readonly mayLack?: (step: string, artifact: string) => boolean;
}

/** Which artifacts some way from the start has given a value when a step begins. */
export class Assigned {
  readonly #parts: FlowParts;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #before: readonly Bits[];
  #lacking: readonly Bits[] | null = null;

  constructor(parts: FlowParts) {
    const { graph, followers, names, members, made } = parts;
    this.#parts = parts;
    this.#numbers = new Map(names.map((name, at) => [name, at]));
    const set = made.list.filter(deed => deed.on === 'flow' && sets(deed)).map(({ name }) => name);
    const given = [...members.fields.values()].filter(hasValue).map(({ name }) => name);
    const atStart = this.#bits(made.escapes ? names : [...given, ...set]);
    const seeds = new Map(
      graph.steps.filter(({ start }) => start).map(({ name }) => [followers.indexOf(name)!, atStart]),
    );
    const effects = graph.steps.map(({ name, options }) => this.#effectOf(name, options.catch));
    this.#before = followers.spread(names.length, seeds, effects);
  }

  /** False when no way to the step gives the artifact a value. */
  before(step: string, artifact: string): boolean {
    const at = this.#parts.followers.indexOf(step);
    const number = this.#numbers.get(artifact);
    return at === undefined || number === undefined || this.#before[at]!.has(number);
  }

  /** Whether some way to the step leaves the artifact without a value, or with none that `??` would take for one. */
  mayLack(step: string, artifact: string): boolean {
    const at = this.#parts.followers.indexOf(step);
    const number = this.#numbers.get(artifact);
    if (at === undefined || number === undefined) return false;
    this.#lacking ??= this.#spreadLack();
    return this.#lacking[at]!.has(number);
  }

  #spreadLack(): readonly Bits[] {
    const { graph, followers, names, members, made, deeds } = this.#parts;
    const set = new Set(made.list.filter(deed => deed.on === 'flow' && sets(deed)).map(({ name }) => name));
    const lacking = names.filter(name => {
      const field = members.fields.get(name);
      return (
        !set.has(name) && !(field && hasValue(field) && field.initializer?.kind !== ts.SyntaxKind.NullKeyword)
      );
    });
    const seeds = new Map(
      graph.steps
        .filter(({ start }) => start)
        .map(({ name }) => [followers.indexOf(name)!, this.#bits(made.escapes ? [] : lacking)]),
    );
    const effects = graph.steps.map(({ name, options }): Effect => {
      const doing = deeds.get(name);
      if (!doing?.method || doing.escapes) return { adds: null, takes: this.#bits(names) };
      const own = Map.groupBy(
        doing.list.filter(deed => deed.on === 'flow' && sets(deed)),
        deed => deed.name,
      );
      const { method } = doing;
      const isCatching = options.catch !== undefined;
      const given = [...own].filter(([, those]) => !isCatching && isAlwaysDone(method, those));
      const nothing = doing.list.filter(
        (deed, at) =>
          deed.on === 'flow' &&
          (deed.kind === 'delete' || (deed.value !== null && mayBeNothing(deed.value, deed.calls))) &&
          !doing.list.slice(at + 1).some(later => later.name === deed.name && undoes(later, deed)),
      );
      return {
        adds: this.#bits(nothing.map(deed => deed.name)),
        takes: this.#bits(given.map(([artifact]) => artifact)),
      };
    });
    return followers.spread(names.length, seeds, effects);
  }

  #effectOf(step: string, caught: string | undefined): Effect {
    const deeds = this.#parts.deeds.get(step);
    if (!deeds || deeds.escapes) return { adds: this.#bits(this.#parts.names), takes: null };
    const gone = deletedBy(deeds);
    const set = deeds.list.filter(deed => deed.on === 'flow' && sets(deed)).map(({ name }) => name);
    const left = set.filter(name => !gone.has(name));
    return {
      adds: this.#bits(caught === undefined ? left : [...left, caught]),
      takes: this.#bits([...gone]),
    };
  }

  #bits(names: readonly string[]): Bits {
    const bits = new Bits(this.#parts.names.length);
    for (const name of names) {
      const number = this.#numbers.get(name);
      if (number !== undefined) bits.add(number);
    }
    return bits;
  }
}

/** Null or nothing is written in it, in some arm, or given to the helper that sets it. */
function mayBeNothing(value: ts.Expression, calls: readonly ts.Node[]): boolean {
  const look = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isIdentifier(node) && node.text === 'undefined') ||
    (ts.forEachChild(node, look) ?? false);
  return look(followed(value, calls));
}

/** What has no value any more when a step ends, on whatever way through it. */
function deletedBy({ list }: Deeds): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const deed of list) {
    if (deed.on !== 'flow') continue;
    if (deed.kind === 'delete' && settles(deed)) gone.add(deed.name);
    else if (sets(deed)) gone.delete(deed.name);
  }
  return gone;
}

/** The field's initialiser gives it a value at the start of the run. */
export function hasValue({ initializer }: Field): boolean {
  return initializer !== null && !(ts.isIdentifier(initializer) && initializer.text === 'undefined');
}
