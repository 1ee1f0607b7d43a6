import { random } from '../../runtime/recordedRun.js';

export interface Call {
  readonly target: string;
  /** What it was given, as it was then. */
  readonly given: string;
}

export interface Outcome {
  readonly log: readonly string[];
  readonly calls: readonly Call[];
  readonly returned: Call | undefined;
}

/** It goes on for ever, or for longer than anybody waits. */
export class TooLong extends Error {}

/** What a step's body does when every question has the answers that a seed gives. */
export async function run(body: string, seed: number): Promise<Outcome> {
  const next = random(seed);
  const log: string[] = [];
  const calls: Call[] = [];
  // What goes on for ever is stopped wherever it is, and may catch that itself.
  let ticks = 0;
  const tick = (): void => {
    if (++ticks > 400) throw new TooLong();
  };
  const say = (what: unknown): void => {
    tick();
    log.push(String(what));
  };
  const made = (target: string, given: unknown): Call => {
    const call = { target, given: JSON.stringify(given) ?? '' };
    calls.push(call);
    tick();
    return call;
  };
  const self: Record<string, unknown> = {
    x: Math.floor(next() * 3),
    ok: next() < 0.5,
    items: [1, 2],
    join: 'join',
    next: (target: string) => made(target, null),
    foreach: (items: unknown, target: string) => made(target, items),
  };
  for (let i = 1; i < 30; i++) {
    self[`s${i}`] = `s${i}`;
    self[`s${i}b`] = `s${i}b`;
  }
  const ask = (n: number): boolean => {
    say(`ask ${n}`);
    return next() < 0.5;
  };
  const stepping = body.replace(/\b(?:for \([^)]*\)|while \(ask\(\d+\)\)|do) \{/g, '$& tick();');
  const step = new Function('log', 'ask', 'tick', `return (async function () ${stepping})`)(
    say,
    ask,
    tick,
  ) as () => Promise<Call | undefined>;
  let returned: Call | undefined;
  try {
    returned = await step.call(self);
  } catch (error) {
    say(`thrown: ${(error as Error).message}`);
  }
  if (ticks > 400) throw new TooLong();
  return { log, calls, returned };
}
