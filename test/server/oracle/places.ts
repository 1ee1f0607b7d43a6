import type { Site } from './site.js';

type Put = (site: Site, statement: string) => string;

/** What comes to the same as a statement that needs nothing but the flow: it stands in a member of some form. */
const members: readonly Put[] = [
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`${name}() { ${body} }`);
    return `this.${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name}() { ${body} }`);
    return `this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`get #${name}() { ${body} return 1; }`);
    return `void this.#${name};`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`set #${name}(to: number) { ${body} }`);
    return `this.#${name} = 1;`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = () => { ${body} };`);
    return `this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = function (this: Made) { ${body} };`);
    return `this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`async #${name}() { ${body} }`);
    return `await this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name}() { this.#${name}2(); } #${name}2() { ${body} }`);
    return `this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name}() { ${body} }`);
    return `const ${name} = this; ${name}.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = { run: () => { ${body} } };`);
    return `this.#${name}.run();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = { run: () => { ${body} } };`);
    return `const { run } = this.#${name}; run();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = { spare: () => { this.size = 9; }, run: () => { ${body} } };`);
    return `this.#${name}.run();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = { run: () => { ${body} }, spare() { return 1; } };`);
    return `this.#${name}['run']();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name}() { ${body} }`);
    return `[1].forEach(() => this.#${name}());`;
  },
];

/** Statements around one that control comes to whatever happens. */
const passed: readonly Put[] = [
  (_site, body) => `{ ${body} }`,
  ({ fresh }, body) => `{ const ${fresh('n')} = null; { ${body} } }`,
  (_site, body) => `out: { for (const n of [1, 2]) { if (n === 2) break out; } } ${body}`,
  (_site, body) => `try { ${body} } finally { console.log('f'); }`,
  (_site, body) => `switch (this.size) { default: { ${body} } }`,
  (_site, body) => `do { ${body} } while (this.size > 50);`,
  (_site, body) => `for (;;) { ${body} break; }`,
  (_site, body) => `for (const n of [1]) { ${body} }`,
  (_site, body) => `[1].forEach(() => { ${body} });`,
  (_site, body) => `const act = () => { ${body} }; act();`,
  (_site, body) => `(() => { ${body} })();`,
  (_site, body) => `void [1, 2].some(() => { ${body} return true; });`,
  (_site, body) => `new Set([1]).forEach(() => { ${body} });`,
  (_site, body) => `try { ${body} } catch (error) { throw error; }`,
  (_site, body) => `out: for (;;) { ${body} break out; }`,
  (_site, body) => `{ ${body} } if (this.size > 50) throw new Error('too large');`,
  (_site, body) => `while (true) { ${body} break; }`,
  (_site, body) => `if (this.size < 50) { ${body} } else { ${body} }`,
];

/** Statements around one that control comes to under a condition. */
const guarded: readonly ((condition: string, body: string) => string)[] = [
  (condition, body) => `if (${condition}) { ${body} }`,
  (condition, body) => `if (!(${condition})) { console.log('e'); } else { ${body} }`,
  (condition, body) => `check: { if (!(${condition})) break check; ${body} }`,
  (condition, body) => `switch (${condition}) { case true: ${body} break; default: }`,
  (condition, body) => `for (const n of [1]) { if (!(${condition})) continue; ${body} }`,
  (condition, body) => `while (${condition}) { ${body} break; }`,
  (condition, body) => `[1].forEach(() => { if (!(${condition})) return; ${body} });`,
  (condition, body) => `${condition} && (() => { ${body} })();`,
  (condition, body) => `for (; ${condition}; ) { ${body} break; }`,
  (condition, body) => `do { if (!(${condition})) break; ${body} } while (this.size > 50);`,
  (condition, body) => `const isOn = ${condition}; if (isOn) { ${body} }`,
  (condition, body) => `switch (true) { case ${condition}: { ${body} } }`,
  (condition, body) =>
    `if (${condition}); else if (this.size > 50) throw new Error('no'); else console.log('e'); if (${condition}) { ${body} }`,
  (condition, body) => `for (const on of [${condition}]) { if (on) { ${body} } }`,
];

/** The same of one that waits for something. */
const waiting: readonly Put[] = [
  (_site, body) => `{ ${body} }`,
  (_site, body) => `try { ${body} } finally { console.log('f'); }`,
  (_site, body) => `for (const n of [1]) { ${body} }`,
  (_site, body) => `await (async () => { ${body} })();`,
  (_site, body) => `await Promise.all([1].map(async () => { ${body} }));`,
  (_site, body) => `for await (const n of [1]) { ${body} }`,
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`async #${name}() { ${body} }`);
    return `await this.#${name}();`;
  },
  ({ fresh, member }, body) => {
    const name = fresh('h');
    member(`#${name} = async () => { ${body} };`);
    return `await this.#${name}();`;
  },
];

/** A statement somewhere in the step, or in what it calls. */
export function placed(site: Site, statement: string): string {
  const { chance } = site;
  if (/\bawait\b/.test(statement))
    return needsStep(statement, site) ? statement : chance.pick(waiting)(site, statement);
  let text = statement;
  const condition = chance.oneIn(4) ? site.condition() : null;
  if (condition !== null) text = `{ ${chance.pick(guarded)(condition, text)} }`;
  if (chance.oneIn(4)) text = `{ ${chance.pick(passed)(site, text)} }`;
  if (chance.oneIn(3) && !needsStep(text, site)) text = `{ ${chance.pick(members)(site, text)} }`;
  return text;
}

/** It names what only the step has, and stands in the step alone. */
function needsStep(text: string, { item, inputs }: Site): boolean {
  return ['nth', item, inputs?.name].some(name => name != null && new RegExp(`\\b${name}\\b`).test(text));
}
