import { nearestName } from '../../server/parse/nearest.js';
import { Refusal } from '../model/refusal.js';
import type { Command, Option } from './command.js';

/** An option that is not the command's own: a parameter of the flow. A flag has no value. */
export interface Given {
  readonly name: string;
  readonly value: string | null;
}

/** What stands behind a command's name, read by what the command declares. */
export class CommandLine {
  readonly #values = new Map<Option, (string | null)[]>();

  /**
   * @throws Refusal on what the command does not take.
   */
  constructor(
    readonly command: string,
    readonly declared: Pick<Command, 'options' | 'most' | 'takesParameters'>,
    args: readonly string[],
  ) {
    const wrong = this.#read(args);
    if (this.help) return;
    if (wrong !== null) throw wrong;
    const extra = this.positionals[declared.most];
    if (extra !== undefined) throw this.refusal(`what is ${JSON.stringify(extra)} meant to be?`);
  }

  readonly positionals: string[] = [];
  readonly parameters: Given[] = [];
  /** Help is asked for, and nothing else counts. */
  help = false;

  flag(name: string): boolean {
    return this.#values.has(this.#option(name));
  }

  /** The value given; an option that is no list is given once. */
  value(name: string): string | null {
    return this.values(name).at(-1) ?? null;
  }

  values(name: string): readonly string[] {
    return (this.#values.get(this.#option(name)) ?? []).filter(value => value !== null);
  }

  /** Whether the command's own option of this name is given. */
  has(name: string): boolean {
    return [...this.#values.keys()].some(option => option.name === name);
  }

  refusal(what: string): Refusal {
    return new Refusal('usage', `${what} See stepwell ${this.command} --help`);
  }

  #option(name: string): Option {
    const option = this.declared.options.find(o => o.name === name);
    if (option === undefined) throw new Error(`${this.command} declares no option ${name}`);
    return option;
  }

  /** @returns the first thing that is wrong: it counts only where no help is asked for. */
  #read(args: readonly string[]): Refusal | null {
    let wrong: Refusal | null = null;
    let own = true;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] ?? '';
      if (own && arg === '--') own = false;
      else if (own && (arg === '--help' || arg === '-h')) this.help = true;
      else {
        try {
          if (this.#readArgument(arg, args[i + 1], own)) i++;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          wrong ??= error;
        }
      }
    }
    return wrong;
  }

  /** @returns whether the next argument was its value. */
  #readArgument(arg: string, next: string | undefined, own: boolean): boolean {
    if (arg.startsWith('--') && (own || this.declared.takesParameters))
      return this.#readOption(arg.slice(2), next, own);
    if (own && /^-\p{L}/u.test(arg)) return this.#readLetter(arg, next);
    this.positionals.push(arg);
    return false;
  }

  #readOption(text: string, next: string | undefined, own: boolean): boolean {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const written = equals < 0 ? null : text.slice(equals + 1);
    const option = own ? this.declared.options.find(o => o.name === name) : undefined;
    if (option === undefined && !this.declared.takesParameters) throw this.#unknown(`--${name}`);
    const after = next === undefined || next.startsWith('--') ? null : next;
    if (option === undefined) {
      const value = written ?? after;
      this.parameters.push({ name, value });
      return written === null && after !== null;
    }
    return this.#set(option, `--${name}`, written, after);
  }

  #readLetter(arg: string, next: string | undefined): boolean {
    const option = this.declared.options.find(o => o.letter === arg.slice(1, 2));
    if (option === undefined) throw this.#unknown(arg);
    return this.#set(option, arg.slice(0, 2), arg.slice(2) || null, next ?? null);
  }

  #set(option: Option, shown: string, written: string | null, after: string | null): boolean {
    const values = this.#values.get(option) ?? [];
    this.#values.set(option, values);
    if (option.value === undefined) {
      if (written !== null) throw this.refusal(`${shown} takes no value.`);
      values.push(null);
      return false;
    }
    const value = written ?? after;
    if (value === null) throw this.refusal(`${shown} needs a value.`);
    if (values.length > 0 && option.many !== true) throw this.refusal(`${shown} is given twice.`);
    values.push(value);
    return written === null;
  }

  #unknown(text: string): Refusal {
    const similar = nearestName(
      text.replace(/^-+/, ''),
      this.declared.options.map(o => o.name),
    );
    return this.refusal(
      `${this.command} has no option ${text}${similar === null ? '.' : `: did you mean --${similar}?`}`,
    );
  }
}
