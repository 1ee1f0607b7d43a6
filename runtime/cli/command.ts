import type { CommandLine } from './line.js';

/** One option of a command: the line is read by it, and `--help` is written from it, so that the two can't differ. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** Its short form, `f` for `-f`. */
  readonly letter?: string;
  /** What stands for the value in the help, such as `TEXT`. An option without one is a flag. */
  readonly value?: string;
  /** It may be given several times. */
  readonly many?: boolean;
  readonly what: string;
}

/** A word of a usage line, such as `RUN`, and what it stands for. */
export type Term = readonly [word: string, meaning: string];

/** One command of the line. */
export interface Command {
  /** The arguments after the command's name, such as `RUN[/STEP[/TASK]]`. */
  readonly usage: string;
  /** How many arguments it takes at most. */
  readonly most: number;
  /** One line for the list of commands, and the first of its help. */
  readonly summary: string;
  readonly terms: readonly Term[];
  /** What else there is to know, one paragraph an entry. */
  readonly about: readonly string[];
  readonly options: readonly Option[];
  /** Options it does not know are the flow's parameters. */
  readonly takesParameters?: boolean;
  /** Exit codes, where they are others than those of every command. */
  readonly exits?: readonly (readonly [code: number, meaning: string])[];
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Names of commands that one may want next. */
  readonly related: readonly string[];
  /** What `--help` says besides when there are arguments: the parameters of the flow they name. */
  moreHelp?(line: CommandLine): Promise<string>;
  /** @returns the exit code */
  run(line: CommandLine): Promise<number>;
}

/** Exit codes that scripts can rely on. */
export const exit = { ok: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** What a run ends with: of `run`, `resume` and `step`. */
export const runExits = [
  [exit.ok, 'the run is done'],
  [exit.failed, 'it failed'],
  [exit.usage, 'nothing was run: wrong usage, an invalid flow or parameter'],
  [exit.cancelled, 'it was cancelled'],
] as const;

/** Of a command that only reads a flow's source. */
export const lookExits = [
  [exit.ok, 'done'],
  [exit.usage, 'wrong usage, or there is no such file or flow'],
] as const;

export const storeOption: Option = {
  name: 'store',
  value: 'FOLDER',
  what: 'the run store (default: STEPWELL_STORE, else the nearest .stepwell at or above this folder)',
};

/** The same words in every command that has them. */
export const terms = {
  file: ['FILE', 'the source of a flow'],
  flow: ['Flow', 'name of the class, needed when the file has several flows'],
  run: ['RUN', 'an id, the beginning of one, latest, or FLOW/latest'],
  step: ['STEP', 'name of a step'],
  task: [
    'TASK',
    'its position, the same in every run: 0 outside fan-outs, 4 for the fifth item, 4.2 in a nested fan-out, 4.2@3 for the fourth visit of a loop',
  ],
} as const satisfies Record<string, Term>;

/** The name of an own option that a parameter of the flow may have too. */
export const afterDashes =
  'After a lone -- every option is a parameter, also one that is called like an option above.';
