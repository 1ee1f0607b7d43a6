import { expect, test } from 'vitest';
import { changed, lines } from './changed.js';

const text = `import { Flow, step, type Inputs } from 'stepwell';

export class F extends Flow {
  train = 1;
  @step() start() {
    const self = this;
    return self.foreach([1], self.fit);
  }

  /** Calls fit, see this.fit. */
  @step({ retry: 2 }) async fit(item: number) {
    const other = { fit: 1 };
    [1].forEach(() => this.fit);
    [1].forEach(function () { return this.fit; });
    log(other.fit, this['fit'], fit);
    return this.next(this.pick);
  }

  @step() pick(inputs: Inputs<this>, last: this['fit']) {
    const { fit } = inputs;
    const { fit: again } = this;
    inputs.map(inputs => inputs.fit);
    log(inputs.fit.score, inputs['fit'], fit, again);
    return this.x ? this.next(this.end) : this.next(this.start);
  }
  @step() end() { return; }
}

class G extends F {
  @step() more() { return this.next(this.fit); }
}
`;
const rename = (step: string, name: string): string => lines(text, { kind: 'renameStep', step, name });

test('everywhere it is named', () => {
  expect(rename('fit', 'grow')).toMatchInlineSnapshot(`
    "+     return self.foreach([1], self.grow);
    -     return self.foreach([1], self.fit);
    +   @step({ retry: 2 }) async grow(item: number) {
    -   @step({ retry: 2 }) async fit(item: number) {
    +     [1].forEach(() => this.grow);
    -     [1].forEach(() => this.fit);
    +     log(other.fit, this['grow'], fit);
    -     log(other.fit, this['fit'], fit);
    +   @step() pick(inputs: Inputs<this>, last: this['grow']) {
    +     const { grow: fit } = inputs;
    +     const { grow: again } = this;
    -   @step() pick(inputs: Inputs<this>, last: this['fit']) {
    -     const { fit } = inputs;
    -     const { fit: again } = this;
    +     log(inputs.grow.score, inputs['grow'], fit, again);
    -     log(inputs.fit.score, inputs['fit'], fit, again);
    +   @step() more() { return this.next(this.grow); }
    -   @step() more() { return this.next(this.fit); }"
  `);
});

test('the first step says that it is first from then on', () => {
  expect(rename('start', 'begin')).toMatchInlineSnapshot(`
    "+   @step({ start: true }) begin() {
    -   @step() start() {
    +     return this.x ? this.next(this.end) : this.next(this.begin);
    -     return this.x ? this.next(this.end) : this.next(this.start);"
  `);
  const withOptions = text.replace('@step() start', '@step({ retry: 1 }) start');
  expect(lines(withOptions, { kind: 'renameStep', step: 'start', name: 'begin' })).toContain(
    '@step({ start: true, retry: 1 }) begin()',
  );
});

test('back and forth is what it was', () => {
  const there = changed(text, { kind: 'renameStep', step: 'pick', name: 'choose' });
  expect(there).not.toContain('this.pick');
  expect(changed(there, { kind: 'renameStep', step: 'choose', name: 'pick' })).toBe(text);
});

test('its own name changes nothing', () => {
  expect(changed(text, { kind: 'renameStep', step: 'fit', name: 'fit' })).toBe(text);
});

test('refusals', () => {
  expect(rename('fit', 'pick')).toMatchInlineSnapshot(`"refused: F has a member called 'pick' already."`);
  expect(rename('fit', 'train')).toMatchInlineSnapshot(`"refused: F has a member called 'train' already."`);
  expect(rename('fit', 'foreach')).toMatchInlineSnapshot(
    `"refused: A step can't be called 'foreach', which every flow has already."`,
  );
  expect(rename('fit', 'a b')).toMatchInlineSnapshot(
    `"refused: 'a b' can't be a step's name: use letters, digits, _ and $, not beginning with a digit."`,
  );
  expect(rename('fit', '')).toMatchInlineSnapshot(`"refused: A step needs a name."`);
  expect(rename('nothing', 'something')).toMatchInlineSnapshot(`"refused: F has no step 'nothing'."`);
  expect(rename('end', 'start')).toMatchInlineSnapshot(`"refused: F has a member called 'start' already."`);
});

test('not to what a class that extends the flow has', () => {
  expect(rename('fit', 'more')).toBe("refused: A class that extends F has a member called 'more' already.");
});
