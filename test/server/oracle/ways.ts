import type { Site } from './site.js';

type Way = (site: Site, transition: string) => string;

/** What comes to the same as returning a transition. */
const ways: readonly Way[] = [
  (_site, go) => `return ${go};`,
  (_site, go) => `return (${go});`,
  (_site, go) => `return await ${go};`,
  (_site, go) => `const self = this; return ${go.replaceAll('this.', 'self.')};`,
  (_site, go) => `return this.size > 50 ? fail() : ${go};`,
  (_site, go) => `try { console.log('t'); } catch { throw new Error('no'); } return ${go};`,
  (_site, go) => `out: for (;;) { do { break out; } while (true); } return ${go};`,
  (_site, go) =>
    `switch (true) { case this.size < 50: return ${go}; default: throw new Error('too large'); }`,
  (_site, go) => `const t = ${go}; return t;`,
  (_site, go) => `let t = ${go}; return t;`,
  (_site, go) => `let t; t = ${go}; return t;`,
  (_site, go) => `while (1) { return ${go}; }`,
  (_site, go) => `for (; !0; ) { return ${go}; }`,
  (_site, go) => `do { return ${go}; } while (this.size > 50);`,
  (_site, go) => `for (;;) { for (const n of [1, 2]) { if (n === 2) break; } return ${go}; }`,
  (_site, go) =>
    `out: while (true) { switch (this.size) { case 0: continue out; default: break out; } } return ${go};`,
  (_site, go) => `check: { if (this.size > 50) break check; console.log('c'); } return ${go};`,
  (_site, go) => `try { return ${go}; } finally { console.log('f'); }`,
  (_site, go) => `switch (this.size) { case 100: console.log('s'); default: return ${go}; }`,
  (_site, go) => `return (console.log('c'), ${go});`,
  ({ fresh, member, mayBeUnknown }, go) => {
    const name = fresh('go');
    if (!mayBeUnknown) return `return ${go};`;
    member(`#${name}() { return ${go}; }`);
    return `return this.#${name}();`;
  },
  (_site, go) => `if (this.size > 50) throw new Error('too large'); return ${go};`,
  (_site, go) => `if (this.size > 50) return fail(); else return ${go};`,
];

/** A step where a transition names it. */
function named(
  { chance, fresh, member, mayBeUnknown }: Site,
  step: string,
): readonly [before: string, target: string] {
  const at = chance.below(mayBeUnknown ? 12 : 6);
  const name = fresh('on');
  switch (at) {
    case 0:
      return [`const ${name} = this.${step};`, name];
    case 1:
      return [`const { ${step}: ${name} } = this;`, name];
    case 2:
      return [`let ${name} = this.${step};`, name];
    case 3:
      return [
        `const ${name} = null; { const ${name} = this.start; console.log(typeof ${name}); }`,
        `this.${step}`,
      ];
    case 4:
      return ['', `this['${step}']`];
    case 5:
      return [`const self = this;`, `self.${step}`];
    case 11:
      member(`get ${name}() { return this.${step}; }`);
      return ['', `this.${name}`];
    default:
      return ['', `this.${step}`];
  }
}

/** Goes on to steps: several are a split. */
export function goOn(site: Site, ...steps: readonly string[]): string {
  const told = steps.map(step => named(site, step));
  // Names that are declared twice would be no code.
  const before = [...new Set(told.map(([text]) => text))].join(' ');
  const go = `this.next(${told.map(([, target]) => target).join(', ')})`;
  return `{ ${before} ${before === '' ? site.chance.pick(ways)(site, go) : `return ${go};`} }`;
}

/** Lists of items, each with at least so many, and all of them different. */
const items: readonly ((count: 2 | 4) => readonly [before: string, items: string])[] = [
  count => ['', `[${numbers(count)}]`],
  count => ['', `[${numbers(count)}, 5]`],
  count => [`const items = [${numbers(count)}];`, 'items'],
  count => ['', `new Set([${numbers(count)}])`],
  count => ['', `new Map([${count > 2 ? "['c', 3], ['d', 4], " : ''}['a', 1], ['b', 2]])`],
  count => ['', `'${'abcd'.slice(0, count)}'`],
  count => ['', `count(${count})`],
  count => ['', `drip(${count})`],
  count => ['', `[${numbers(count)}].map(n => n * 2)`],
  count => ['', `Object.entries({ a: 1, b: 2${count > 2 ? ', c: 3, d: 4' : ''} })`],
  count => ['', `Array.from({ length: ${count} }, (_, i) => i)`],
  count => ['', `new Map([[1, 2], [3, 4]${count > 2 ? ', [5, 6], [7, 8]' : ''}]).values()`],
  count => ['', `[...[${numbers(count)}].entries()]`],
  count => ['', `await Promise.all([${numbers(count)}].map(soon))`],
  count => [`const items = [${numbers(count)}].map(async n => n);`, 'await Promise.all(items)'],
  count => ['', count > 2 ? '[...this.numbers, 3, 4]' : 'this.numbers'],
  count => ['const { numbers } = this;', count > 2 ? '[...numbers, 3, 4]' : 'numbers'],
  count => ['', `new Uint8Array([${numbers(count)}])`],
  count => ['', `{ *[Symbol.iterator]() { yield* [${numbers(count)}]; } }`],
  count => ['', `[${numbers(count)}].map(n => new Model().w + n)`],
  count => ['', `[${numbers(count)}].map(double)`],
];

function numbers(count: 2 | 4): string {
  return count > 2 ? '1, 2, 3, 4' : '1, 2';
}

/** What a fan-out can't go through, or has items that no run can store. */
const noItems: readonly ((site: Site) => readonly [before: string, items: string])[] = [
  () => ['', '5 as any'],
  () => ['const n = 3;', 'n as any'],
  () => ['', 'this.size as any'],
  () => ['', '{ a: 1 } as any'],
  () => ['', 'this.box as any'],
  () => ['', 'later() as any'],
  () => ['', 'Promise.all([later()]) as any'],
  () => ['const items = later();', 'items as any'],
  () => ['', 'this.flag as any'],
  () => ['', '[1, 2].map(soon)'],
  () => ['', '[1, 2].map(async n => n)'],
  () => ['const items = [1, 2].map(async n => n);', 'items'],
  () => ['', '[later(), later()]'],
  () => ['', '[new Model()]'],
  () => ['', '[1].map(() => new Model())'],
  () => ['', '[() => 1]'],
  () => ['', 'new Set([() => 1])'],
  () => ['', 'null as any'],
  () => ['', '[1].map(n => new Promise(() => {}))'],
];

/** @param list how many items it surely has; none where it is no list, or one that can't be stored */
export function fanOut(site: Site, step: string, list: 'two' | 'four' | 'none'): string {
  const isFaulty = list === 'none';
  const [before, written] = isFaulty
    ? site.chance.pick(noItems)(site)
    : site.chance.pick(items)(list === 'four' ? 4 : 2);
  const condition = isFaulty && site.chance.oneIn(4) ? site.condition() : null;
  const given =
    condition === null
      ? written
      : site.chance.pick([`${condition} ? [1, 2] : (${written})`, `${condition} ? (${written}) : [1]`]);
  const more = site.chance.oneIn(4) ? ', { concurrency: 2 }' : '';
  const [named_, target] = named(site, step);
  return `{ ${before} ${named_} return this.foreach(${given}, ${target}${more}); }`;
}

/** Goes on in one of two ways. */
export function choose(site: Site, condition: string, one: string, other: string): string {
  const then = `this.next(this.${one})`;
  const not = `this.next(this.${other})`;
  return site.chance.pick([
    `if (${condition}) return ${then}; return ${not};`,
    `if (${condition}) { return ${then}; } else { return ${not}; }`,
    `if (!(${condition})) return ${not}; console.log('on'); return ${then};`,
    `return ${condition} ? ${then} : ${not};`,
    `return this.next(${condition} ? this.${one} : this.${other});`,
    `switch (${condition}) { case true: return ${then}; default: return ${not}; }`,
    `check: { if (${condition}) break check; return ${not}; } return ${then};`,
    `out: for (const n of [1, 2]) { for (;;) { if (${condition}) break out; return ${not}; } } return ${then};`,
    `const on = ${condition} ? this.${one} : this.${other}; return this.next(on);`,
    `let on = this.${other}; if (${condition}) on = this.${one}; return this.next(on);`,
    `let t; if (${condition}) t = ${then}; else t = ${not}; return t;`,
    `let t = ${not}; if (${condition}) t = ${then}; return t;`,
    `try { if (${condition}) throw new Error('no'); return ${not}; } catch { return ${then}; }`,
    `const t = ${condition} ? ${then} : ${not}; return t;`,
    `while (${condition}) { return ${then}; } return ${not};`,
    `switch (true) { case ${condition}: return ${then}; default: return ${not}; }`,
    `return !(${condition}) ? ${not} : ${then};`,
    `again: while (true) { if (${condition}) break again; return ${not}; } return ${then};`,
    `for (const on of [${condition}]) { if (on) return ${then}; } return ${not};`,
    `let on; if (${condition}) { on = this.${one}; } else { on = this.${other}; } return this.next(on);`,
    `const { ${one}: one, ${other}: other } = this; return this.next(${condition} ? one : other);`,
    `const self = this; if (${condition}) return self.next(self.${one}); else return self.next(self.${other});`,
    `const on = ${condition}; if (on) return ${then}; else if (!on) return ${not}; throw new Error('never');`,
    `try { if (${condition}) return ${then}; } finally { console.log('f'); } return ${not};`,
    `if (${condition}) { try { return ${then}; } catch { throw new Error('no'); } } return ${not};`,
    `let at = 0; do { if (at++ > 0) return ${then}; } while (${condition}); return ${not};`,
    `return (${condition} && ${then}) || ${not};`,
    `const of = { then: this.${one}, not: this.${other} }; return this.next(${condition} ? of.then : of.not);`,
    `const go = ${condition} ? ${then} : ${not}; return await go;`,
    `if (!(${condition})) return ${not}; else { switch (this.size) { case 100: break; default: return ${then}; } } return fail();`,
    `do { if (!(${condition})) break; return ${then}; } while (true); return ${not};`,
    `if (${condition}) { const on = this.${one}; return this.next(on); } { const on = this.${other}; return this.next(on); }`,
  ]);
}

/** Makes transitions that nobody returns. */
export function kept(site: Site, step: string): string {
  const go = `this.next(this.${step})`;
  return site.chance.pick([
    `${go};`,
    `void ${go};`,
    `const t = ${go};`,
    `const t = ${go}; console.log(typeof t);`,
    `[1].forEach(() => ${go});`,
    `[1].forEach(() => { ${go}; });`,
    `[1].forEach(() => { return ${go}; });`,
    `setTimeout(() => ${go});`,
    `if (this.size < 50) ${go};`,
    `this.size < 50 && ${go};`,
    `const go = () => ${go}; go();`,
    `const go = () => { ${go}; }; go();`,
    `await ${go};`,
  ]);
}
