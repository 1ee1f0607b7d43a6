import { lists, single } from './names.js';
import type { Site } from './site.js';
import { plain, storable, surelyUnstorable, unstorable } from './values.js';
import { takenOver, wild } from './wild.js';

export type Deed = (site: Site) => string;

function one({ chance }: Site): string {
  return chance.pick(single);
}

function whole({ chance, spoilt }: Site): string {
  return chance.pick(single.filter(name => name !== spoilt));
}

function any({ chance }: Site): string {
  return chance.oneIn(3) ? chance.pick(lists) : chance.pick(single);
}

/** Gives an artifact a value; never under a name that has to be reckoned, of which the check says nothing: what it is then called stands elsewhere. */
function written(site: Site, name: string, value: string): string {
  const { chance, fresh, member } = site;
  const needsStep = [site.item, site.inputs?.name].some(own => own != null && value.includes(own));
  const v = fresh('v');
  const ways = [
    `this.${name} = ${value};`,
    `this.${name} = ${value};`,
    `this['${name}'] = ${value};`,
    `const ${v} = ${value}; this.${name} = ${v};`,
    `let ${v} = ${value}; this.${name} = ${v};`,
    `const self = this; self.${name} = ${value};`,
    `[this.${name}] = [${value}];`,
    `({ v: this.${name} } = { v: ${value} });`,
    `this.${name} = null; this.${name} = ${value};`,
    `delete this.${name}; this.${name} = ${value};`,
    `this.${name} = this.${name} = ${value};`,
    `Object.assign(this, { ${name}: ${value} });`,
    `(this as Made).${name} = ${value};`,
    `(this.${name}) = ${value};`,
    `[, this.${name}] = [0, ${value}];`,
    `({ v: [this.${name}] } = { v: [${value}] });`,
    `const given = { v: ${value} }; this.${name} = given.v;`,
    `const { v: ${v} } = { v: ${value} }; this.${name} = ${v};`,
    `console.log('c'), this.${name} = ${value};`,
    `let ${v}; ${v} = ${value}; this.${name} = ${v};`,
    `const put = (to: Data) => { this.${name} = to; }; put(${value});`,
    `const me: any = this; me.${name} = ${value};`,
  ];
  if (!needsStep) {
    ways.push(
      `this.#set_${v}(${value});`,
      `this.#put_${v} = ${value};`,
      `this.#io_${v}.put(${value});`,
      `const { put } = this.#io_${v}; put(${value});`,
    );
  }
  const way = chance.pick(ways);
  if (way.startsWith('this.#set_')) member(`#set_${v}(to: Data) { this.${name} = to; }`);
  if (way.startsWith('this.#put_')) member(`set #put_${v}(to: Data) { this.${name} = to; }`);
  // One of its functions is never called.
  if (way.includes('.#io_'))
    member(
      `#io_${v} = { spare: (to: Data) => { this.size = to as number; }, put: (to: Data) => { this.${name} = to; } };`,
    );
  return way;
}

/** What a value is put into stays what it is; what is put in the place of another is never that by chance. */
function put(site: Site, value: string): string {
  const other = `[${value}, '${site.fresh('put')}']`;
  return site.chance.pick([
    `this.list.push(${value});`,
    `this.list[0] = ${other};`,
    `this.map.set('k', ${other});`,
    `this.box.k = ${other};`,
    `const { list } = this; list.push(${value});`,
    `const list = this.list; list.unshift(${value});`,
    `this.box = { ...this.box, n: ${other} };`,
    `this.list = [...this.list, ${value}];`,
    `this.map = new Map([['z', ${other}]]);`,
    `this.nest.rows.push(${value});`,
    `const { rows } = this.nest; rows.push(${value});`,
    `const { nest: { rows } } = this; rows[0] = ${other};`,
    `for (const rows of Object.values(this.nest)) rows.push(${value});`,
    `Object.values(this.nest).forEach(rows => { rows.push(${value}); });`,
    `const { map } = this; map.set('k', ${other});`,
  ]);
}

/** Reads an artifact, and fails where it has no value. */
function read(site: Site, name: string): string {
  const { chance, fresh, member } = site;
  const h = fresh('r');
  const ways = [
    `use(this.${name}, '${name}');`,
    `use(this.${name}, '${name}');`,
    `{ const { ${name} } = this; use(${name}, '${name}'); }`,
    `{ const { ${name}: it } = this; use(it, '${name}'); }`,
    `{ const it = this.${name}; use(it, '${name}'); }`,
    `const self = this; use(self.${name}, '${name}');`,
    `use(this['${name}'], '${name}');`,
    `[1].forEach(() => use(this.${name}, '${name}'));`,
    `[this.${name}].forEach(it => use(it, '${name}'));`,
    `use((this as Made).${name}, '${name}');`,
    `const [it] = [this.${name}]; use(it, '${name}');`,
    `const read = () => this.${name}; use(read(), '${name}');`,
    `const { ${name}: it = undefined } = this; use(it, '${name}');`,
    `this.#${h}();`,
    `use(this.#${h}, '${name}');`,
  ];
  const way = chance.pick(ways);
  if (way === `this.#${h}();`) member(`#${h}() { use(this.${name}, '${name}'); }`);
  if (way.startsWith(`use(this.#${h}`)) member(`get #${h}() { return use(this.${name}, '${name}'); }`);
  return way;
}

/** Gives an artifact what follows from another one. */
function copied({ chance, fresh }: Site, name: string, from: string): string {
  const copy = (it: string): string => `this.${name} = [use(${it}, '${from}'), '${fresh('copy')}'];`;
  return chance.pick([
    copy(`this.${from}`),
    copy(`this['${from}']`),
    copy(`(this as Made).${from}`),
    `const self = this; ${copy(`self.${from}`)}`,
    `const { ${from}: it } = this; ${copy('it')}`,
    `const it = this.${from}; ${copy('it')}`,
  ]);
}

/** Asks for an artifact, and goes on without a value. */
function asked(site: Site, name: string): string {
  return site.chance.pick([
    `void (this.${name} ?? 0);`,
    `if (this.${name} === undefined) console.log('none');`,
    `console.log(typeof this.${name});`,
    `void (this.${name} as { k?: Data })?.k;`,
  ]);
}

/** Reads a join's inputs. */
function input({ chance, inputs, fresh, member }: Site, name: string): string {
  const { name: all, from } = inputs!;
  if (chance.oneIn(5)) {
    const own = fresh('in');
    member(
      chance.pick([
        `#${own}(all: Inputs<Made>) { for (const one of all) void one.${name}; }`,
        `#${own} = (all: Inputs<this>) => void all.map(i => i.${name});`,
      ]),
    );
    return `this.#${own}(${all});`;
  }
  const [step, more] = from;
  const ways = [
    `for (const one of ${all}) void one.${name};`,
    `void ${all}.map(i => i.${name});`,
    `void ${all}.filter(i => i.${name} !== undefined).length;`,
    `for (const { ${name} } of ${all}) void ${name};`,
    `const mine = ${all}; for (const one of mine) void one.${name};`,
    `for (const [, one] of ${all}.entries()) void one.${name};`,
    `void ${all}.reduce((n, { ${name} }) => n + Number(${name} === null), 0);`,
    `for (let at = 0; at < ${all}.length; at++) void ${all}[at]!.${name};`,
    `[...${all}].forEach(one => void one.${name});`,
  ];
  if (step !== undefined && more === undefined) ways.push(`void ${all}.${step}?.${name};`);
  return chance.pick(ways);
}

/** Takes a value over from a join's inputs. */
function taken({ chance, inputs }: Site, name: string): string {
  const { name: all } = inputs!;
  return chance.pick([
    `this.${name} = ${all}.length;`,
    `this.${name} = ${all}.map(() => 70);`,
    `this.${name} = ${all}.map(i => i.size);`,
    `this.${name} = ${all}[0]?.size * 2;`,
  ]);
}

/** What a person writes of whom nothing is to be told, as far as the values are there. */
const sound: readonly Deed[] = [
  site => written(site, one(site), storable(site)),
  site => written(site, one(site), storable(site)),
  site => written(site, one(site), plain(site)),
  site => written(site, one(site), plain(site)),
  site => put(site, plain(site)),
  site => put(site, storable(site)),
  site => read(site, any(site)),
  site => read(site, any(site)),
  site => asked(site, any(site)),
  site => `this.${one(site)} ??= ${plain(site)};`,
  site => `delete this.${one(site)};`,
  site => copied(site, one(site), whole(site)),
  // What can't be stored, where nothing of it is left.
  site => `{ const it = ${surelyUnstorable(site)}; console.log(typeof it); }`,
  site =>
    ((name): string => `this.${name} = ${surelyUnstorable(site)}; this.${name} = ${plain(site)};`)(one(site)),
  site =>
    ((name): string => `this.${name} = ${surelyUnstorable(site)}; delete this.${name}; this.${name} = 1;`)(
      one(site),
    ),
  site => `this.#hidden = ${surelyUnstorable(site)};`,
  site => `console.log(String(typeof (${surelyUnstorable(site)})));`,
  site => `this.${one(site)} = use(new Model()).w + 1;`,
  site => `this.${one(site)} = [1, 2].map(double);`,
  site => `void ${site.inputs?.name ?? 'this.list'}.toSorted();`,
  site => ((name): string => `this.${name} = 1; { const ${name} = new Model(); use(${name}); }`)(one(site)),
  site => `{ const size = new Model(); use(size.w); } this.${one(site)} = this.size;`,
];

/** What branches may leave different as far as anybody can tell: it is awaited. */
const awaited: readonly Deed[] = [
  site => `this.${one(site)} = await later(ONE);`,
  site => `this.${one(site)} = await Promise.all([1, 2].map(async n => n + 60));`,
];

/** What fails when it runs. */
const faulty: readonly Deed[] = [
  site => written(site, one(site), unstorable(site)),
  site => written(site, one(site), surelyUnstorable(site)),
  site => written(site, one(site), surelyUnstorable(site)),
  site => put(site, unstorable(site)),
  site => put(site, surelyUnstorable(site)),
  site => `this.${one(site)} ??= ${surelyUnstorable(site)};`,
  () => 'this.size = 2;',
  () => 'this.size++;',
  () => '({ v: this.size } = { v: 1 });',
];

export function soundDeed(site: Site): string {
  const { chance, inputs, isOutside, isWild } = site;
  if (isWild && chance.oneIn(3))
    return chance.pick(inputs !== null && chance.oneIn(2) ? takenOver : wild)(site);
  if (isOutside && chance.oneIn(10)) return chance.pick(awaited)(site);
  if (inputs === null || !chance.oneIn(2)) return chance.pick(sound)(site);
  return chance.oneIn(2) || !isOutside ? input(site, one(site)) : taken(site, one(site));
}

export function faultyDeed(site: Site): string {
  return site.chance.pick(faulty)(site);
}
