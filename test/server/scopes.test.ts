import { expect, test } from 'vitest';
import { analyseScopes, type Scopes } from '../../runtime/model/scopes.js';
import { parseFlows } from '../../server/parse/flows.js';
import { flowText } from './flowText.js';

function scopesOf(...steps: readonly string[]): Scopes {
  return analyseScopes(parseFlows(flowText(...steps), 'f.ts').flows[0]!.graph);
}

test('which join closes what', () => {
  const scopes = scopesOf(
    'start() { return this.next(this.a, this.b); }',
    'a() { return this.foreach([1], this.item); }',
    'item() { return this.next(this.inner); }',
    'inner(i: Inputs<this>) { return this.next(this.outer); }',
    'b() { return this.next(this.outer); }',
    'outer(i: Inputs<this>) { return this.next(this.end); }',
    'end() {}',
    'lost() { return this.next(this.end); }',
  );
  expect(scopes.joinOf('start')).toBe('outer');
  expect(scopes.joinOf('a')).toBe('inner');
  expect(scopes.joinOf('b')).toBeNull();
  expect(scopes.openingOf('item')).toMatchObject({ step: 'a', kind: 'fanout' });
  expect(scopes.openingOf('inner')).toMatchObject({ step: 'start', kind: 'split', targets: ['a', 'b'] });
  expect(scopes.openingOf('end')).toBeNull();
  expect(scopes.openingOf('lost')).toBeUndefined();
  expect(scopes.unreachable).toEqual(['lost']);
  expect(scopes.conflicts).toEqual([]);
});

test('a step with several openings, each with a join of its own', () => {
  const scopes = scopesOf(
    'start() { return this.x ? this.foreach([1], this.a) : this.foreach([1], this.b); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.k); }',
    'j(i: Inputs<this>) {}',
    'k(i: Inputs<this>) {}',
  );
  expect(scopes.joinOf('start')).toBeNull();
  expect(scopes.joinOf('start', 'a')).toBe('j');
  expect(scopes.joinOf('start', 'b')).toBe('k');
});

test('openings that share a branch share its join', () => {
  const scopes = scopesOf(
    'start() { return this.next(this.x ? this.p : this.q); }',
    'p() { return this.foreach([1], this.a); }',
    'q() { return this.foreach([2], this.a); }',
    'a() { return this.next(this.j); }',
    'j(i: Inputs<this>) {}',
  );
  expect([scopes.joinOf('p'), scopes.joinOf('q')]).toEqual(['j', 'j']);
});

test('nothing is settled where a step cannot be followed', () => {
  const scopes = scopesOf('start() { return this.foreach([1], this.a); }', 'a() { return this.go(); }');
  expect(scopes.openings).toMatchObject([{ step: 'start', joins: [], unsettled: true }]);
});
