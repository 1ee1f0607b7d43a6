import { expect, test } from 'vitest';
import { mayHoldFlows } from '../../../server/parse/may-hold-flows.js';

test.each([
  ["import { Flow } from 'stepwell';"],
  ["const { Flow } = require('stepwell');"],
  ["import { Base } from './base.js';\nexport class A extends Base {}"],
  [
    "import type { X } from 'x';\nimport Base, { Y } from '@acme/flows';\nexport default class extends Base {}",
  ],
  [
    "import {\n  step as task,\n  Base,\n} from '#flows';\nclass A\n\textends Base {\n  @task() start() {}\n}",
  ],
  ["import * as bases from './bases.js';\nclass A extends bases.Train {}"],
])('worth parsing: %s', text => {
  expect(mayHoldFlows(text)).toBe(true);
});

test.each([
  ['export const a = 1;'],
  ["import { x } from './x.js';\nexport class A { b() {} }"],
  ["import { x } from './x.js';\nclass MyError extends Error {}"],
  ["import { Component } from './component.js';\n@Component()\nclass A {}"],
  ["// Base extends what './base.js' has\nexport interface A extends B {}"],
])('not worth it: %s', text => {
  expect(mayHoldFlows(text)).toBe(false);
});

test('whatever a text is, looking at it costs little', () => {
  const size = 1_000_000;
  const texts = [
    '\n',
    ' \n',
    '\t',
    'class ',
    'import ',
    'class A extends B ',
    "import a from '",
    'extends @',
  ];
  // Each would take hours if a pattern went over the rest of the text at every place.
  for (const part of texts) mayHoldFlows(`${part.repeat(size / part.length)}extends`);
});

test('a text that says the same words over and over is read once', () => {
  const extended = 'class A extends B {}\n';
  // Each took seconds when a pattern looked ahead from every word.
  for (const words of ['import\n', 'import from     \n', 'class ', 'class extends ', 'from ', '\n\t\t\t'])
    expect(mayHoldFlows(extended + words.repeat(4_000_000 / words.length)), words).toBe(false);
  expect(mayHoldFlows(`${'import\n'.repeat(100_000)}import { B } from './b';\n${extended}`)).toBe(true);
});
