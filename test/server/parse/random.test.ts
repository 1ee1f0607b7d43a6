import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { grow, itemSteps, stepsOf } from '../../runtime/engine/random/grow.js';
import { expectedOf, TooLong } from '../../runtime/engine/random/oracle.js';
import type { Block, Doing, Opening, Shape, Stage, Step } from '../../runtime/engine/random/shape.js';
import { sourceOf } from '../../runtime/engine/random/source.js';
import { random } from '../../runtime/recordedRun.js';
import { disguised } from './disguised.js';

/** How many flows, and from which seed on: `STEPWELL_FLOWS=20000 STEPWELL_SEED=7 npx vitest run parse/random`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 800);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

interface Made {
  readonly shape: Shape;
  readonly text: string;
  readonly lost: readonly string[];
  readonly told: readonly string[];
}

/** What made-up flows read of artifacts that a join has left without a value, and what is said about their text. */
function* made(change: (shape: Shape) => Shape): Generator<Made> {
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const shape = change(grow(random(seed)));
    // A merge may clash, and then the flow ends there.
    if (stepsOf(shape.root).some(({ doings }) => doings.some(({ kind }) => kind === 'merge'))) continue;
    const lost = lostIn(shape);
    // What `mix` does with its values is nobody's to know; a list of them follows from them alone.
    const plain = sourceOf(shape, true).replaceAll(/\bmix\(([^()]*)\)/g, '[$1]');
    const text = disguised(plain, random(seed));
    const { problems, lines } = parseFlows(text, 'f.ts');
    const told = problems
      .filter(({ code }) => code === 'artifact-disputed')
      .map(
        ({ step, range: { start, end } }) =>
          `${step} reads ${text.slice(lines.offset(start), lines.offset(end))}`,
      );
    yield { shape, text, lost, told };
  }
}

/** Every attempt succeeds, since what a failed one had set is not told from what stays; and every fan-out has items. */
function atOnce(shape: Shape): Shape {
  return changed(shape, (key, value) => {
    if (key === 'fails') return 0;
    return key === 'length' && typeof value === 'number' ? Math.max(2, value) : value;
  });
}

/** Every step is come to, once in each branch, and nothing it does comes to the same as something else by chance. */
function straight(shape: Shape): Shape {
  const plain = changed(atOnce(shape), (key, value) => (key === 'catches' ? false : value));
  const root = plain.root.flatMap(straightened);
  const withItem = itemSteps(root);
  const told = (doing: Doing, step: string): boolean =>
    doing.kind === 'mix' ? doing.of.length > 0 : doing.kind === 'item' && withItem.has(step);
  return changed({ root }, (key, value) => {
    if (key !== 'step' || typeof value !== 'object') return value;
    const step = value as Step;
    return { ...step, doings: step.doings.filter(doing => told(doing, step.name)) };
  });
}

function straightened(stage: Stage): Block {
  switch (stage.kind) {
    case 'step':
      return [{ ...stage, again: 0 }];
    case 'loop':
      return stage.body.flatMap(straightened);
    case 'choice': {
      const arm = stage.arms.find(one => typeof one !== 'string') ?? [];
      return [{ kind: 'step', step: stage.step, again: 0 }, ...arm.flatMap(straightened)];
    }
    case 'open': {
      const opening = stage.openings.find(one => one.kind !== 'past');
      const [closing, ...behind] = straightened(stage.closing);
      if (!opening || !closing) return [];
      const inside: Opening =
        opening.kind === 'split'
          ? { ...opening, branches: opening.branches.map(branch => branch.flatMap(straightened)) }
          : { ...opening, body: opening.body.flatMap(straightened) };
      return [{ ...stage, openings: [inside], closing }, ...behind];
    }
  }
}

function lostIn(shape: Shape): string[] {
  const lost: string[] = [];
  try {
    expectedOf(shape, 1, 400, (step, artifact) => lost.push(`${step} reads ${artifact}`));
  } catch (error) {
    // What comes later is not known; what came before is.
    if (!(error instanceof TooLong)) throw error;
  }
  return lost;
}

function salted(shape: Shape): Shape {
  return changed(shape, (key, value) => (key === 'salt' ? Number(value) * 3 + 1 : value));
}

function changed(shape: Shape, change: (key: string, value: unknown) => unknown): Shape {
  return JSON.parse(JSON.stringify(shape), change) as Shape;
}

test('whoever reads an artifact that a join has left without a value has been told', {
  timeout: 600_000,
}, () => {
  let count = 0;
  for (const { text, lost, told } of made(atOnce)) {
    // Behind the first, the flow would have failed.
    const [first] = lost;
    if (first === undefined) continue;
    expect(told, text).toContain(first);
    count++;
  }
  expect(count).toBeGreaterThan(flows / 20);
});

test('in a flow without conditions, nobody is told who has nothing to fear', { timeout: 600_000 }, () => {
  let count = 0;
  for (const { shape, text, lost, told } of made(straight)) {
    // One value in a thousand is the same as another by chance, but not twice.
    const others = told.every(one => lost.includes(one)) ? [] : lostIn(salted(shape));
    for (const one of told) expect([...lost, ...others], text).toContain(one);
    count += told.length;
  }
  expect(count).toBeGreaterThan(flows / 20);
});

test('whatever form code has, the graph is the same', () => {
  let count = 0;
  for (let seed = firstSeed; seed < firstSeed + flows / 4; seed++) {
    const plain = sourceOf(grow(random(seed)), true);
    const text = disguised(plain, random(seed));
    expect(drawn(text), text).toEqual(drawn(plain));
    if (text !== plain) count++;
  }
  expect(count).toBeGreaterThan(flows / 8);
});

function drawn(text: string): unknown {
  const { flows: found, broken } = parseFlows(text, 'f.ts');
  expect(broken, text).toBeNull();
  const { steps, edges } = found[0]!.graph;
  return {
    steps: steps.map(({ name, kind, unknown }) => ({ name, kind, unknown })),
    // Conditions are worded by what stands around.
    edges: new Set(
      edges.map(({ from, to, kind, loop, unreached }) => JSON.stringify([from, to, kind, loop, unreached])),
    ),
  };
}
