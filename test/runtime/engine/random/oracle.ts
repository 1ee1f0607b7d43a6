import {
  type Arm,
  type Block,
  type Choosing,
  type Doing,
  mix,
  type Name,
  type Opening,
  type Shape,
  type Stage,
  type Step,
} from './shape.js';

/** An artifact's value as JSON, or the join that left it unset. */
export type Held = { readonly json: string } | { readonly disputed: string };

/** What must be known of one task when it has ended. */
export interface Expected {
  readonly after: ReadonlyMap<string, Held>;
  readonly from: readonly string[];
  readonly opener: string | null;
  readonly attempts: number;
  readonly status: 'done' | 'caught';
}

export class TooLong extends Error {}

/**
 * What a made-up flow must do, found by walking its shape: one step after the other, with no graph, no scheduler and no store.
 *
 * @param missed told of each artifact that a step reads on itself after a join has left it without a value
 */
export function expectedOf(
  { root }: Shape,
  size: number,
  mostTasks: number,
  missed: Missed = () => undefined,
): Map<string, Expected> {
  const told = new Oracle(size, mostTasks, missed);
  const state = new Map<string, Held>([
    ['a', { json: '0' }],
    ['c', { json: '"c"' }],
    ['list', { json: '[]' }],
  ]);
  told.block(root, { state, last: null, position: [], item: null, join: null });
  return told.tasks;
}

export type Missed = (step: string, artifact: string) => void;

/** A branch as it goes on. */
interface Branch {
  state: ReadonlyMap<string, Held>;
  last: { readonly id: string; readonly step: string } | null;
  readonly position: readonly number[];
  /** What a fan-out gives to the step it runs. */
  readonly item: { readonly step: string; readonly value: number } | null;
  /** What the next step joins. */
  join: Joining | null;
}

interface Joining {
  readonly opener: { readonly id: string; readonly state: ReadonlyMap<string, Held> };
  readonly arrived: readonly Branch[];
}

type Way = 'on' | 'again' | 'leave' | 'stop';

class Oracle {
  readonly tasks = new Map<string, Expected>();
  readonly #visits = new Map<string, number>();

  constructor(
    readonly size: number,
    readonly mostTasks: number,
    readonly missed: Missed,
  ) {}

  block(block: Block, branch: Branch): Way {
    for (const stage of block) {
      const way = this.#stage(stage, branch);
      if (way !== 'on') return way;
    }
    return 'on';
  }

  #stage(stage: Stage, branch: Branch): Way {
    if (stage.kind === 'loop') {
      for (;;) {
        const way = this.block(stage.body, branch);
        if (way === 'stop') return way;
        if (way !== 'again') return 'on';
      }
    }
    const visit = this.#run(stage.step, branch);
    switch (stage.kind) {
      case 'step':
        return visit % (stage.again + 1) === stage.again ? 'on' : 'again';
      case 'choice': {
        const arm = this.#chosen<Arm>(stage, stage.arms, visit, branch);
        return typeof arm === 'string' ? arm : this.block(arm, branch);
      }
      case 'open': {
        const opening = this.#chosen(stage, stage.openings, visit, branch);
        if (opening.kind === 'past') return 'on';
        const opener = { id: branch.last!.id, state: branch.state };
        const arrived = this.#opened(opening, branch);
        branch.join = { opener, arrived };
        return this.#stage(stage.closing, branch);
      }
    }
  }

  #opened(opening: Exclude<Opening, { kind: 'past' }>, { state, last, position }: Branch): Branch[] {
    const branches: [Block, Branch][] =
      opening.kind === 'split'
        ? opening.branches.map(block => [block, { state, last, position, item: null, join: null }])
        : Array.from({ length: opening.length }, (_, i) => {
            const item = { step: headStep(opening.body), value: i * 10 };
            return [opening.body, { state, last, position: [...position, i], item, join: null }];
          });
    for (const [block, branch] of branches) this.block(block, branch);
    return branches.map(([, branch]) => branch);
  }

  #chosen<T>(
    { step, by }: { readonly step: Step; readonly by: Choosing },
    of: readonly T[],
    visit: number,
    { state }: Branch,
  ): T {
    // What has one way to go on looks at nothing.
    if (by === 'visits' || of.length === 1) return of[(by === 'visits' ? visit : 0) % of.length]!;
    if (isLost(state, by)) this.missed(step.name, by);
    return of[mix(readIn(state, by)) % of.length]!;
  }

  /** Runs a step once, and gives how often it ran at that place before. */
  #run(step: Step, branch: Branch): number {
    const place = branch.position.length === 0 ? '0' : branch.position.join('.');
    const visit = this.#visits.get(`${step.name}/${place}`) ?? 0;
    this.#visits.set(`${step.name}/${place}`, visit + 1);
    const task = visit === 0 ? place : `${place}@${visit}`;
    const id = `${step.name}/${task}`;
    const joining = step.join ? branch.join : null;
    const before = joining === null ? branch.state : joined(id, joining);
    const from =
      joining?.arrived.map(({ last }) => last!.id) ?? (branch.last === null ? [] : [branch.last.id]);
    const work = new Work(before, joining, name => this.missed(step.name, name));
    const index = branch.position.at(-1) ?? null;
    const item = branch.item?.step === step.name ? branch.item.value : null;
    for (const doing of step.doings) work.do(doing, { task, index, visit, item, size: this.size });
    const caught = step.catches && mix(work.read('a')) % 2 === 0;
    if (caught) work.set('problem', { error: `caught in ${id}` });
    branch.state = work.state;
    branch.last = { id, step: step.name };
    branch.join = null;
    const opener = joining?.opener.id ?? null;
    const status = caught ? 'caught' : 'done';
    this.tasks.set(id, { after: work.state, from, opener, attempts: step.fails + 1, status });
    if (this.tasks.size > this.mostTasks) throw new TooLong();
    return visit;
  }
}

function headStep(block: Block): string {
  const first = block[0]!;
  return first.kind === 'loop' ? headStep(first.body) : first.step.name;
}

/** What all branches agree on stands; where they differ, nobody knows. */
function joined(join: string, { opener, arrived }: Joining): ReadonlyMap<string, Held> {
  if (arrived.length === 0) return opener.state;
  const result = new Map<string, Held>();
  for (const name of new Set(arrived.flatMap(({ state }) => [...state.keys()]))) {
    const all = arrived.map(({ state }) => state.get(name));
    const values = new Set(all.map(held => (held && 'json' in held ? held.json : null)));
    const [one] = values;
    const older = all.find(held => held && 'disputed' in held);
    if (values.size > 1) result.set(name, { disputed: join });
    else if (typeof one === 'string') result.set(name, { json: one });
    else if (older) result.set(name, older);
  }
  return result;
}

function isLost(state: ReadonlyMap<string, Held>, name: string): boolean {
  const held = state.get(name);
  return held !== undefined && 'disputed' in held;
}

function readIn(state: ReadonlyMap<string, Held>, name: string): unknown {
  const held = state.get(name);
  if (held === undefined) return undefined;
  return 'json' in held ? JSON.parse(held.json) : `disputed at ${held.disputed}`;
}

interface Circumstances {
  readonly task: string;
  readonly index: number | null;
  readonly visit: number;
  readonly item: number | null;
  readonly size: number;
}

/** One run of a step's body. */
class Work {
  readonly #state: Map<string, Held>;
  readonly #joining: Joining | null;
  /** What it assigned or changed itself. */
  readonly #own = new Set<string>();

  readonly #missed: (name: Name) => void;

  constructor(before: ReadonlyMap<string, Held>, joining: Joining | null, missed: (name: Name) => void) {
    this.#state = new Map(before);
    this.#joining = joining;
    this.#missed = missed;
  }

  get state(): ReadonlyMap<string, Held> {
    return this.#state;
  }

  read(name: Name): unknown {
    if (isLost(this.#state, name)) this.#missed(name);
    return readIn(this.#state, name);
  }

  set(name: string, value: unknown): void {
    this.#state.set(name, { json: JSON.stringify(value) });
    this.#own.add(name);
  }

  do(doing: Doing, around: Circumstances): void {
    switch (doing.kind) {
      case 'push': {
        const list = this.read('list');
        if (Array.isArray(list) && list.length < 20) this.set('list', [...list, doing.salt]);
        break;
      }
      case 'unset':
        this.#state.delete(doing.name);
        this.#own.delete(doing.name);
        break;
      case 'merge':
        this.#merge(doing.except);
        break;
      default:
        this.set(doing.to, this.#made(doing, around));
    }
  }

  #made(doing: Extract<Doing, { to: Name }>, { task, index, visit, item, size }: Circumstances): unknown {
    switch (doing.kind) {
      case 'mix':
        return mix(...doing.of.map(name => this.read(name)), doing.salt);
      case 'item':
        return item === null ? 'no item' : [item];
      case 'place':
        return [task, index, visit];
      case 'parameter':
        return ['size', size];
      case 'gather':
        return this.#arrived.map(({ state }) => mix(readIn(state, doing.of)));
      case 'named': {
        const branch = this.#arrived.find(({ last }) => last?.step === doing.step);
        return mix(branch && readIn(branch.state, doing.of));
      }
    }
  }

  get #arrived(): readonly Branch[] {
    return this.#joining?.arrived ?? [];
  }

  #merge(except: Name | null): void {
    const merged = new Map<string, string>();
    for (const name of new Set(this.#arrived.flatMap(({ state }) => [...state.keys()]))) {
      if (name === except || this.#own.has(name)) continue;
      const original = jsonIn(this.#joining!.opener.state, name);
      const held = this.#arrived.flatMap(({ state }) => jsonIn(state, name) ?? []);
      const changed = new Set(held.filter(json => json !== original));
      if (changed.size > 1) {
        this.set('problem', 'clash');
        return;
      }
      const [value = held[0]] = changed;
      if (value !== undefined) merged.set(name, value);
    }
    for (const [name, json] of merged) this.#state.set(name, { json });
  }
}

function jsonIn(state: ReadonlyMap<string, Held>, name: string): string | undefined {
  const held = state.get(name);
  return held && 'json' in held ? held.json : undefined;
}
