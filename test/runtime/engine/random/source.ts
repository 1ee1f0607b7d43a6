import { itemSteps } from './grow.js';
import {
  type Arm,
  type Block,
  type Choosing,
  type Doing,
  headOf,
  type Opening,
  type Shape,
  type Stage,
  type Step,
} from './shape.js';

/**
 * The source text of a made-up flow. `mix` is given to it, and so is `read`, which goes on where there is no value.
 *
 * @param asWritten reads as somebody would write them, who expects a value to be there
 */
export function sourceOf({ root }: Shape, asWritten = false): string {
  const writer = new Writer(itemSteps(root));
  writer.block(root, { next: null, head: null, leave: null });
  const text = `import { Flow, step, parameter, type Inputs } from 'stepwell';
export class Made extends Flow {
  size = parameter.number({ default: 1 });
  a = 0;
  b: unknown;
  c: unknown = 'c';
  list: unknown[] = [];
  seen: unknown;
  problem: unknown;
${writer.methods.join('\n')}
}
`;
  return asWritten ? plain(text) : text;
}

function plain(text: string): string {
  return text
    .replaceAll(
      /\{ const list = read\(\(\) => this\.list\); if \(.*?\) list(\.push\(\d+\);) \}/g,
      'this.list$1',
    )
    .replaceAll(/read\(\(\) => ([^)]*)\)/g, '$1')
    .replaceAll(/try \{ (.*) \} catch \{ this\.problem = 'clash'; \}/g, '$1');
}

/** Names of the steps that lie around a stage; null where the run ends. */
interface Around {
  readonly next: string | null;
  /** Of the loop around it. */
  readonly head: string | null;
  readonly leave: string | null;
}

class Writer {
  readonly methods: string[] = [];
  readonly #withItem: ReadonlySet<string>;

  constructor(withItem: ReadonlySet<string>) {
    this.#withItem = withItem;
  }

  block(block: Block, around: Around): void {
    for (const [i, stage] of block.entries()) {
      this.#stage(stage, { ...around, next: headOf(block.slice(i + 1)) ?? around.next });
    }
  }

  #stage(stage: Stage, around: Around): void {
    switch (stage.kind) {
      case 'step': {
        const on = goTo(around.next);
        const back = `if (this.current.iteration % ${stage.again + 1} !== ${stage.again}) ${goTo(around.head)}`;
        this.#method(stage.step, stage.again > 0 ? `${back} ${on}` : on);
        return;
      }
      case 'choice':
        this.#method(
          stage.step,
          arms(
            stage.by,
            stage.arms.map(arm => armText(arm, around)),
          ),
        );
        for (const arm of stage.arms) if (typeof arm !== 'string') this.block(arm, around);
        return;
      case 'loop':
        this.block(stage.body, { next: around.next, head: headOf(stage.body), leave: around.next });
        return;
      case 'open': {
        const join = headOf([stage.closing]);
        this.#method(
          stage.step,
          arms(
            stage.by,
            stage.openings.map(opening => openingText(opening, around.next)),
          ),
        );
        for (const opening of stage.openings) this.#inside(opening, { next: join, head: null, leave: null });
        this.#stage(stage.closing, around);
        return;
      }
    }
  }

  #inside(opening: Opening, around: Around): void {
    if (opening.kind === 'split') for (const branch of opening.branches) this.block(branch, around);
    if (opening.kind === 'fanout') this.block(opening.body, around);
  }

  #method({ name, join, doings, fails, catches }: Step, end: string): void {
    const options = [fails > 0 ? `retry: ${fails}` : '', catches ? "catch: 'problem'" : ''].filter(Boolean);
    const takes = join ? 'inputs: Inputs<this>' : this.#withItem.has(name) ? 'item?: unknown' : '';
    const lines = doings.map(doing => doingText(doing, this.#withItem.has(name)));
    if (fails > 0)
      lines.push(`if (this.current.attempt < ${fails}) { this.a = -1; throw new Error('not yet'); }`);
    if (catches)
      lines.push(
        `if (mix(read(() => this.a)) % 2 === 0) throw new Error('caught in ${name}/' + this.current.task);`,
      );
    const decorator = `@step(${options.length > 0 ? `{ ${options.join(', ')} }` : ''})`;
    this.methods.push(
      `  ${decorator} ${name}(${takes}) {\n${[...lines, end].map(line => `    ${line}\n`).join('')}  }`,
    );
  }
}

function goTo(step: string | null): string {
  return step === null ? 'return;' : `return this.next(this.${step});`;
}

function armText(arm: Arm, around: Around): string {
  if (arm === 'stop') return 'return;';
  if (arm === 'again') return goTo(around.head);
  return goTo(arm === 'leave' ? around.leave : (headOf(arm) ?? around.next));
}

function openingText(opening: Opening, past: string | null): string {
  if (opening.kind === 'past') return goTo(past);
  if (opening.kind === 'split')
    return `return this.next(${opening.branches.map(branch => `this.${headOf(branch)}`).join(', ')});`;
  const { length, most, body } = opening;
  const items = `Array.from({ length: ${length} }, (_, i) => i * 10)`;
  return `return this.foreach(${items}, this.${headOf(body)}${most === null ? '' : `, { concurrency: ${most} }`});`;
}

function arms(by: Choosing, texts: readonly string[]): string {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return only;
  const of = by === 'visits' ? 'this.current.iteration' : `mix(read(() => this.${by}))`;
  const [first, second] = texts;
  if (texts.length === 2) return `if (${of} % 2 === 0) ${first}\n    else ${second}`;
  const cases = texts.map(
    (text, i) => `      ${i === texts.length - 1 ? 'default' : `case ${i}`}: ${text}\n`,
  );
  return `switch (${of} % ${texts.length}) {\n${cases.join('')}    }`;
}

function doingText(doing: Doing, hasItem: boolean): string {
  switch (doing.kind) {
    case 'mix':
      return `this.${doing.to} = mix(${[...doing.of.map(name => `read(() => this.${name})`), doing.salt].join(', ')});`;
    case 'item':
      return `this.${doing.to} = ${hasItem ? '[item]' : "'no item'"};`;
    case 'place':
      return `this.${doing.to} = [this.current.task, this.current.index, this.current.iteration];`;
    case 'parameter':
      return `this.${doing.to} = ['size', this.size];`;
    case 'push':
      return `{ const list = read(() => this.list); if (Array.isArray(list) && list.length < 20) list.push(${doing.salt}); }`;
    case 'unset':
      return `delete this.${doing.name};`;
    case 'gather':
      return `this.${doing.to} = inputs.map(input => mix(read(() => input.${doing.of})));`;
    case 'named':
      return `this.${doing.to} = mix(read(() => inputs.${doing.step}?.${doing.of}));`;
    case 'merge':
      return `try { this.merge(inputs${doing.except === null ? '' : `, { exclude: ['${doing.except}'] }`}); } catch { this.problem = 'clash'; }`;
  }
}
