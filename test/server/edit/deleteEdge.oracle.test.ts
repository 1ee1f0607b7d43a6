import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';

/** How many bodies are tried, and from which seed on: `STEPWELL_BODIES=20000 STEPWELL_SEED=7 npx vitest run deleteEdge.oracle`. */
const bodies = Number(process.env.STEPWELL_BODIES ?? 150);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

/** Bodies of a step that decide in all the ways people write, with conditions that only ask and such that do something. */
class Writer {
  readonly #next: () => number;
  #calls = 0;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  #one<T>(...ways: readonly T[]): T {
    return ways[Math.floor(this.#next() * ways.length)]!;
  }

  body(): string {
    const statements = Array.from({ length: this.#one(0, 1, 2) }, () => this.#statement(2));
    return [...statements, this.#one('', this.#return(), this.#return(), this.#work())].join('\n');
  }

  #statement(depth: number): string {
    const arm = () => (depth > 0 && this.#next() < 0.2 ? `{ ${this.#statement(depth - 1)} }` : this.#arm());
    return this.#one(
      () => this.#work(),
      () => `if (${this.#condition()}) ${arm()}`,
      () => `if (${this.#condition()}) ${arm()} else ${arm()}`,
      () => `if (${this.#condition()}) ${arm()} else if (${this.#condition()}) ${arm()} else ${arm()}`,
      () =>
        `switch (this.k) { case 0: case 1: ${this.#return()} case 2: { ${this.#work()} ${this.#return()} } ${this.#one('', `default: ${this.#return()}`)} }`,
      () => `try { ${this.#work()} ${this.#return()} } finally { ${this.#work()} }`,
      () => `for (const v of [1, 2]) { ${this.#work()} if (${this.#condition()}) ${arm()} }`,
    )();
  }

  #arm(): string {
    return this.#one(
      () => this.#return(),
      () => `{ ${this.#return()} }`,
      () => `{ ${this.#work()} ${this.#return()} }`,
      () => this.#work(),
    )();
  }

  #return(): string {
    return `return ${this.#way(2)};`;
  }

  #way(depth: number): string {
    if (depth === 0 || this.#next() < 0.5) return this.#transition();
    return this.#one(
      () => `${this.#condition()} ? ${this.#way(depth - 1)} : ${this.#way(depth - 1)}`,
      () => `${this.#condition()} && ${this.#transition()}`,
      () => `(${this.#transition()})`,
      () => `await ${this.#transition()}`,
    )();
  }

  #transition(): string {
    const [first, second, third] = this.#one(['a', 'b', 'c'], ['b', 'c', 'a'], ['c', 'a', 'b']);
    return this.#one(
      `this.next(this.${first})`,
      `this.next(this.${first})`,
      `this.next(this.${first}, this.${second})`,
      `this.next(${this.#condition()} ? this.${first} : this.${second})`,
      `this.next(${this.#condition()} ? this.${first} : (this.${second}), this.${third})`,
      `this.foreach([1], this.${first})`,
      `this.foreach([1], ${this.#condition()} ? this.${first} : this.${second})`,
    );
  }

  #condition(): string {
    return this.#one(
      'this.x',
      '!this.y',
      'this.k > 1',
      `this.ask(${++this.#calls})`,
      `(await this.ask(${++this.#calls}))`,
    );
  }

  #work(): string {
    return `this.work(${++this.#calls});`;
  }
}

interface Values {
  readonly x: boolean;
  readonly y: boolean;
  readonly k: number;
  readonly answers: boolean;
}

/** What a body does and where it goes on to, under some values. */
async function traced(body: string, { x, y, k, answers }: Values): Promise<{ done: string[]; to: string[] }> {
  const done: string[] = [];
  const flow = {
    ...{ x, y, k, a: 'a', b: 'b', c: 'c' },
    next: (...steps: string[]) => ({ to: steps }),
    foreach: (_items: unknown, step: string) => ({ to: [step] }),
    work: (what: number) => void done.push(`work ${what}`),
    ask: (what: number) => {
      done.push(`ask ${what}`);
      return what % 2 === 0 ? answers : !answers;
    },
  };
  const run = new AsyncFunction(body);
  const result = (await run.call(flow)) as { to: string[] } | null | undefined | false;
  if (result !== undefined) expect([false, null, 'object']).toContain(result && typeof result);
  return { done, to: result ? result.to : [] };
}

const AsyncFunction = (async () => {}).constructor as new (
  body: string,
) => (this: unknown) => Promise<unknown>;

const all: Values[] = [true, false].flatMap(x =>
  [true, false].flatMap(y => [0, 1, 2, 3].flatMap(k => [true, false].map(answers => ({ x, y, k, answers })))),
);

test('without an edge a step does all that it did, and goes everywhere else under the same conditions', {
  timeout: 3_600_000,
}, async () => {
  let made = 0;
  for (let seed = firstSeed; seed < firstSeed + bodies; seed++) {
    const body = new Writer(seed).body();
    const text = `import { Flow, step } from 'stepwell';\nclass F extends Flow {\n  @step() async start() {\n${body}\n  }\n  @step() a() {}\n  @step() b() {}\n  @step() c() {}\n}\n`;
    const edges = edgesOf(text);
    for (const to of ['a', 'b', 'c']) {
      const edits: GraphEdit[] = [
        { kind: 'deleteEdge', from: 'start', to },
        { kind: 'deleteStep', step: to },
      ];
      for (const edit of edits) {
        const edited = editFlow(text, 'f.ts', 'F', edit);
        if (!edited.ok || !edges.includes(to)) continue;
        made++;
        const told = `${JSON.stringify(edit)}\n${text}\n→\n${edited.text}`;
        expect(edgesOf(edited.text), told).toEqual(edges.filter(one => one !== to));
        const after = bodyOf(edited.text);
        for (const values of all) {
          const before = await traced(body, values);
          const now = await traced(after, values);
          expect(now, `${JSON.stringify(values)} ${told}`).toEqual({
            done: before.done,
            to: before.to.filter(one => one !== to),
          });
        }
      }
    }
  }
  expect(made).toBeGreaterThan(bodies);
});

function bodyOf(text: string): string {
  const [start] = parseFlows(text, 'f.ts').flows[0]!.steps;
  return text.slice(start!.body.start + 1, start!.body.end - 1);
}

/** Where the first step leads to as it is drawn, each once. */
function edgesOf(text: string): string[] {
  const { edges } = parseFlows(text, 'f.ts').flows[0]!.graph;
  return [...new Set(edges.filter(({ from }) => from === 'start').map(({ to }) => to))].toSorted();
}
