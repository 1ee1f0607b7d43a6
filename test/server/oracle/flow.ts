import { Chance } from './chance.js';
import { type Around, Conditions } from './conditions.js';
import { faultyDeed, soundDeed } from './deeds.js';
import { single } from './names.js';
import { placed } from './places.js';
import type { Site } from './site.js';
import { module, plain, surelyUnstorable } from './values.js';
import { choose, fanOut, goOn, kept } from './ways.js';

/** A flow that a seed made up, as the text of a whole file. */
export interface MadeFlow {
  readonly text: string;
  /** Names of its parameters that are true in some runs and false in others. */
  readonly conditions: readonly string[];
  /** Whether each of its conditions holds or not whatever the others do. */
  readonly isEveryWayTaken: boolean;
}

/** What the author of a made-up flow did wrong, beside what comes about by chance. */
type Fault = 'deed' | 'items' | 'kept' | 'field' | 'input' | 'falls' | 'ends';

const faults: readonly Fault[] = ['deed', 'deed', 'deed', 'items', 'kept', 'field', 'input', 'falls', 'ends'];

export function made(seed: number): MadeFlow {
  return new Grower(new Chance(seed)).flow();
}

const outside: Around = { item: null, inputs: null, depth: 0, isInLoop: false };

class Grower {
  readonly #chance: Chance;
  readonly #members: string[] = [];
  readonly #steps: string[] = [];
  readonly #conditions: Conditions;
  readonly #names: string[] = [];
  readonly #faults: Fault[];
  readonly #mayBeUnknown: boolean;
  readonly #spoilt: string | null;
  /** Its conditions ask again for what others ask for, so that there are ways through it which no run takes, and it does what only a run can tell of. */
  readonly #isWild: boolean;
  /** Which steps lead to a join. */
  readonly #leads = new Map<string, Set<string>>();
  #count = 0;
  #left = 10;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#mayBeUnknown = chance.oneIn(6);
    this.#isWild = chance.oneIn(5);
    this.#conditions = new Conditions(chance, this.#isWild);
    const count = chance.oneIn(2) ? 0 : chance.oneIn(4) ? 2 : 1;
    this.#faults = Array.from({ length: count }, () => chance.pick(faults));
    this.#spoilt = this.#takeFault('field') ? chance.pick(single) : null;
  }

  flow(): MadeFlow {
    this.#step('end', outside, null);
    const head = this.#block('end', outside, 1 + this.#chance.below(3));
    this.#step('start', outside, site => goOn(site, head), [head]);
    const fields = this.#fields();
    // What a class inherits is its own.
    const own = this.#chance.oneIn(8) ? fields.filter(isOfOneClass) : fields;
    const inherited = fields.filter(field => !own.includes(field));
    const base =
      inherited.length > 0 ? `abstract class Base extends Flow {\n${inherited.join('\n')}\n}\n` : '';
    const text = `${module}${base}export class Made extends ${base === '' ? 'Flow' : 'Base'} {
${own.join('\n')}
${this.#steps.toReversed().join('\n')}
${this.#members.map(member => `  ${member}`).join('\n')}
}
function use(value: any, name?: string): any { if (value === undefined) throw new Error('no ' + name + ' here'); return value; }
function fail(): never { throw new Error('failed'); }
`;
    return { text, conditions: this.#conditions.names, isEveryWayTaken: !this.#isWild };
  }

  #fields(): string[] {
    const chance = this.#chance;
    const faulty = this.#spoilt;
    const site = { ...this.#site(outside), isWild: false };
    const set: string[] = [];
    const declared = single.map(name => {
      if (name === faulty) return `  ${name} = ${surelyUnstorable(site)};`;
      if (chance.oneIn(8)) {
        set.push(`this.${name} = ${plain(site)};`);
        return `  ${name}: Data;`;
      }
      return chance.oneIn(3)
        ? `  ${name}!: Data;`
        : `  ${name}${chance.oneIn(2) ? ': Data' : ''} = ${plain(site)};`;
    });
    return [
      '  size = parameter.number({ default: 1 });',
      "  mode = parameter.string({ default: 'x' });",
      '  flag = parameter.boolean({ default: true });',
      ...this.#conditions.names.map(name => `  ${name} = parameter.boolean({ default: false });`),
      ...declared,
      '  list: Data[] = [];',
      '  map = new Map<string, Data>();',
      '  box: Record<string, Data> = { k: 1 };',
      '  nest: { rows: Data[] } = { rows: [] };',
      '  numbers = [1, 2];',
      '  problem?: Error;',
      '  #hidden: Data = null;',
      ...(set.length > 0 ? [`  constructor() { super(); ${set.join(' ')} }`] : []),
    ];
  }

  /** Some stages one after the other that lead to a step; gives the first of them. */
  #block(next: string, around: Around, length: number): string {
    let head = next;
    for (let at = 0; at < length; at++) head = this.#stage(head, around, at === length - 1);
    return head;
  }

  /** @param isFirst a fan-out's item comes to it */
  #stage(next: string, around: Around, isFirst: boolean): string {
    const own: Around = isFirst ? around : { ...around, item: null };
    const kind = this.#left-- > 0 && around.depth < 3 ? this.#chance.below(9) : 0;
    switch (kind) {
      case 1:
      case 2:
        return this.#split(next, own);
      case 3:
      case 4:
        return this.#fanOut(next, own);
      case 5:
        return this.#choice(next, own);
      case 6:
        return this.#loop(next, own);
      default:
        return this.#plain(next, own);
    }
  }

  #plain(next: string, around: Around): string {
    const name = this.#name();
    const throwing = this.#chance.oneIn(6) ? this.#conditions.at(around) : null;
    if (throwing !== null) return this.#catching(name, next, around, throwing);
    this.#step(
      name,
      around,
      site => {
        const lines: string[] = [];
        if (this.#takeFault('kept')) {
          lines.push(kept(site, next));
          if (this.#chance.oneIn(2)) return lines.join('\n    ');
        }
        const condition = this.#chance.oneIn(10) ? site.condition() : null;
        const mayEnd = around.depth === 0 || this.#takeFault('ends');
        if (condition !== null && mayEnd) lines.push(`if (${condition}) return;`);
        if (this.#takeFault('falls')) {
          const falls = site.condition();
          if (falls !== null) return `if (${falls}) return this.next(this.${next}); console.log('f');`;
        }
        return [...lines, goOn(site, next)].join('\n    ');
      },
      [next],
    );
    return name;
  }

  /** A step that may fail, and whose error the run keeps. */
  #catching(name: string, next: string, around: Around, throwing: string): string {
    const field = this.#chance.pick(['problem', 'problem', 'problem', 'a']);
    this.#step(
      name,
      around,
      site => goOn(site, next),
      [next],
      `{ catch: '${field}' }`,
      // It does in one task alone and on every visit: what the check has to know is that others may do there what this one does not.
      `if (${throwing} && one(this.current)) throw new Oops('caught');`,
    );
    return name;
  }

  #choice(next: string, around: Around): string {
    const condition = this.#conditions.at(around);
    if (condition === null) return this.#plain(next, around);
    const inner = { ...around, item: null };
    const one = this.#block(next, inner, 1);
    const other = this.#chance.oneIn(3) ? next : this.#block(next, inner, 1);
    if (one === other) return one;
    const name = this.#name();
    this.#step(name, around, site => choose(site, condition, one, other), [one, other]);
    return name;
  }

  #loop(next: string, around: Around): string {
    const last = this.#name();
    const inner: Around = { ...around, item: null, isInLoop: true };
    const head = this.#block(last, inner, 1 + this.#chance.below(2));
    // Once again each time: where a loop stands in another, its steps are visited twice in each turn of that.
    this.#step(last, inner, site => choose(site, 'this.current.iteration % 2 < 1', head, next), [head, next]);
    return head;
  }

  #split(next: string, around: Around): string {
    const join = this.#name();
    const inner = { ...around, item: null, depth: around.depth + 1 };
    const heads = Array.from({ length: this.#chance.oneIn(4) ? 3 : 2 }, () => this.#branch(join, inner));
    this.#join(join, next, around, heads);
    const name = this.#name();
    const targets = heads.map(({ head }) => head);
    this.#step(name, around, site => goOn(site, ...targets), targets);
    return name;
  }

  #fanOut(next: string, around: Around): string {
    const join = this.#name();
    const inner = { ...around, item: 'item', depth: around.depth + 1 };
    const branch = this.#branch(join, inner);
    this.#join(join, next, around, [branch]);
    const isFaulty = this.#takeFault('items');
    const isMany = this.#conditions.areManyOfItem(inner);
    const name = this.#name();
    this.#step(name, around, site => fanOut(site, branch.head, isFaulty ? 'none' : isMany ? 'four' : 'two'), [
      branch.head,
    ]);
    return name;
  }

  #branch(join: string, around: Around): Branch {
    const before = new Set(this.#leads.get(join));
    const first = this.#names.length;
    const head = this.#block(join, around, 1 + this.#chance.below(2));
    const ends = [...(this.#leads.get(join) ?? [])].filter(step => !before.has(step));
    const others = this.#names.slice(first).filter(step => !ends.includes(step) && step !== join);
    return { head, ends, others };
  }

  #join(name: string, next: string, around: Around, branches: readonly Branch[]): void {
    // Of several inputs from one step, as a fan-out has them, its name gives the first: which item that is, the check does not know.
    const from =
      branches.length === 1
        ? []
        : branches.flatMap(({ ends: [only, more] }) =>
            only === undefined || more !== undefined ? [] : only,
          );
    const own: Around = { ...around, item: null, inputs: { name: 'inputs', from } };
    const others = branches.flatMap(branch => branch.others);
    this.#step(
      name,
      own,
      site => {
        const wrong = others.length > 0 && this.#takeFault('input') ? this.#chance.pick(others) : null;
        const read = wrong === null ? '' : `use(inputs.${wrong}.size);\n    `;
        return `${read}${goOn(site, next)}`;
      },
      [next],
    );
  }

  #step(
    name: string,
    around: Around,
    transition: ((site: Site) => string) | null,
    targets: readonly string[] = [],
    options = '',
    throwing = '',
  ): void {
    for (const target of targets) {
      const leads = this.#leads.get(target) ?? new Set();
      leads.add(name);
      this.#leads.set(target, leads);
    }
    const site = this.#site(around);
    const lines = Array.from({ length: this.#chance.below(3) }, () => soundDeed(site));
    if (this.#takeFault('deed', 3)) lines.push(faultyDeed(site));
    const told = lines.map(line => `    { ${placed(site, line)} }`);
    if (throwing !== '')
      told.splice(this.#chance.below(told.length + 1), 0, `    { ${placed(site, throwing)} }`);
    // Its own way stands last; what it reads of inputs before.
    const way = transition === null ? '' : `    ${transition(site)}`;
    const isAsync = /\bawait\b/.test([...told, way].join(' ')) || this.#chance.oneIn(3);
    const head = `  @step(${options}) ${isAsync ? 'async ' : ''}${name}(${this.#parameters(around)}) {`;
    this.#steps.push([head, ...told, ...(way === '' ? [] : [way]), '  }'].join('\n'));
  }

  #parameters({ item, inputs }: Around): string {
    const chance = this.#chance;
    if (inputs !== null)
      return `${inputs.name}: ${chance.pick(['Inputs<this>', 'Inputs<this>', 'Readonly<Inputs<this>>', 'All', 'Inputs<Made> & {}'])}`;
    if (item === null) return chance.oneIn(12) ? 'more = 1' : '';
    return `${item}: any, nth: number`;
  }

  #site(around: Around): Site {
    return {
      chance: this.#chance,
      mayBeUnknown: this.#mayBeUnknown,
      spoilt: this.#spoilt,
      isOutside: around.depth === 0,
      isWild: this.#isWild,
      item: around.item,
      inputs: around.inputs,
      fresh: prefix => `${prefix}${this.#count++ + 1000}`,
      member: text => void this.#members.push(text),
      condition: () => this.#conditions.at(around),
    };
  }

  #takeFault(fault: Fault, cases = 1): boolean {
    const at = this.#faults.indexOf(fault);
    if (at < 0 || !this.#chance.oneIn(cases)) return false;
    this.#faults.splice(at, 1);
    return true;
  }

  #name(): string {
    const name = `s${this.#count++}`;
    this.#names.push(name);
    return name;
  }
}

/** It is private, or code. */
function isOfOneClass(field: string): boolean {
  return /^ +(?:#|constructor)/.test(field);
}

interface Branch {
  readonly head: string;
  /** The steps of it that lead to the join, and those that don't. */
  readonly ends: readonly string[];
  readonly others: readonly string[];
}
