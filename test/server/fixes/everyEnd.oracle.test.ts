import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';
import { bodyOf } from './bodies.js';
import { type Outcome, run, TooLong } from './bodyRun.js';
import { offeredFor } from './offered.js';

/** How many bodies, and from which seed on: `STEPWELL_FLOWS=20000 STEPWELL_SEED=7 npx vitest run everyEnd.oracle`. */
const bodies = Number(process.env.STEPWELL_FLOWS ?? 150);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

/** A split of which one branch has a body at random; with a join, or with none. */
function flowOf(body: string, isJoined: boolean): string {
  const steps = [...new Set(body.match(/\bs\d+b?\b/g))];
  const onward = isJoined ? '{ return this.next(this.join) }' : '{}';
  return `import { Flow, type Inputs, step } from 'stepwell'

export class F extends Flow {
  x = 0
  ok = true
  items = [1]

  @step() start() { return this.next(this.other, this.start2) }
  @step() other() ${onward}
  @step() async start2() ${body}
${steps.map(name => `  @step() ${name}() ${onward}\n`).join('')}${isJoined ? '  @step() join(inputs: Inputs<this>) { console.log(inputs.length) }\n' : ''}}
`;
}

function bodyIn(text: string): string {
  const { body } = parseFlows(text, 'f.ts').flows[0]!.steps.find(({ name }) => name === 'start2')!;
  return text.slice(body.start, body.end);
}

test('a branch that is led to its join goes there wherever it ended, and does all it did', {
  timeout: 3_600_000,
}, async () => {
  const made = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + bodies; seed++) {
    // A fan-out would be one inside of the split.
    const body = bodyOf(random(seed)).replaceAll(/this\.foreach\((?:\[[^\]]*\]|[\w.]+), /g, 'this.next(');
    const text = flowOf(body, seed % 2 === 0);
    expect(parseFlows(text, 'f.ts').broken, text).toBeNull();
    for (const { title, after } of offeredFor(text)) {
      if (!/^(?:Go on to this\.join|Add a join for)/.test(title)) continue;
      made.set(title, (made.get(title) ?? 0) + 1);
      for (let answers = 1; answers <= 6; answers++) await compare(body, bodyIn(after), answers);
    }
  }
  expect(made.get('Go on to this.join')).toBeGreaterThan(bodies / 30);
  expect(made.get("Add a join for 'start'")).toBeGreaterThan(bodies / 30);
});

async function compare(body: string, after: string, answers: number): Promise<void> {
  let before: Outcome;
  try {
    before = await run(body, answers);
  } catch (error) {
    if (error instanceof TooLong) return;
    throw error;
  }
  const now = await run(after, answers);
  const told = `answers ${answers}\n${body}\n→\n${after}`;
  expect(now.log, told).toEqual(before.log);
  if (before.log.some(line => line.startsWith('thrown'))) return;
  expect(now.returned, told).toEqual(before.returned ?? { target: 'join', given: 'null' });
}
