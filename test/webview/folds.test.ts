import { describe, expect, test } from 'vitest';
import { mermaidText } from '../../runtime/model/mermaid.js';
import { sumOf } from '../../runtime/model/overlay.js';
import { foldKind, foldNote, overlaysIn, titled } from '../../webview/graph/state/fold-words.js';
import { folded } from '../../webview/graph/state/folded.js';
import {
  foldableAt,
  foldedStill,
  foldSelected,
  foldsAt,
  readFolds,
  regionAround,
  selectionAt,
  withFolds,
} from '../../webview/graph/state/folds.js';
import { type RegionName, regionName, regionsOf } from '../../webview/graph/state/regions.js';
import { etlFlow, stepRun } from './graphs.js';

const regionCalled = (name: RegionName) => regionsOf(etlFlow).find(one => regionName(one) === name)!;
const namesAt = (step: string) => foldableAt(etlFlow, step).map(regionName);

describe('what is folded at a step', () => {
  test('is what it opens or begins first, then what it stands in, from the inside out', () => {
    expect(namesAt('discoverSources')).toEqual(['body:discoverSources']);
    expect(namesAt('listRegions')).toEqual([
      'body:listRegions',
      'branch:listRegions',
      'body:discoverSources',
    ]);
    expect(namesAt('checkRates')[0]).toBe('loop:fetchRates');
    expect(namesAt('loadFile')).toEqual(['body:listRegions', 'branch:listRegions', 'body:discoverSources']);
    expect(namesAt('publish')).toEqual([]);
  });

  test('grows outward', () => {
    const { steps } = regionCalled('body:listRegions');
    expect(regionAround(etlFlow, steps)).toBe(regionCalled('branch:listRegions'));
    expect(regionAround(etlFlow, regionCalled('body:discoverSources').steps)).toBeUndefined();
  });
});

describe('what is selected', () => {
  const names = ['body:listRegions', 'loop:fetchRates'] as const;
  const shown = folded(etlFlow, names);

  test('is opened where it is a part of what is folded, and stays so where it is all of it or nothing', () => {
    const still = (steps: readonly string[]) =>
      foldedStill(
        etlFlow,
        names,
        steps.length === 1 ? { kind: 'step', step: steps[0]! } : { kind: 'steps', steps },
      );
    expect(still(['publish'])).toBe(names);
    expect(still(['fetchRates', 'checkRates'])).toBe(names);
    expect(still(etlFlow.steps.map(({ name }) => name))).toBe(names);
    expect(still(['fetchRates'])).toEqual(['body:listRegions']);
    expect(still(['loadFile', 'checkRates'])).toEqual([]);
    expect(foldedStill(etlFlow, names, { kind: 'edge', edge: 'checkRates→fetchRates' })).toEqual([
      'body:listRegions',
    ]);
    expect(foldedStill(etlFlow, names, { kind: 'edge', edge: 'checkRates→convert' })).toBe(names);
  });

  test('is all of a node by a click on it', () => {
    const selection = selectionAt(shown, 'fetchRates');
    expect(selection).toEqual({ kind: 'steps', steps: ['checkRates', 'fetchRates'] });
    expect(foldSelected(shown, selection)).toBe(regionCalled('loop:fetchRates'));
    expect(foldSelected(shown, { kind: 'steps', steps: ['publish', 'end'] })).toBeNull();
    expect(selectionAt(shown, 'publish')).toEqual({ kind: 'step', step: 'publish' });
  });
});

describe('what is kept', () => {
  test('is kept by flow, for the last few of them', () => {
    let folds = withFolds(new Map(), 'a', ['body:x']);
    for (let nth = 0; nth < 30; nth++) folds = withFolds(folds, `p${nth}`, ['loop:y']);
    expect(folds.size).toBe(20);
    expect(foldsAt(folds, 'a')).toEqual([]);
    expect(foldsAt(folds, 'p29')).toEqual(['loop:y']);
    expect(withFolds(folds, 'p29', []).has('p29')).toBe(false);
    expect(foldsAt(folds, 'nowhere')).toBe(foldsAt(folds, 'elsewhere'));
  });

  test('is read back from what was saved, whatever that is', () => {
    const folds = withFolds(new Map(), 'a', ['body:x', 'branch:y']);
    expect(readFolds(JSON.parse(JSON.stringify({ folds: [...folds] })))).toEqual(folds);
    for (const folds of [null, 7, 'x', {}, [[]], [['a']], [[7, []]], [['a', 'body:x']]])
      expect([...readFolds({ folds })].flatMap(([, names]) => names)).toEqual([]);
    expect(readFolds({ folds: [['a', ['body:', 'nothing:x', 7, null, 'loop:z']]] }).get('a')).toEqual([
      'loop:z',
    ]);
    for (const saved of [undefined, null, 7, []]) expect(readFolds(saved).size).toBe(0);
  });
});

describe('in words', () => {
  const run = {
    listFiles: stepRun('done', { done: 8 }, 100, 50),
    loadFile: stepRun('failed', { done: 5, failed: 2, running: 1 }, 120, null, {
      failure: { task: '3', message: 'no file' },
    }),
  };
  const region = regionCalled('body:listRegions');

  test('it says how many steps there are, and how those that the run has come to fare, the worst first', () => {
    expect(foldNote(region, [])).toBe('3 steps');
    expect(foldNote(region, overlaysIn(region, run))).toBe('3 steps · 1 failed · 1 done');
    const all = { ...run, loadFile: run.listFiles, mergeFiles: run.listFiles };
    expect(foldNote(region, overlaysIn(region, all))).toBe('3 steps · done');
    // One of several may still be to come.
    expect(foldNote(region, [run.listFiles])).toBe('3 steps · 1 done');
  });

  test('the tasks of all of them are added up, and a failed one shows through', () => {
    const sum = sumOf(overlaysIn(region, run))!;
    expect(sum).toMatchObject({
      status: 'failed',
      counts: { done: 13, failed: 2, running: 1 },
      total: 16,
      startedAt: 100,
      endedAt: null,
      times: null,
      failure: { task: '3', message: 'no file' },
    });
    expect(sumOf([run.listFiles, run.listFiles])).toMatchObject({ status: 'done', endedAt: 150 });
    expect(sumOf([run.listFiles, stepRun('queued', { queued: 1 }, 0, null)])?.status).toBe('running');
    expect(sumOf([])).toBeNull();
  });

  test('it is called by what it is', () => {
    expect(foldKind(region, etlFlow)).toBe('For each item of listRegions');
    expect(foldKind(regionCalled('body:discoverSources'), etlFlow)).toBe('Branches of discoverSources');
    expect(foldKind(regionCalled('branch:listRegions'), etlFlow)).toBe('Branch listRegions');
    expect(foldKind(regionCalled('loop:fetchRates'), etlFlow)).toBe('Loop back to fetchRates');
  });

  test('Mermaid draws what is drawn', () => {
    const text = mermaidText(titled(folded(etlFlow, ['body:listRegions'])));
    expect(text).toContain('"listFiles … (3 steps)"');
    expect(text).not.toContain('loadFile');
    expect(text).not.toContain('s-1');
    expect(mermaidText(titled(folded(etlFlow, [])))).toBe(mermaidText(etlFlow));
  });
});
