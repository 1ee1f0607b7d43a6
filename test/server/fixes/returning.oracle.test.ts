import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';
import { bodyOf } from './bodies.js';
import { type Outcome, run, TooLong } from './bodyRun.js';
import { offeredFor } from './offered.js';

/** How many bodies, and from which seed on: `STEPWELL_FLOWS=20000 STEPWELL_SEED=7 npx vitest run returning.oracle`. */
const bodies = Number(process.env.STEPWELL_FLOWS ?? 150);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

function startOf(text: string): string {
  const { body } = parseFlows(text, 'f.ts').flows[0]!.steps.find(({ name }) => name === 'start')!;
  return text.slice(body.start, body.end);
}

test('what was done before a fix is done after it, and what was meant is returned', {
  timeout: 3_600_000,
}, async () => {
  const made = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + bodies; seed++) {
    const body = bodyOf(random(seed));
    const steps = [...body.matchAll(/\bs\d+b?\b/g)].map(([name]) => name);
    const text = `import { Flow, step } from 'stepwell'\n\nexport class F extends Flow {\n  x = 0\n  ok = true\n  items = [1]\n\n  @step() async start() ${body}\n${[...new Set(steps)].map(name => `  @step() ${name}() {}\n`).join('')}}\n`;
    expect(parseFlows(text, 'f.ts').broken, text).toBeNull();
    for (const { code, title, culprit, after } of offeredFor(text)) {
      if (code !== 'transition-not-returned') continue;
      made.set(title, (made.get(title) ?? 0) + 1);
      const sites = sitesOf(culprit);
      for (let answers = 1; answers <= 6; answers++) await compare(text, after, sites, answers, title);
    }
  }
  expect(made.get("Add 'return'")).toBeGreaterThan(bodies / 10);
  expect(made.get('Return it at the end')).toBeGreaterThan(bodies / 30);
});

/** The steps that the statement goes on to: the other arm of a `?:` goes by the same number. */
function sitesOf(culprit: string): ReadonlySet<string> {
  const [, name] = /\b(s\d+)b?\b/.exec(culprit)!;
  return new Set([name!, `${name}b`]);
}

async function compare(
  text: string,
  after: string,
  sites: ReadonlySet<string>,
  answers: number,
  title: string,
): Promise<void> {
  let before: Outcome;
  try {
    before = await run(startOf(text), answers);
  } catch (error) {
    if (error instanceof TooLong) return;
    throw error;
  }
  const now = await run(startOf(after), answers);
  const told = `${title} (${[...sites].join(', ')}), answers ${answers}\n${startOf(text)}\n→\n${startOf(after)}`;
  expect(now.log, told).toEqual(before.log);
  if (before.log.some(line => line.startsWith('thrown'))) return;
  const last = before.calls.findLastIndex(({ target }) => sites.has(target));
  if (last < 0) {
    expect(now, told).toEqual(before);
    return;
  }
  expect(now.returned, told).toEqual(before.calls[last]);
  expect(now.calls.at(-1), told).toEqual(before.calls[last]);
  expect(now.calls, told).toEqual(before.calls.slice(0, last + 1));
}
