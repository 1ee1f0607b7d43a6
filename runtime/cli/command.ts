/** One command of the line. */
export interface Command {
  /** After the command's name, such as `RUN[/STEP[/TASK]]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` says besides: options and examples. */
  readonly help: string;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

/** Exit codes that scripts can rely on. */
export const exit = { ok: 0, failed: 1, usage: 2, cancelled: 130 } as const;
