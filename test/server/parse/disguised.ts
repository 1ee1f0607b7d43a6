/** What a step does to an artifact, alone in its line, that needs nothing but the flow itself. */
const deed = /^ {4}((?:this\.\w+ = |this\.list\.push|delete this\.)(?!.*\b(?:item|inputs)\b).*;)$/gm;

/** Members that a deed may stand in, and how they are run. */
const members: readonly ((name: string, body: string) => readonly [member: string, run: string])[] = [
  (name, body) => [`${name}() { ${body} }`, `this.${name}();`],
  (name, body) => [`#${name}() { ${body} }`, `this.#${name}();`],
  (name, body) => [`get #${name}() { ${body} return 1; }`, `void this.#${name};`],
  (name, body) => [`set #${name}(to: number) { ${body} }`, `this.#${name} = 1;`],
  (name, body) => [`#${name} = () => { ${body} };`, `this.#${name}();`],
  (name, body) => [`#${name} = (function (this: Made) { ${body} });`, `this.#${name}();`],
  (name, body) => [`#${name}() { this.#${name}2(); } #${name}2() { ${body} }`, `this.#${name}();`],
  (name, body) => [`#${name}() { ${body} }`, `const self = this; self.#${name}();`],
];

/** What comes to the same as going on to a step. */
const ways: readonly ((step: string) => string)[] = [
  step => `{ const on = this.${step}; { const on = null; console.log(on); } return this.next(on); }`,
  step => `{ const on = null; console.log(on); { const on = this.${step}; return this.next(on); } }`,
  step => `{ let on = this.${step}; return this.next(on); }`,
  step => `{ let on; on = this.${step}; return this.next(on); }`,
  step => `{ const { ${step}: on } = this; return this.next(on); }`,
  step => `{ let on = this.next(this.${step}); return on; }`,
  step => `while (1) { return this.next(this.${step}); }`,
  step => `for (; !0; ) { return this.next(this.${step}); }`,
  step => `do { return this.next(this.${step}); } while (this.size > 5);`,
  step =>
    `{ out: for (;;) { for (const n of [1, 2]) { if (n === 2) break out; } } return this.next(this.${step}); }`,
  step =>
    `{ out: while (true) { switch (this.size) { case 0: continue out; default: break out; } } return this.next(this.${step}); }`,
  step => `{ check: { if (this.size > 5) break check; console.log(1); } return this.next(this.${step}); }`,
];

/** A made-up flow in other words: what it does stands in members of all forms, and its transitions are led to in all of them. */
export function disguised(text: string, chance: () => number): string {
  const more: string[] = [];
  const pick = <One>(all: readonly One[]): One | undefined => all[Math.floor(chance() * all.length * 2)];
  const told = text
    .replace(deed, (line, body: string) => {
      const form = pick(members);
      if (!form) return line;
      const [member, run] = form(`h${more.length}`, body);
      more.push(`  ${member}\n`);
      return `    { ${run} }`;
    })
    .replaceAll(/return this\.next\(this\.(\w+)\);/g, (way, step: string) => pick(ways)?.(step) ?? way);
  const end = told.lastIndexOf('}');
  return `${told.slice(0, end)}${more.join('')}${told.slice(end)}`;
}
