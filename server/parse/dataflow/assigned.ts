import { ts } from 'ts-morph';
import type { Graph } from '../../../runtime/model/graph.js';
import { sets } from './access.js';
import type { Bits } from './bits.js';
import { type Deed, type Deeds, settles } from './deeds.js';
import type { Field, Members } from './members.js';
import { Numbered } from './numbered.js';
import type { Effect, Followers, Meets } from './spread.js';

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
  /** Whether an artifact may have no value, or null, where a step gives it one in its place: `??=`. */
  readonly mayLack?: (step: string, deed: Deed) => boolean;
}

/** Which artifacts some way from the start has given a value when a step begins. */
export class Assigned {
  readonly #parts: FlowParts;
  readonly #numbered: Numbered;
  readonly #before: readonly Bits[];
  readonly #effects: readonly Effect[];

  /** @param meets joins behind which an artifact has a value only where each branch may bring one */
  constructor(parts: FlowParts, meets?: Meets) {
    const { graph, followers, names, members, made } = parts;
    this.#parts = parts;
    this.#numbered = new Numbered(names);
    const set = made.list.filter(deed => deed.on === 'flow' && sets(deed)).map(({ name }) => name);
    const given = [...members.fields.values()].filter(hasValue).map(({ name }) => name);
    const atStart = this.#numbered.set(made.escapes ? names : [...given, ...set]);
    const seeds = new Map(
      graph.steps.filter(({ start }) => start).map(({ name }) => [followers.indexOf(name)!, atStart]),
    );
    this.#effects = graph.steps.map(({ name, options }) => this.#effectOf(name, options.catch));
    this.#before = followers.spread(names.length, seeds, this.#effects, meets);
  }

  /** False when no way to the step gives the artifact a value. */
  before(step: string, artifact: string): boolean {
    const at = this.#parts.followers.indexOf(step);
    return at === undefined || (this.#numbered.isIn(this.#before[at]!, artifact) ?? true);
  }

  /** False when no way to the end of the step does. */
  after(step: string, artifact: string): boolean {
    const at = this.#parts.followers.indexOf(step);
    if (at === undefined) return true;
    const { adds, takes } = this.#effects[at]!;
    const isIn = (set: Bits | null): boolean => set !== null && this.#numbered.isIn(set, artifact) !== false;
    return isIn(adds) || (isIn(this.#before[at]!) && !isIn(takes));
  }

  #effectOf(step: string, caught: string | undefined): Effect {
    const deeds = this.#parts.deeds.get(step);
    if (!deeds || deeds.escapes) return { adds: this.#numbered.set(this.#parts.names), takes: null };
    const gone = deletedBy(deeds);
    const set = deeds.list.filter(deed => deed.on === 'flow' && sets(deed)).map(({ name }) => name);
    const left = set.filter(name => !gone.has(name));
    return {
      adds: this.#numbered.set(caught === undefined ? left : [...left, caught]),
      takes: this.#numbered.set([...gone]),
    };
  }
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
