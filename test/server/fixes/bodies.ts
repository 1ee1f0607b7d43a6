/** How a made-up body is written. */
interface Style {
  readonly stop: ';' | '';
  readonly oneLine: boolean;
  readonly comments: boolean;
}

/** A step's body of all kinds of statements at random, with transitions that are not returned; each names a step of its own: `s1`, `s2` …, and `s2b` in the other arm. */
export function bodyOf(next: () => number): string {
  return new Bodies(next).body();
}

class Bodies {
  readonly #next: () => number;
  readonly #style: Style;
  #count = 0;
  #site = 0;
  #left: number;
  #loops = 0;
  #switches = 0;
  readonly #labels: string[] = [];

  constructor(next: () => number) {
    this.#next = next;
    // Many are plain lines, one after the other.
    this.#left = next() < 0.5 ? 0 : 14;
    const oneLine = next() < 0.15;
    this.#style = { oneLine, stop: !oneLine && next() < 0.4 ? '' : ';', comments: next() < 0.5 };
  }

  body(): string {
    const first =
      this.#below(2) === 0
        ? [`let items = [1]${this.#style.stop}`]
        : [`let items = this.items${this.#style.stop}`];
    return this.#block([...first, ...this.#several(5)], '  ');
  }

  #below(most: number): number {
    return Math.floor(this.#next() * most);
  }

  #pick<T>(...all: readonly T[]): T {
    return all[this.#below(all.length)]!;
  }

  #several(most: number): string[] {
    return Array.from({ length: 1 + this.#below(most) }, () => this.#statement());
  }

  #block(statements: readonly string[], indent = '    '): string {
    if (this.#style.oneLine) return `{ ${statements.join(' ')} }`;
    const inner = `${indent}  `;
    return `{\n${statements.map(one => inner + one.replaceAll('\n', `\n${inner}`)).join('\n')}\n${indent}}`;
  }

  #nested(): string {
    return this.#block(this.#several(3), '');
  }

  /** An arm, with or without braces. */
  #arm(): string {
    const simple = this.#below(3) === 0 ? this.#simple() : ';';
    return simple.startsWith(';') ? this.#nested() : simple;
  }

  #condition(): string {
    return this.#pick(
      'this.ok',
      'this.x > 1',
      `ask(${++this.#count})`,
      '!this.ok',
      `this.x === ${this.#below(3)}`,
    );
  }

  #step(): string {
    return `this.s${++this.#site}`;
  }

  #call(step = this.#step()): string {
    return this.#below(4) === 0
      ? `this.foreach(${this.#pick('items', 'this.items', '[1, 2]', '[this.x]')}, ${step})`
      : `this.next(${step})`;
  }

  #transition(): string {
    const call = this.#call();
    return this.#pick(
      call,
      call,
      call,
      call,
      `await ${call}`,
      `void ${call}`,
      `${this.#condition()} && ${call}`,
      `${this.#condition()} || ${call}`,
      `${this.#condition()} ? ${call} : ${this.#call(`this.s${this.#site}b`)}`,
    );
  }

  /** One that needs no braces, with its stop and what is said about it. */
  #simple(): string {
    const { stop, comments } = this.#style;
    const line = this.#line();
    const isGuarded = stop === '' && /^[[(]/.test(line);
    const said =
      !comments || this.#below(2) === 0
        ? ''
        : this.#style.oneLine
          ? ` /* c${++this.#count} */`
          : this.#pick(` // c${++this.#count}`, ` /* c${++this.#count} */`);
    return `${isGuarded ? ';' : ''}${line}${stop}${said}`;
  }

  #line(): string {
    if (this.#site < 8 && this.#below(5) < 2) return this.#transition();
    const jumps = [
      'return',
      `return ${this.#call()}`,
      `throw new Error('e${++this.#count}')`,
      ...(this.#loops > 0 ? ['break', 'continue'] : this.#switches > 0 ? ['break'] : []),
      ...this.#labels.map(label => `break ${label}`),
    ];
    if (this.#below(6) === 0) return this.#pick(...jumps);
    const n = ++this.#count;
    return this.#pick(
      `log(${n})`,
      `log(${n})`,
      `[${n}].forEach(n => log(n))`,
      `(log)(${n})`,
      `items = [${n}]`,
      `items.push(${n})`,
      `this.items = [${n}]`,
      `this.x = ${n % 3}`,
      `this.ok = ${n % 2 === 0}`,
      `await log(${n})`,
      `log(items.length)`,
      `const v${n} = log(${n})`.replace('const', 'var'),
    );
  }

  #statement(): string {
    if (this.#left-- <= 0) return this.#simple();
    const above =
      this.#style.comments && !this.#style.oneLine && this.#below(4) === 0 ? `// c${++this.#count}\n` : '';
    return (
      above +
      this.#pick(
        () => this.#simple(),
        () => this.#simple(),
        () => this.#simple(),
        () => this.#simple(),
        () => this.#if(),
        () => this.#if(),
        () => this.#nested(),
        () => this.#loop(),
        () => this.#switch(),
        () => this.#try(),
        () => this.#labelled(),
        () => `function f${++this.#count}() {}`,
      )()
    );
  }

  #if(): string {
    const then = this.#arm();
    const condition = this.#condition();
    if (this.#below(2) === 0) return `if (${condition}) ${then}`;
    return `if (${condition}) ${then}${this.#style.oneLine ? ' ' : '\n'}else ${this.#arm()}`;
  }

  #loop(): string {
    this.#loops++;
    const body = this.#nested();
    this.#loops--;
    return this.#pick(
      `for (const i of [1, 2]) ${body}`,
      `while (ask(${++this.#count})) ${body}`,
      `for (;;) ${body}`,
      `do ${body} while (ask(${++this.#count}))${this.#style.stop}`,
      `for (const i of this.items) ${body}`,
    );
  }

  #switch(): string {
    const gap = this.#style.oneLine ? ' ' : '\n';
    const held = this.#loops;
    this.#loops = 0;
    this.#switches++;
    const clauses = ['case 0:', 'case 1:', this.#pick('case 2:', 'default:')].map(head => {
      const lines = this.#below(4) === 0 ? [] : this.#several(2);
      if (this.#below(2) === 0) lines.push(`break${this.#style.stop}`);
      const indent = this.#style.oneLine ? '' : '  ';
      return [head, ...lines.map(line => indent + line.replaceAll('\n', `\n${indent}`))].join(gap);
    });
    this.#switches--;
    this.#loops = held;
    return `switch (this.x) {${gap}${clauses.join(gap)}${gap}}`;
  }

  #try(): string {
    const body = this.#nested();
    const caught = ` catch ${this.#nested()}`;
    const last = ` finally ${this.#nested()}`;
    return `try ${body}${this.#pick(caught, last, caught + last)}`;
  }

  #labelled(): string {
    const label = `l${++this.#count}`;
    this.#labels.push(label);
    const body = this.#nested();
    this.#labels.pop();
    return `${label}: ${body}`;
  }
}
