import type { Deed } from './deeds.js';
import { single } from './names.js';
import type { Site } from './site.js';
import { plain, storable, surelyUnstorable } from './values.js';

function one({ chance }: Site): string {
  return chance.pick(single);
}

/** Gives what a member of the class gives, whatever form that has. */
function given(site: Site, name: string, value: string): string {
  const { chance, fresh, member, item } = site;
  const own = fresh('make');
  if (item !== null && value.includes(item)) {
    member(`#${own}(of: Data) { const ${item}: any = of; return ${value}; }`);
    return `this.${name} = this.#${own}(${item});`;
  }
  member(
    chance.pick([
      `#${own}() { return ${value}; }`,
      `#${own} = () => (${value});`,
      `#${own} = function (this: Made) { return ${value}; };`,
    ]),
  );
  return `this.${name} = this.#${own}();`;
}

/**
 * What may leave anything, as far as can be told without running it. Of flows that do such things it is asked what is not told, not whether
 * what is told comes about.
 */
export const wild: readonly Deed[] = [
  site => `this.${one(site)} = await later(ONE);`,
  site => `this.${one(site)} ||= ${plain(site)};`,
  site => `try { this.${one(site)} = JSON.parse('{'); } catch { this.${one(site)} = ${plain(site)}; }`,
  site => `try { this.${one(site)} = ${storable(site)}; fail(); } catch { console.log('c'); }`,
  site => given(site, one(site), storable(site)),
  site =>
    given(
      site,
      one(site),
      site.chance.pick(['Math.random()', 'this.current.task', 'this.current.index ?? 9']),
    ),
  site => `{ const { current } = this; this.${one(site)} = current.task; }`,
  // Not the value itself: of what can't be stored, a run names one alone that holds it.
  site => given(site, one(site), `typeof use(this.${one(site)} ?? 3)`),
  site => `for (const n of [1, 2]) this.${one(site)} = n;`,
  site => `if (Math.random() < 2) this.${one(site)} = ${plain(site)};`,
  site => `const put = () => { this.${one(site)} = ${plain(site)}; }; put();`,
  site => `{ const a = this.${one(site)}; this.${one(site)} = [typeof a]; }`,
  () => `[this.a, this.b] = [typeof this.c, typeof this.d];`,
  site => `for (this.${one(site)} of [1, 2]) void 0;`,
  site =>
    ((name): string => `this.${name} = ${surelyUnstorable(site)}; if (this.size < 50) this.${name} = 1;`)(
      one(site),
    ),
  site => `do { this.${one(site)} = ${storable(site)}; } while (this.size > 50);`,
  site => `switch (this.mode) { case 'm': this.${one(site)} = 1; break; default: this.${one(site)} = 2; }`,
  site => `this.${one(site)} = this.list.length ? ${storable(site)} : ${plain(site)};`,
];

/** What a join takes over of its inputs. */
export const takenOver: readonly Deed[] = [
  ({ inputs }) => `this.merge(${inputs!.name});`,
  site => `this.merge(${site.inputs!.name}, { include: ['${one(site)}'] });`,
  site => `this.merge(${site.inputs!.name}, { exclude: ['${one(site)}', '${one(site)}'] });`,
  site => `this.${one(site)} = ${site.inputs!.name}.length;`,
  site => `this.${one(site)} = ${site.inputs!.name}[0]?.${one(site)} ?? 1;`,
  site => `const [first] = ${site.inputs!.name}; this.${one(site)} = first?.${one(site)} ?? 2;`,
  site => `this.${one(site)} = ${site.inputs!.name}.find(i => i.${one(site)})?.size;`,
  site => `this.${one(site)} = ${site.inputs!.name}.reduce((n, i) => n + (i.${one(site)} ? 1 : 0), 0);`,
  site => `for (const [, one] of ${site.inputs!.name}.entries()) this.${one(site)} = one.${one(site)} ?? 1;`,
];
