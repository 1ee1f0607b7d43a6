import {
  type Arm,
  type Block,
  type Choosing,
  type Doing,
  headOf,
  names,
  type Opening,
  type Shape,
  type Stage,
  type Step,
} from './shape.js';

/** Makes a flow up. The same numbers give the same flow. */
export function grow(next: () => number): Shape {
  return new Growth(next).shape();
}

interface Place {
  /** Splits, fan-outs, loops and conditions around it. */
  readonly depth: number;
  /** Directly inside a loop, with no split or fan-out between. */
  readonly inLoop: boolean;
  /** Outside all splits and fan-outs, where a run may end. */
  readonly outside: boolean;
}

class Growth {
  readonly #next: () => number;
  #steps = 0;
  #room: number;

  constructor(next: () => number) {
    this.#next = next;
    this.#room = 3 + this.#below(22);
  }

  shape(): Shape {
    const place = { depth: 0, inLoop: false, outside: true };
    // Nothing may lead back to the first step, so no loop begins with it.
    const first: Stage = { kind: 'step', step: { ...this.#step(false), name: 'start' }, again: 0 };
    return { root: [first, ...this.#block(place, 1)] };
  }

  #below(most: number): number {
    return Math.floor(this.#next() * most);
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#below(of.length)]!;
  }

  #often(share: number): boolean {
    return this.#next() < share;
  }

  #block(place: Place, least: number): Block {
    const length = least + this.#below(place.depth > 2 ? 2 : 3);
    return Array.from({ length }, () => this.#stage(place));
  }

  #stage(place: Place): Stage {
    const kinds: Stage['kind'][] =
      this.#room <= 0 || place.depth > 4 ? ['step'] : ['step', 'choice', 'loop', 'open', 'open'];
    const kind = this.#one(kinds);
    if (kind !== 'loop') return this.#begun(kind, this.#step(false), place);
    const inside = { ...place, depth: place.depth + 1, inLoop: true };
    const tail: Stage = { kind: 'step', step: this.#plainStep(), again: this.#below(3) };
    const before = this.#often(0.3) ? [] : this.#block(inside, 1);
    return { kind: 'loop', body: [...before, this.#often(0.3) ? this.#joinTail(inside) : tail] };
  }

  /** A loop whose last step is a join. */
  #joinTail(place: Place): Stage {
    const closing: Stage = { kind: 'step', step: { ...this.#step(true), catches: false }, again: 1 };
    const step = this.#plainStep();
    return { kind: 'open', step, by: this.#by(), openings: [this.#opening(place)], closing };
  }

  /** A stage that begins with this step. */
  #begun(kind: Exclude<Stage['kind'], 'loop'>, step: Step, place: Place): Stage {
    switch (kind) {
      case 'step':
        return { kind, step, again: 0 };
      case 'choice':
        return this.#choice({ ...step, catches: false }, place);
      case 'open': {
        const openings = [this.#opening(place)];
        if (this.#often(0.25)) openings.push(this.#often(0.5) ? { kind: 'past' } : this.#opening(place));
        const join = this.#step(true);
        const then = this.#room > 0 ? this.#one(['step', 'step', 'choice', 'open'] as const) : 'step';
        // What is caught goes on along the only transition: a split is one.
        const catches = step.catches && openings.length === 1 && openings[0]?.kind === 'split';
        const opener = { ...step, catches };
        return { kind, step: opener, by: this.#by(), openings, closing: this.#begun(then, join, place) };
      }
    }
  }

  #choice(step: Step, place: Place): Stage {
    const inside = { ...place, depth: place.depth + 1 };
    const arms: Arm[] = Array.from({ length: 2 + this.#below(2) }, () => {
      if (place.inLoop && this.#often(0.2)) return this.#one(['again', 'leave'] as const);
      if (place.outside && this.#often(0.1)) return 'stop';
      return this.#often(0.3) ? [] : this.#block(inside, 1);
    });
    // What goes back at some of its visits only comes to an end.
    if (arms.every(arm => arm === 'again'))
      return { kind: 'choice', step, by: 'visits', arms: [...arms, []] };
    return { kind: 'choice', step, by: arms.includes('again') ? 'visits' : this.#by(), arms };
  }

  #opening(place: Place): Opening {
    const inside = { depth: place.depth + 1, inLoop: false, outside: false };
    if (this.#often(0.5)) {
      const branches = Array.from({ length: 2 + this.#below(2) }, () => this.#block(inside, 1));
      return { kind: 'split', branches };
    }
    const body = this.#block(inside, 1);
    return {
      kind: 'fanout',
      length: this.#below(4),
      most: this.#often(0.3) ? 1 + this.#below(3) : null,
      body,
    };
  }

  #by(): Choosing {
    return this.#often(0.2) ? 'visits' : this.#one(names);
  }

  #plainStep(): Step {
    return { ...this.#step(false), catches: false };
  }

  #step(join: boolean): Step {
    this.#room--;
    const name = `s${this.#steps++}`;
    const catches = this.#often(0.12);
    const doings = Array.from({ length: this.#below(4) }, () => this.#doing(join, catches));
    return { name, join, doings, fails: this.#often(0.1) ? 1 + this.#below(2) : 0, catches };
  }

  #doing(join: boolean, catches: boolean): Doing {
    const to = this.#one(names);
    const salt = this.#below(100);
    const plain: Doing[] = [
      { kind: 'mix', to, of: [this.#one(names), this.#one(names)], salt },
      { kind: 'mix', to, of: [], salt: this.#below(2) },
      { kind: 'item', to },
      { kind: 'place', to },
      { kind: 'parameter', to },
      { kind: 'push', salt },
    ];
    // A caught step keeps what it had set, and no more is promised.
    if (!catches) plain.push({ kind: 'unset', name: to });
    const atJoin: Doing[] = [
      { kind: 'gather', to, of: this.#one(names) },
      { kind: 'named', to, of: this.#one(names), step: `s${this.#below(this.#steps)}` },
      { kind: 'merge', except: this.#often(0.3) ? to : null },
    ];
    return this.#one(join && this.#often(0.7) ? atJoin : plain);
  }
}

/** Every step of a flow, in no order that matters. */
export function stepsOf(block: Block): Step[] {
  return block.flatMap(stepsOfStage);
}

function stepsOfStage(stage: Stage): Step[] {
  switch (stage.kind) {
    case 'step':
      return [stage.step];
    case 'choice':
      return [stage.step, ...stage.arms.flatMap(arm => (typeof arm === 'string' ? [] : stepsOf(arm)))];
    case 'loop':
      return stepsOf(stage.body);
    case 'open':
      return [stage.step, ...stage.openings.flatMap(stepsOfOpening), ...stepsOfStage(stage.closing)];
  }
}

function stepsOfOpening(opening: Opening): Step[] {
  if (opening.kind === 'past') return [];
  return opening.kind === 'split' ? opening.branches.flatMap(stepsOf) : stepsOf(opening.body);
}

/** Names of the steps that a fan-out runs for its items. */
export function itemSteps(steps: Block): Set<string> {
  const found = new Set<string>();
  const visit = (stage: Stage): void => {
    if (stage.kind === 'loop') stage.body.forEach(visit);
    if (stage.kind === 'choice')
      for (const arm of stage.arms) if (typeof arm !== 'string') arm.forEach(visit);
    if (stage.kind !== 'open') return;
    for (const opening of stage.openings) {
      if (opening.kind === 'split') for (const branch of opening.branches) branch.forEach(visit);
      if (opening.kind !== 'fanout') continue;
      found.add(headOf(opening.body)!);
      opening.body.forEach(visit);
    }
    visit(stage.closing);
  };
  steps.forEach(visit);
  return found;
}
